/**
 * One commit as data (D-35): run by a Lua function on Redis and by a TypeScript interpreter in process.
 * All checks are judged before any step is carried out; a plan is applied whole or not at all.
 */
export interface CommitPlan {
  runId: string
  partition: number
  checks: readonly CommitCheck[]
  steps: readonly CommitStep[]
}

export type CommitCheck =
  /** The run has no hot state yet. */
  | { kind: 'absent' }
  | { kind: 'present' }
  /** A field of the run's hash equals a value; used for revision (`rev`), epoch and `irVersion`. */
  | { kind: 'equals'; field: string; value: string }
  /** A field of the run's hash does not exist yet: applied markers, command markers. */
  | { kind: 'unset'; field: string }

export type CommitStep =
  | { kind: 'set'; fields: Readonly<Record<string, string>> }
  | { kind: 'unset'; fields: readonly string[] }
  | { kind: 'add'; field: string; by: number }
  /** Appends to a logical stream of the run's partition. */
  | { kind: 'append'; stream: StreamName; entry: Readonly<Record<string, string>> }
  /** Acknowledges and deletes an entry of a logical stream. */
  | { kind: 'ack'; stream: StreamName; group: string; id: string }
  /** Lets the run's hash expire after this time, in milliseconds. */
  | { kind: 'expire'; afterMs: number }
  | { kind: 'drop' }

/** `tasks:<type>:<priority>` (shown as wf.tasks.<type>), `completions`, `events`, `dead`, `handouts` (jobs on their way to runners outside). */
export type StreamName = `tasks:${string}:${'high' | 'medium' | 'low'}` | 'completions' | 'events' | 'dead' | 'handouts'

export type CommitResult =
  | { kind: 'committed'; revision: number }
  /** The first check that failed, and what was found instead. */
  | { kind: 'refused'; check: CommitCheck; actual?: string }
