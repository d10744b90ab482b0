import { rebound } from '../../approvals/request-binding.ts'
import type { ApprovalRow } from '../../ports/approval-store.ts'
import type { Engine } from '../engine.ts'

/** Open approvals of one run; more than anybody can look at. */
const MAX_OPEN = 500

/**
 * A patch may change what a waiting gate protects. The approval is then bound to the new configs,
 * and a decision on what was shown before is refused (D-08). True when it had to be bound anew.
 */
export async function rebindApproval(engine: Engine, approval: ApprovalRow, known?: { partition: number }): Promise<boolean> {
  const row = known ?? (await engine.runs.get(approval.runId))
  const state = row && (await engine.commander.load(approval.runId, row.partition))
  if (!state) return false
  const binding = rebound(approval, await engine.commander.irOf(state))
  if (!binding) return false
  await engine.approvals.rebind(approval.approvalId, binding)
  engine.fanout.publishNotice(approval.workspaceId, {
    kind: 'approval',
    status: 'changed',
    runId: approval.runId,
    approvalId: approval.approvalId,
    nodeId: approval.nodeId,
    title: approval.title,
  })
  return true
}

/** After a swap: whoever has a card open sees at once what has changed. */
export async function rebindOpenApprovals(engine: Engine, run: { runId: string; workspaceId: string; partition: number }): Promise<void> {
  const { runId, workspaceId } = run
  for (const approval of await engine.approvals.list({ workspaceId, runId, status: 'waiting_for_approval', limit: MAX_OPEN }))
    await rebindApproval(engine, approval, run)
}
