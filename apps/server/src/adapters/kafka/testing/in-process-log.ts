import { randomUUID } from 'node:crypto'
import { unavailable } from '../failures.ts'
import type { LogFollower, LogRecord, LogSnapshot, OrderedLog, SideChannels } from '../ordered-log.ts'

interface Partition {
  /** Offset of `records[0]`. */
  begin: number
  records: LogRecord[]
  snapshots: { place: number; snapshot: LogSnapshot }[]
  places: number
}

/**
 * An ordered log inside this process, for tests of what stands on the log port without a broker. It is no Kafka: nothing travels and
 * nothing is kept. Several replicas attach to one of these as several servers do to one topic.
 */
export class InProcessLog {
  identity: string = randomUUID()
  /** Set while nothing can be reached. */
  away = false
  readonly published: { partition: number; key: string; value: string }[] = []
  private readonly partitions = new Map<number, Partition>()
  private readonly deliveries = new Set<() => void>()
  private readonly hints = new Set<(text: string) => void>()

  constructor(private readonly now: () => number = Date.now) {}

  /** One server's connection. `hold` keeps back what is appended until `release`. */
  attach(): OrderedLog & SideChannels & { hold(): void; release(): void } {
    let held = false
    let deliver = () => {}
    return {
      hold() {
        held = true
      },
      release() {
        held = false
        deliver()
      },
      identity: async () => this.reachable(() => this.identity),
      append: async (partition, values) => this.reachable(() => this.append(partition, values)),
      end: async (partition) => this.reachable(() => this.endOf(this.partition(partition))),
      snapshot: async (partition) => this.reachable(() => this.newest(this.partition(partition))),
      putSnapshot: async (partition, snapshot) => this.reachable(() => this.put(this.partition(partition), snapshot)),
      forgetBefore: async (partition, kept) => this.reachable(() => this.forget(this.partition(partition), kept)),
      follow: (follower) => {
        let known = this.identity
        deliver = () => {
          if (held || this.away) return
          if (known === this.identity) return this.deliverTo(follower, deliver)
          known = this.identity
          void follower.fellBehind(0).then(deliver)
        }
        this.deliveries.add(deliver)
        queueMicrotask(deliver)
        return {
          stop: async () => {
            this.deliveries.delete(deliver)
          },
        }
      },
      publishHint: (text) => {
        for (const hear of this.hints) queueMicrotask(() => hear(text))
      },
      followHints: (listener) => {
        this.hints.add(listener)
        return () => this.hints.delete(listener)
      },
      publishEvents: async (entries) => this.reachable(() => void this.published.push(...entries)),
      close: async () => undefined,
    }
  }

  /** As if the topics had been deleted and made again. */
  replace(): void {
    this.identity = randomUUID()
    this.partitions.clear()
    this.tell()
  }

  comeBack(): void {
    this.away = false
    this.tell()
  }

  /** Offset of the oldest record that is left. */
  beginOf(partition: number): number {
    return this.partition(partition).begin
  }

  recordsOf(partition: number): readonly LogRecord[] {
    return this.partition(partition).records
  }

  append(partition: number, values: readonly string[]): void {
    const { records, begin } = this.partition(partition)
    for (const value of values) records.push({ offset: begin + records.length, timestamp: this.now(), value })
    this.tell()
  }

  private tell(): void {
    for (const deliver of this.deliveries) queueMicrotask(deliver)
  }

  private newest({ snapshots }: Partition): LogSnapshot | undefined {
    return snapshots.map(({ snapshot }) => snapshot).sort((a, b) => b.offset - a.offset)[0]
  }

  private put(partition: Partition, snapshot: LogSnapshot): number {
    partition.snapshots.push({ place: partition.places, snapshot })
    return partition.places++
  }

  private forget(partition: Partition, kept: { offset: number; place: number }): void {
    partition.snapshots = partition.snapshots.filter(({ place }) => place >= kept.place)
    partition.records.splice(0, Math.max(0, kept.offset - partition.begin))
    partition.begin = Math.max(partition.begin, kept.offset)
  }

  private deliverTo(follower: LogFollower, again: () => void): void {
    for (const [index, partition] of this.partitions) {
      const next = follower.next(index)
      if (next < partition.begin || next > this.endOf(partition)) void follower.fellBehind(index).then(again)
      else if (next < this.endOf(partition)) follower.receive(index, partition.records.slice(next - partition.begin), this.endOf(partition))
    }
  }

  private partition(index: number): Partition {
    const partition = this.partitions.get(index) ?? { begin: 0, records: [], snapshots: [], places: 0 }
    this.partitions.set(index, partition)
    return partition
  }

  private endOf({ begin, records }: Partition): number {
    return begin + records.length
  }

  private reachable<T>(answer: () => T): T {
    if (this.away) throw unavailable('The log of the test is away.')
    return answer()
  }
}
