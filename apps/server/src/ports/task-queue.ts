import type { StreamName } from './commit-plan.ts'

export interface StreamEntry {
  partition: number
  stream: StreamName
  /** Opaque id within its stream; hand it back to acknowledge. */
  id: string
  fields: Record<string, string>
  /** How often this entry has been delivered, this delivery included. */
  deliveries: number
}

/** Streams read by consumer group and acknowledged after the commit (D-02). Never pop-then-work. */
export interface TaskQueue {
  /** Appends outside a commit plan: completions from executors. */
  append(partition: number, stream: StreamName, fields: Record<string, string>): Promise<void>
  /**
   * New entries for this consumer from the given streams over all partitions, earlier streams first.
   * Waits up to `blockMs` for the first one; an empty array means none came. Ends early when `signal` aborts.
   */
  read(request: {
    streams: readonly StreamName[]
    group: string
    consumer: string
    count: number
    blockMs: number
    signal?: AbortSignal
  }): Promise<StreamEntry[]>
  /** Takes over entries another consumer has held for longer than `idleMs` without touching them. */
  claim(request: { streams: readonly StreamName[]; group: string; consumer: string; count: number; idleMs: number }): Promise<StreamEntry[]>
  /** Says that this consumer still works on these entries. */
  touch(request: { group: string; consumer: string; entries: readonly StreamEntry[] }): Promise<void>
  /** Acknowledges and deletes. */
  ack(request: { group: string; entries: readonly StreamEntry[] }): Promise<void>
  /** Entries of one partition from an id on (the oldest when absent), oldest first, without delivering them to anybody. */
  peek(request: { stream: StreamName; partition: number; from?: string; count: number }): Promise<StreamEntry[]>
  /** Entries not yet acknowledged, for lag metrics. */
  depth(stream: StreamName): Promise<number>
}
