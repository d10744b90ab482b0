import { siteAt } from '@aob/ir/program'
import { isPast, isTerminal, type RunState } from '@aob/ir/run'
import type { ApprovalRow } from '../../ports/approval-store.ts'
import type { Engine } from '../engine.ts'

type Question = Pick<ApprovalRow, 'approvalId' | 'nodeId'>

/**
 * Whether the node waits for this answer or may come to do so: people are shown a question before its node says that it waits, and after
 * a rebuild the node asks again. A node without a state is idle: the moments in which it asked were lost, and it will ask again.
 */
export function mayComeToWait(state: RunState, { nodeId, approvalId }: Question): boolean {
  if (isPast(state, nodeId)) return false
  const node = state.nodes.get(nodeId)
  if (node?.status === 'waiting') return node.approvalId === approvalId
  return node === undefined || node.status === 'idle' || node.status === 'queued' || node.status === 'running' || node.status === 'retrying'
}

/**
 * Whether nobody waits for the answer any more and nobody will: the run is over, or the activation around the node, or the node went another
 * way or out of the graph. Hot state alone never says so, because a lost hot store may take that back: what it leaves open the record judges.
 */
export async function isPastQuestion(engine: Engine, question: Question & Pick<ApprovalRow, 'runId'>): Promise<boolean> {
  const row = await engine.runs.get(question.runId)
  if (!row || isTerminal(row.status)) return true
  const hot = await engine.commander.load(row.runId, row.partition)
  if (hot && (await counts(engine, hot, question))) return false
  const recorded = (await engine.history.read(row.runId))?.state
  return recorded !== undefined && !(await counts(engine, recorded, question))
}

async function counts(engine: Engine, state: RunState, question: Question): Promise<boolean> {
  return mayComeToWait(state, question) && siteAt(await engine.commander.irOf(state), question.nodeId) !== undefined
}

/**
 * Takes back questions nobody waits for. What an ending run or activation leaves open is withdrawn behind its event; this finds what a crash
 * in between left, and what an executor asked when its attempt was no longer wanted.
 */
export async function withdrawIfPast(engine: Engine, question: Question & Pick<ApprovalRow, 'runId'>): Promise<boolean> {
  if (!(await isPastQuestion(engine, question))) return false
  await engine.approvals.withdraw(question.approvalId)
  engine.logger.info({ runId: question.runId, nodeId: question.nodeId, approvalId: question.approvalId }, 'a question nobody waits for was withdrawn')
  return true
}
