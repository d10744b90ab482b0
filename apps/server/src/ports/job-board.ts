/** A job on its way to runners outside. */
export interface Posting {
  runId: string
  jobId: string
  /** What nodes call their runners; each name is a stream of its own. */
  runner: string
  /** The job as runners read it. */
  json: string
}

/** `waiting`: nobody has taken it; `taken`: a runner has, so many milliseconds ago; `gone`: it is on the stream no more. */
export type JobPlace = { kind: 'waiting' | 'gone' } | { kind: 'taken'; forMs: number }

/** A job as the board knows it. */
export interface PostedJob {
  jobId: string
  /** When its runner was first heard of, and last; milliseconds since the epoch. */
  begunAt?: number
  heardAt?: number
}

/** A word of a runner as it came in. */
export interface RunnerWord {
  /** Hand it back to acknowledge. */
  id: string
  json: string
  /** How often it has been delivered, this time included. */
  deliveries: number
}

/**
 * Where work is given to runners that know nothing of the server: one stream of jobs for each name of runners, one stream of results (QP-06).
 * It is a way to the outside and no record: what it loses is seen by the run's hot state, which says which jobs are out.
 */
export interface JobBoard {
  /** At least once: after a crash in between, the same job may be there twice. */
  post(job: Posting): Promise<void>
  posted(runId: string): Promise<PostedJob[]>
  /** Where a job is: a look at its stream, which costs as much as the job is long. */
  placeOf(runId: string, jobId: string): Promise<JobPlace>
  /** Says that the runner of a job was heard of. */
  heard(runId: string, jobId: string, at: number): Promise<void>
  /** Takes jobs away from runners and forgets them; what a runner has in hand it may still answer. */
  withdraw(runId: string, jobIds: readonly string[]): Promise<void>
  /** Runs that have jobs here. */
  runs(): Promise<string[]>
  /** Comes to know again what was taken so long ago and is not known any more: a store that lost a part of itself may have forgotten it. */
  adopt(idleMs: number): Promise<void>
  /** Jobs that are on the streams, by the name of their runners. */
  depths(): Promise<ReadonlyMap<string, number>>
  /** New words for this consumer, with `idleMs` those another one has held for longer too; none is waited for. */
  words(request: { consumer: string; count: number; idleMs?: number }): Promise<RunnerWord[]>
  /** Acknowledges and deletes. */
  ack(words: readonly RunnerWord[]): Promise<void>
  /** When the oldest word that is not acknowledged came in; undefined when there is none. Up to then nobody was silent unheard. */
  oldestWord(): Promise<number | undefined>
}
