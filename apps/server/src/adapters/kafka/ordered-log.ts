/** One record as the log keeps it. The log gives offset and time, the same ones to everybody who reads. */
export interface LogRecord {
  offset: number
  /** When the log took it, in milliseconds since the epoch, by the log's clock. */
  timestamp: number
  value: string
}

export interface LogFollower {
  /** Offset of the record wanted next. */
  next(partition: number): number
  /** All records of a partition from the one wanted next up to, but without, the offset `next`. */
  receive(partition: number, records: readonly LogRecord[], next: number): void
  /**
   * The log does not hold `next` (any more), or is another log: begin again where a snapshot allows. Called again later when that did
   * not help; for another log once, for any partition.
   */
  fellBehind(partition: number): Promise<void>
}

export interface LogSnapshot {
  /** The last record that is in it. */
  offset: number
  image: string
}

/**
 * What the replicated hot store needs of a log: partitions with a total order each, appends that are durable once acknowledged, and
 * a place for snapshots. Appends and questions that cannot be answered fail with `service.unavailable`; an append that failed may be in
 * the log all the same.
 */
export interface OrderedLog {
  /** Changes when the log is another one: what was folded from the old one is lost (D-25). */
  identity(): Promise<string>
  append(partition: number, values: readonly string[]): Promise<void>
  /** Offset behind the last acknowledged record. */
  end(partition: number): Promise<number>
  /** Delivers to the follower until it is stopped; an outage is waited out. */
  follow(follower: LogFollower): { stop(): Promise<void> }
  /** The newest whole snapshot of this log. */
  snapshot(partition: number): Promise<LogSnapshot | undefined>
  /** Puts a snapshot beside those that are there. Its place is behind the places of all that were put there before. */
  putSnapshot(partition: number, snapshot: LogSnapshot): Promise<number>
  /** Lets go of records before an offset, and of snapshots before a place. */
  forgetBefore(partition: number, kept: { offset: number; place: number }): Promise<void>
  close(): Promise<void>
}

/** What travels beside the log: hints that may be lost, and recorded events for readers outside. */
export interface SideChannels {
  publishHint(text: string): void
  /** Hints of every process from now on, our own included. Returns the remover. */
  followHints(listener: (text: string) => void): () => void
  publishEvents(entries: readonly { partition: number; key: string; value: string }[]): Promise<void>
}
