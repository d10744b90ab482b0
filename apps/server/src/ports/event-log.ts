import type { RunEvent } from '@aob/schemas'

/**
 * Digest of the event each event was decided after; empty for a first one. An event without one is taken on its number alone.
 */
export type DecidedAfter = ReadonlyMap<RunEvent, string>

/** Outcome of draining events to the record. */
export type DrainResult =
  | { kind: 'stored'; inserted: number }
  /**
   * Nothing of the batch was stored. `content`: the log has another event under this number; `gap`: the event before
   * this one has not been drained yet, or was lost; `unknown_run`: there is no such run;
   * `unstorable`: the log cannot hold a value in it.
   */
  | { kind: 'conflict'; runId: string; seq: number; reason: 'content' | 'gap' | 'unknown_run' | 'unstorable' }

/** The append-only record of runs, keyed (run, seq). */
export interface EventLog {
  /**
   * Stores events, projects run status and settles the commands they answer, in one transaction. Storing an event again is harmless;
   * an event that does not continue its run's log, by number and by the event it was decided after, is a conflict and stores nothing of the batch (D-25).
   */
  drain(events: readonly RunEvent[], decidedAfter?: DecidedAfter): Promise<DrainResult>
  /** Events of a run after `afterSeq`, in order, at most `limit`. */
  read(runId: string, afterSeq: number, limit: number): Promise<RunEvent[]>
  lastSeq(runId: string): Promise<number>
}
