import type { AppendWaiters } from '../../hot-state/append-waiters.ts'
import { interpretCommit } from '../../hot-state/commit-interpreter.ts'
import type { Delivered } from '../../hot-state/entry-stream.ts'
import { HotData, type HotDataImage } from '../../hot-state/hot-data.ts'
import type { CommitResult, StreamName } from '../../ports/commit-plan.ts'
import type { Operation, Proposal, StreamShare } from './proposal.ts'

/** What a record did to the state: the answer for whoever proposed it. */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'delivered'; streams: { stream: StreamName; entries: Delivered[] }[] }
  | { kind: 'decided'; result: CommitResult }
  /** Nothing was changed, because the proposal makes no sense. */
  | { kind: 'malformed'; message: string }
  /** A copy of a record that is in the log already; nothing was changed. */
  | { kind: 'repeated' }
  | { kind: 'snapshot-turn'; given: boolean }
  | { kind: 'snapshot-judged'; newest: boolean }

export interface FoldedRecord {
  timestamp: number
  /** Length of the record's text. */
  length: number
  proposal: Proposal
}

interface Image {
  time: number
  grown: number
  kept: { offset: number; place: number }
  writers: [from: string, n: number][]
  data: HotDataImage
}

/** Processes whose copies are known. One that has written nothing while so many others have is gone for good. */
const MAX_WRITERS = 4096
const NONE_KEPT = { offset: -1, place: -1 }
/** Every process has the data of a partition to itself, so the number in its keys says nothing. */
const SELF = 0

/**
 * The state of one partition: a pure fold over its records, the same in every process that has folded the same ones. Time is the log's,
 * and never goes back.
 */
export class PartitionState {
  readonly data: HotData
  /** Time of the newest record, by the log's clock. */
  time = 0
  /** Characters of the records since the last turn to write a snapshot was given. */
  grown = 0
  /** The snapshot by which the log was cut last. */
  private kept = NONE_KEPT
  private readonly writers = new Map<string, number>()

  constructor(waiters?: AppendWaiters) {
    this.data = new HotData(() => this.time, waiters)
  }

  apply({ timestamp, length, proposal }: FoldedRecord): Outcome {
    this.time = Math.max(this.time, timestamp)
    this.grown += length
    if (!this.admit(proposal)) return { kind: 'repeated' }
    try {
      return this.carryOut(proposal.operation)
    } catch (error) {
      // The same error in every process, and plans throw before they write.
      return { kind: 'malformed', message: error instanceof Error ? error.message : String(error) }
    }
  }

  /** Everything that decides what later records do, as one JSON text. */
  image(): string {
    const image: Image = { time: this.time, grown: this.grown, kept: this.kept, writers: [...this.writers], data: this.data.image() }
    return JSON.stringify(image)
  }

  become(text: string): void {
    // Written by `image` of a process of ours.
    const image = JSON.parse(text) as Image
    this.time = image.time
    this.grown = image.grown
    this.kept = image.kept
    this.writers.clear()
    for (const [from, n] of image.writers) this.writers.set(from, n)
    this.data.become(image.data)
  }

  reset(): void {
    this.time = 0
    this.grown = 0
    this.kept = NONE_KEPT
    this.writers.clear()
    this.data.clear()
  }

  private admit({ from, n }: Proposal): boolean {
    if (n <= (this.writers.get(from) ?? -1)) return false
    // Taken out first, so that the order is that of the last word.
    this.writers.delete(from)
    this.writers.set(from, n)
    const oldest = this.writers.size > MAX_WRITERS ? this.writers.keys().next().value : undefined
    if (oldest !== undefined) this.writers.delete(oldest)
    return true
  }

  private carryOut(operation: Operation): Outcome {
    switch (operation.kind) {
      case 'append':
        this.data.append(SELF, operation.stream, operation.fields)
        if (operation.keep !== undefined) this.data.stream(SELF, operation.stream).trim(operation.keep)
        return { kind: 'done' }
      case 'take':
        return this.deliver(operation.shares, (stream, count) => this.data.known(SELF, stream)?.read(operation.group, operation.consumer, count, this.time))
      case 'claim': {
        const { group, consumer, idleMs } = operation
        return this.deliver(operation.shares, (stream, count) => this.data.known(SELF, stream)?.claim(group, consumer, count, idleMs, this.time))
      }
      case 'touch':
        for (const { stream, id } of operation.entries) this.data.known(SELF, stream)?.touch(operation.group, operation.consumer, id, this.time)
        return { kind: 'done' }
      case 'ack':
        for (const { stream, id } of operation.entries) this.data.known(SELF, stream)?.ack(operation.group, id)
        return { kind: 'done' }
      case 'commit':
        return { kind: 'decided', result: interpretCommit(this.data, { ...operation.plan, partition: SELF }) }
      case 'snapshot': {
        const given = this.grown >= operation.afterBytes
        if (given) this.grown = 0
        return { kind: 'snapshot-turn', given }
      }
      case 'snapshot-kept': {
        // Only one that is newer and lies further behind: what is forgotten by it is never the newer one.
        const newest = operation.offset > this.kept.offset && operation.place > this.kept.place
        if (newest) this.kept = { offset: operation.offset, place: operation.place }
        return { kind: 'snapshot-judged', newest }
      }
    }
  }

  private deliver(shares: readonly StreamShare[], from: (stream: StreamName, count: number) => Delivered[] | undefined): Outcome {
    return { kind: 'delivered', streams: shares.map(({ stream, count }) => ({ stream, entries: from(stream, count) ?? [] })) }
  }
}
