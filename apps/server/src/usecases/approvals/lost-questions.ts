import { siteAt } from '@aob/ir/program'
import type { RunState } from '@aob/ir/run'
import type { ApprovalRow } from '../../ports/approval-store.ts'
import type { RunRow } from '../../ports/run-directory.ts'
import type { Engine } from '../engine.ts'
import { applyDecision, decisionOf } from './decide-approval.ts'
import { mayComeToWait } from './past-questions.ts'

/** A node that waits, and the question it waits for. */
export interface WaitingNode {
  nodeId: string
  approvalId: string
}

/** Whoever decided a moment ago lets the node go on by themselves. */
const DECISION_GRACE_MS = 3000

/**
 * Looks after a node whose question is not open any more. Decided: the decision is told it once more. Withdrawn, or not there at all: the node
 * asks again. Hot state alone never says that it waits, because it may have fallen behind; and where nobody waits any more, it is left alone.
 */
export async function mendQuestion(engine: Engine, run: RunRow, waiting: WaitingNode): Promise<void> {
  const approval = await engine.approvals.get(waiting.approvalId)
  if (approval?.status === 'waiting_for_approval' || wasDecidedNow(engine, approval)) return
  const hot = await engine.commander.load(run.runId, run.partition)
  if (!hot || hot.pausedAt !== undefined || !(await waits(engine, hot, waiting))) return
  const recorded = (await engine.history.read(run.runId))?.state
  if (!recorded || !(await waits(engine, recorded, waiting))) return
  const about = { runId: run.runId, ...waiting, status: approval?.status ?? 'missing', audit: true }
  if (approval && approval.status !== 'withdrawn') {
    engine.logger.warn(about, 'a decision had not come to its node; it is told again')
    await applyDecision(engine, await decisionOf(engine, approval))
    return
  }
  engine.logger.warn(about, 'a node waited for an answer to a question that is no more; it asks again')
  const attempt = hot.nodes.get(waiting.nodeId)?.attempt ?? 0
  await engine.commander.apply(run.runId, { kind: 'redispatch', nodeId: waiting.nodeId, attempt, unasked: true }, { partition: run.partition })
}

function wasDecidedNow({ clock }: Engine, approval: ApprovalRow | undefined): boolean {
  return approval?.decidedAt !== undefined && clock.now() - approval.decidedAt.getTime() < DECISION_GRACE_MS
}

async function waits(engine: Engine, state: RunState, waiting: WaitingNode): Promise<boolean> {
  if (state.nodes.get(waiting.nodeId)?.status !== 'waiting' || !mayComeToWait(state, waiting)) return false
  return siteAt(await engine.commander.irOf(state), waiting.nodeId) !== undefined
}
