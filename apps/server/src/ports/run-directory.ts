import type { Actor, NodeError, ReplayLink, RunMode, RunStatus } from '@aob/schemas'
import type { NewTimer } from './timers.ts'

/** The durable row of a run. */
export interface RunRow {
  runId: string
  workspaceId: string
  workflowId?: string
  workflowName: string
  versionLabel?: string
  status: RunStatus
  mode: RunMode
  partition: number
  partitions: number
  startedAt: Date
  endedAt?: Date
  /** Resolved at submit; the run's base never changes. */
  artifactId: string
  /** The run's private head: base plus applied run patches. */
  headArtifactId: string
  irRef: string
  irVersion: number
  inputsRef: string
  startedBy: Actor
  /** The run this one repeats; `planRef` names what a live replay takes over. */
  replay?: ReplayLink & { planRef?: string }
  error?: NodeError
  pendingApprovals: number
  pendingPatches: number
  patchCount: number
  /** Named patch sets it started with. */
  patchSets?: string[]
}

export interface RunQuery {
  workspaceId: string
  workflowName?: string
  /** Started by this schedule. */
  scheduleId?: string
  status?: RunStatus
  /** runId of the last row of the page before. */
  cursor?: string
  limit: number
}

/** Run rows, durable commands and what the reconciler must look after. */
export interface RunDirectory {
  /**
   * Stores the run row together with its `run.started` command in one transaction, before the start is acknowledged (D-21).
   * With an idempotency key seen before, the earlier run is returned instead. `timeout` becomes a timer in the same transaction (ER-06).
   */
  create(
    row: Omit<RunRow, 'status' | 'startedAt' | 'irVersion' | 'pendingApprovals' | 'pendingPatches' | 'patchCount' | 'mode'> & Partial<Pick<RunRow, 'mode'>>,
    idempotencyKey?: string,
    timeout?: NewTimer,
  ): Promise<{ kind: 'created' | 'existing'; run: RunRow }>
  get(runId: string, workspaceId?: string): Promise<RunRow | undefined>
  list(query: RunQuery): Promise<RunRow[]>
  /** Runs that are not terminal: what the reconciler compares with the hot store. */
  listOpen(afterRunId: string | undefined, limit: number): Promise<RunRow[]>
}

export interface PartitionCensus {
  /** One more than the highest partition an open run lives in; 0 when none is open. A run keeps its partition for life (D-15). */
  partitionsInUse(): Promise<number>
}

/** A durable command: stored before it is acknowledged, applied by the coordinator, retried by the reconciler (D-30). */
export interface DurableCommand {
  commandId: string
  runId: string
  kind: 'apply_patch' | 'note_patch' | 'decide_approval' | 'cancel' | 'timeout' | 'pause' | 'resume' | 'resolve_node'
  payload: Record<string, unknown>
  createdAt: Date
}

export interface CommandStore {
  /**
   * Commands without a recorded outcome, oldest first and page by page: those behind the command `after`, which may be settled by now.
   * Those younger than `minAgeMs` are left to their own request.
   */
  pending(request: { minAgeMs: number; limit: number; after?: string }): Promise<DurableCommand[]>
  /** How many of a kind have no recorded outcome. */
  openOf(kind: DurableCommand['kind']): Promise<number>
  add(command: Omit<DurableCommand, 'createdAt'>): Promise<void>
  /** Records the outcome; a command settled before keeps its first outcome. */
  settle(commandId: string, outcome: 'applied' | 'ignored' | 'refused', detail?: string): Promise<void>
}
