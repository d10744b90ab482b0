import { untilWoken } from '../../hot-state/append-waiters.ts'
import { longLived } from '../../long-lived.ts'
import type { StreamName } from '../../ports/commit-plan.ts'
import type { StreamEntry, TaskQueue } from '../../ports/task-queue.ts'
import type { PartitionState } from './partition-state.ts'
import type { EntryName, Operation } from './proposal.ts'
import type { Replica } from './replica.ts'

type ReadRequest = Parameters<TaskQueue['read']>[0]

/** What a reader wants of one stream of one partition. */
interface Share {
  partition: number
  stream: StreamName
  count: number
}

/**
 * The queue over the replicated streams. A reader looks at the state of its own process and proposes to take only what is there, so that
 * waiting writes nothing. Between the look and the fold others may have been faster: then it looks again.
 */
export class ReplicatedTaskQueue implements TaskQueue {
  private readonly closing = longLived()
  private readonly readers = new Set<Promise<unknown>>()
  /** Entries that readers of this process have asked for and not got yet, so that they do not all ask for the same ones. */
  private readonly asked = new Map<string, number>()
  private turn = 0

  constructor(
    private readonly replica: Replica,
    private readonly options: { partitions: number; maxDeadLetters: number },
  ) {}

  async append(partition: number, stream: StreamName, fields: Record<string, string>): Promise<void> {
    const keep = stream === 'dead' ? { keep: this.options.maxDeadLetters } : {}
    const outcome = await this.replica.propose(partition, { kind: 'append', stream, fields, ...keep })
    if (outcome.kind === 'malformed') throw new Error(outcome.message)
  }

  read(request: ReadRequest): Promise<StreamEntry[]> {
    const reading = this.readUntil(request)
    this.readers.add(reading)
    const forget = () => void this.readers.delete(reading)
    reading.then(forget, forget)
    return reading
  }

  async claim(request: Parameters<TaskQueue['claim']>[0]): Promise<StreamEntry[]> {
    const { group, consumer, idleMs } = request
    const shares = this.shares(request, (state, stream, most, partition) => {
      return state.data.known(0, stream)?.claimable(group, most, idleMs, this.replica.now(partition)) ?? 0
    })
    return this.deliver(shares, (streams) => ({ kind: 'claim', group, consumer, idleMs, shares: streams }))
  }

  async touch({ group, consumer, entries }: Parameters<TaskQueue['touch']>[0]): Promise<void> {
    await this.each(entries, (names) => ({ kind: 'touch', group, consumer, entries: names }))
  }

  async ack({ group, entries }: Parameters<TaskQueue['ack']>[0]): Promise<void> {
    await this.each(entries, (names) => ({ kind: 'ack', group, entries: names }))
  }

  async peek({ stream, partition, from, count }: Parameters<TaskQueue['peek']>[0]): Promise<StreamEntry[]> {
    await this.replica.current(partition)
    const found = this.replica.state(partition).data.known(0, stream)?.peek(from, count) ?? []
    return found.map((entry) => ({ ...entry, partition, stream }))
  }

  /** As far as this process has followed. */
  async depth(stream: StreamName): Promise<number> {
    let depth = 0
    for (let partition = 0; partition < this.options.partitions; partition++) depth += this.replica.state(partition).data.known(0, stream)?.size ?? 0
    return depth
  }

  /** Ends waiting readers and waits until none is left. */
  async close(): Promise<void> {
    this.closing.abort()
    await Promise.allSettled(this.readers)
  }

  private async readUntil(request: ReadRequest): Promise<StreamEntry[]> {
    const { group, consumer, signal } = request
    const deadline = performance.now() + request.blockMs
    for (;;) {
      if (signal?.aborted || this.closing.signal.aborted) return []
      const shares = this.shares(request, (state, stream, most, partition) => {
        const asked = this.asked.get(askedKey(partition, stream, group)) ?? 0
        return Math.max(0, (state.data.known(0, stream)?.readable(group, most + asked) ?? 0) - asked)
      })
      const entries = shares.length === 0 ? [] : await this.take(shares, group, consumer)
      const left = deadline - performance.now()
      if (entries.length > 0 || left <= 0) return entries
      if (shares.length === 0) await this.changed(request.streams, left, signal)
    }
  }

  private async take(shares: readonly Share[], group: string, consumer: string): Promise<StreamEntry[]> {
    const count = (change: 1 | -1) => {
      for (const share of shares) {
        const key = askedKey(share.partition, share.stream, group)
        const asked = (this.asked.get(key) ?? 0) + change * share.count
        if (asked === 0) this.asked.delete(key)
        else this.asked.set(key, asked)
      }
    }
    count(1)
    try {
      return await this.deliver(shares, (streams) => ({ kind: 'take', group, consumer, shares: streams }))
    } finally {
      count(-1)
      // Another process may have been faster with some of it, and what is left over is for whoever waits here.
      for (const { stream } of shares) this.replica.waiters.wake(stream)
    }
  }

  /** No more than `count` entries in all, earlier streams first, the partition looked at first moving on with every call. */
  private shares(
    { streams, count }: { streams: readonly StreamName[]; count: number },
    available: (state: PartitionState, stream: StreamName, most: number, partition: number) => number,
  ): Share[] {
    const { partitions } = this.options
    const first = this.turn++ % partitions
    const shares: Share[] = []
    let left = count
    for (const stream of streams) {
      for (let step = 0; step < partitions && left > 0; step++) {
        const partition = (first + step) % partitions
        const found = Math.min(left, available(this.replica.state(partition), stream, left, partition))
        if (found > 0) shares.push({ partition, stream, count: found })
        left -= found
      }
    }
    return shares
  }

  /** One record for each partition. What is delivered by one of them counts, even when another one fails: it waits to be claimed. */
  private async deliver(shares: readonly Share[], operation: (streams: Share[]) => Operation): Promise<StreamEntry[]> {
    const proposals = [...byPartition(shares)].map(async ([partition, streams]) => {
      const outcome = await this.replica.propose(partition, operation(streams))
      if (outcome.kind !== 'delivered') throw new Error(`The fold answered ${outcome.kind} to a reader.`)
      return outcome.streams.flatMap(({ stream, entries }) => entries.map((entry) => ({ partition, stream, ...entry })))
    })
    const answers = await Promise.allSettled(proposals)
    const entries = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    const failure = answers.find((answer) => answer.status === 'rejected')
    if (entries.length === 0 && failure) throw failure.reason
    const rank = new Map(shares.map(({ partition, stream }, index) => [`${partition}:${stream}`, index]))
    const rankOf = ({ partition, stream }: StreamEntry) => rank.get(`${partition}:${stream}`) ?? 0
    return entries.sort((a, b) => rankOf(a) - rankOf(b))
  }

  private async each(entries: readonly StreamEntry[], operation: (names: EntryName[]) => Operation): Promise<void> {
    await Promise.all(
      [...byPartition(entries)].map(([partition, of]) => this.replica.propose(partition, operation(of.map(({ stream, id }) => ({ stream, id }))))),
    )
  }

  /** Resolves when there may be something new, when the time is over, or when the reader or the store is stopped. */
  private changed(streams: readonly StreamName[], waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    return untilWoken((wake) => this.replica.waiters.add(streams, wake), waitMs, [signal, this.closing.signal])
  }
}

function byPartition<Item extends { partition: number }>(items: readonly Item[]): Map<number, Item[]> {
  const groups = new Map<number, Item[]>()
  for (const item of items) groups.set(item.partition, [...(groups.get(item.partition) ?? []), item])
  return groups
}

const askedKey = (partition: number, stream: StreamName, group: string) => `${partition}:${stream}:${group}`
