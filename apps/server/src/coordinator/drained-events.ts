import { activationOf, activationsAround } from '@aob/ir/document'
import type { RunEvent } from '@aob/schemas'
import type { Logger } from '../observability/logger.ts'
import type { ApprovalStore } from '../ports/approval-store.ts'
import type { PatchStore } from '../ports/document-store.ts'
import type { Fanout } from '../ports/fanout.ts'
import type { RunDirectory, RunRow } from '../ports/run-directory.ts'
import type { RunStateStore } from '../ports/run-state.ts'
import { Lru } from './lru.ts'
import { noticeOf } from './notices.ts'
import type { RunHistory } from './run-history.ts'

const ENDINGS: ReadonlySet<string> = new Set(['run.completed', 'run.failed', 'run.cancelled', 'run.timed_out'])
/** After these a node that waits for patches may go on. */
const DECISIONS: ReadonlySet<string> = new Set(['node.awaiting', 'patch.applied', 'patch.rejected', 'patch.invalid'])
const KNOWN_RUNS = 4096
const OPEN_QUESTIONS = 1000
/** How long the hot state of a run stays readable after its end is in the record; before, it is what the end is known by. */
export const ENDED_TTL_MS = 60_000

export interface DrainedDeps {
  runs: RunDirectory
  runState: RunStateStore
  patches: PatchStore
  approvals: ApprovalStore
  fanout: Fanout
  history: RunHistory
  logger: Logger
  /** Lets nodes of a run go on whose patches are decided; never throws for long: the reconciler asks again. */
  releaseNodes(run: { runId: string; partition: number }): Promise<void>
}

/**
 * What follows from recorded events: proposals and approvals of ended runs closed and their hot state let go,
 * notices for the workspace. All of it may be repeated for the same events.
 */
export function createDrainedHandler(deps: DrainedDeps) {
  // Workspace, name and partition of a run never change.
  const known = new Lru<Pick<RunRow, 'workspaceId' | 'workflowName' | 'partition'>>({ entries: KNOWN_RUNS })

  async function rowOf(runId: string) {
    const cached = known.get(runId)
    if (cached) return cached
    const row = await deps.runs.get(runId)
    if (row) known.set(runId, { workspaceId: row.workspaceId, workflowName: row.workflowName, partition: row.partition })
    return row
  }

  async function closeProposals(runId: string, workspaceId: string): Promise<void> {
    for (let more = true; more; ) {
      const open = await deps.patches.list({ workspaceId, runId, status: 'proposed', limit: OPEN_QUESTIONS })
      for (const patch of open)
        await deps.patches.transition(patch.patchId, 'proposed', 'rejected', {
          reason: 'The run ended before a decision.',
          decidedBy: { kind: 'system', id: 'run-end', name: 'End of run' },
        })
      more = open.length === OPEN_QUESTIONS
    }
  }

  /** Of the whole run, or of what lies in some of its activations. What this leaves open the reconciler finds. */
  async function withdrawApprovals(runId: string, workspaceId: string, activations?: ReadonlySet<string>): Promise<void> {
    const open = await deps.approvals.list({ workspaceId, runId, status: 'waiting_for_approval', limit: OPEN_QUESTIONS })
    for (const { approvalId, nodeId } of open) {
      if (!activations || activationsAround(nodeId).some((activation) => activations.has(activation))) await deps.approvals.withdraw(approvalId)
    }
  }

  /** An activation that failed takes the questions inside along; one that went well has none left. */
  async function withdrawOfFailed(events: readonly RunEvent[]): Promise<void> {
    const failed = new Map<string, Set<string>>()
    for (const { runId, type, data } of events) {
      if (type !== 'scope.settled' || data.error === undefined) continue
      failed.set(runId, (failed.get(runId) ?? new Set()).add(activationOf(data.nodeId, data.index)))
    }
    for (const [runId, activations] of failed) {
      const row = await rowOf(runId)
      if (row) await withdrawApprovals(runId, row.workspaceId, activations)
    }
  }

  /** A failure here must not hold back the record; the reconciler asks again. */
  async function release(run: { runId: string; partition: number }): Promise<void> {
    try {
      await deps.releaseNodes(run)
    } catch (error) {
      deps.logger.error({ err: error, runId: run.runId }, 'nodes that wait for patches were not released; it is tried again')
    }
  }

  /** Checkpoints of long runs. A failure here must not hold back the record either: folds are longer without one, nothing more. */
  async function takeSnapshots(events: readonly RunEvent[]): Promise<void> {
    for (const runId of new Set(events.map((event) => event.runId))) {
      const seq = deps.history.dueAfter(events.filter((event) => event.runId === runId))
      if (seq === undefined) continue
      await deps.history.snapshot(runId, seq).catch((error: unknown) => deps.logger.error({ err: error, runId, seq }, 'the snapshot of a run was not taken'))
    }
  }

  async function letExpire(runId: string, partition: number): Promise<void> {
    await deps.runState.commit([{ runId, partition, checks: [{ kind: 'present' }], steps: [{ kind: 'expire', afterMs: ENDED_TTL_MS }] }])
  }

  return async (events: readonly RunEvent[]): Promise<void> => {
    // Each run once: what is decided is read from its state, however many of its events say so.
    const decided = new Map<string, { runId: string; partition: number }>()
    for (const event of events) {
      const row = await rowOf(event.runId)
      if (!row) continue
      if (ENDINGS.has(event.type)) {
        await closeProposals(event.runId, row.workspaceId)
        await withdrawApprovals(event.runId, row.workspaceId)
        await letExpire(event.runId, row.partition)
      }
      const notice = noticeOf(event, row.workflowName)
      if (notice) deps.fanout.publishNotice(row.workspaceId, notice)
      if (DECISIONS.has(event.type)) decided.set(event.runId, { runId: event.runId, partition: row.partition })
      if (event.type === 'run.failed') deps.logger.warn({ runId: event.runId, nodeId: event.data.nodeId, code: event.data.error.code }, 'run failed')
    }
    await Promise.all([...decided.values()].map(release))
    await withdrawOfFailed(events)
    await takeSnapshots(events)
  }
}
