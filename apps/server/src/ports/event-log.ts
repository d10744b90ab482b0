import type { RunEvent } from '@aob/schemas'

/** Outcome of draining events to the record. */
export type DrainResult = { kind: 'stored'; inserted: number } | { kind: 'conflict'; runId: string; seq: number }

/** The append-only record of runs, keyed (run, seq). */
export interface EventLog {
  /**
   * Stores events and projects run status in one transaction. Storing an event again is harmless;
   * a different event under the same (run, seq) is a conflict and stores nothing of the batch (D-25).
   */
  drain(events: readonly RunEvent[]): Promise<DrainResult>
  /** Events of a run after `afterSeq`, in order, at most `limit`. */
  read(runId: string, afterSeq: number, limit: number): Promise<RunEvent[]>
  lastSeq(runId: string): Promise<number>
}
