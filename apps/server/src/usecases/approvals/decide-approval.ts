import type { Actor, ApprovalView, DecideApproval, RunEvent } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { ApprovalRow } from '../../ports/approval-store.ts'
import type { DurableCommand } from '../../ports/run-directory.ts'
import { waitUntilRecorded } from '../drained.ts'
import type { Engine } from '../engine.ts'
import type { Caller } from '../services.ts'
import { settleUnanswered } from '../settle-command.ts'
import { approvalView } from './approval-view.ts'
import { mayComeToWait, withdrawIfPast } from './past-questions.ts'
import { rebindApproval } from './rebind-approvals.ts'

/** What the durable command of a decision carries: everything the completion needs, so that a retry gives the same bytes. */
interface DecisionPayload {
  approvalId: string
  nodeId: string
  decision: 'approve' | 'reject'
  reason?: string
  channel: 'web' | 'cli' | 'api' | 'timeout'
  outputRef: string
  actor: Actor
}

/**
 * Decides once: the decision and its command are one transaction, the first one wins (409 with the winner for the second).
 * The hash binds the decision to the request that was shown and to the protected configs (D-08).
 */
export async function decideApproval(engine: Engine, caller: Caller, approvalId: string, input: DecideApproval): Promise<ApprovalView> {
  if (caller.actor.kind !== 'human') throw new DomainError('auth.forbidden', 'Only a person may decide on an approval.')
  const approval = await requireApproval(engine, caller, approvalId)
  if (approval.status !== 'waiting_for_approval') throw alreadyDecided(approval)
  if (await withdrawIfPast(engine, approval)) throw alreadyDecided({ ...approval, status: 'withdrawn' })
  const changed = await rebindApproval(engine, approval)
  if (changed || approval.requestHash !== input.requestHash) throw new DomainError('approval.hash_mismatch', undefined, { pointer: '/requestHash' })
  if (input.decision === 'reject' && !input.reason?.trim()) throw new DomainError('approval.reason_required', undefined, { pointer: '/reason' })
  const decided = await recordDecision(engine, approval, {
    decision: input.decision,
    channel: input.channel ?? 'api',
    actor: caller.actor,
    ...(input.reason ? { reason: input.reason } : {}),
  })
  return approvalView(decided)
}

export interface Decision {
  decision: 'approve' | 'reject'
  reason?: string
  channel: DecisionPayload['channel']
  actor: Actor
}

/** Records a decision of a person or of the deadline and lets the run go on. */
export async function recordDecision(engine: Engine, approval: ApprovalRow, decision: Decision): Promise<ApprovalRow> {
  const { approvalId } = approval
  const command = await commandOf(engine, approval, decision, engine.clock.now())
  const result = await engine.approvals.decide({ approvalId, ...decision, commandId: command.commandId, payload: command.payload })
  if (result.kind === 'already') throw alreadyDecided(result.approval)
  await waitUntilRecorded(engine, await applyDecision(engine, command))
  return result.approval
}

type DecisionCommand = Pick<DurableCommand, 'commandId' | 'runId' | 'payload'>

async function commandOf(engine: Engine, { approvalId, runId, nodeId }: ApprovalRow, decision: Decision, decidedAt: number): Promise<DecisionCommand> {
  const at = new Date(decidedAt).toISOString()
  const output = { decision: decision.decision, reason: decision.reason ?? null, by: decision.actor.name ?? decision.actor.id, at }
  const payload: DecisionPayload = { approvalId, nodeId, outputRef: (await engine.cas.put(output)).ref, ...decision }
  return { commandId: `${approvalId}:decision`, runId, payload: { ...payload } }
}

/** The command of a decision as its row tells it, for one whose own command is settled and never came to its node. */
export async function decisionOf(engine: Engine, approval: ApprovalRow): Promise<DecisionCommand> {
  const { decision, reason, decidedBy, decidedAt, channel } = approval
  if (decision === undefined || decidedBy === undefined) throw new Error(`Approval ${approval.approvalId} is ${approval.status} and does not say by whom.`)
  // Stored by recordDecision, whose channels these are.
  const said = { decision, actor: decidedBy, channel: (channel ?? 'api') as Decision['channel'], ...(reason === undefined ? {} : { reason }) }
  return commandOf(engine, approval, said, decidedAt?.getTime() ?? engine.clock.now())
}

/** Applies a stored decision; safe to repeat. Returns the events of the commit when it was made now. */
export async function applyDecision(engine: Engine, command: DecisionCommand): Promise<readonly RunEvent[]> {
  const row = await engine.runs.get(command.runId)
  if (!row) return []
  // Written by recordDecision above; the row is our own.
  const payload = command.payload as unknown as DecisionPayload
  const applied = await engine.commander.apply(
    command.runId,
    { kind: 'decide_approval', commandId: command.commandId, ...payload },
    { partition: row.partition },
  )
  if (applied.kind === 'committed') return applied.events
  // A decision may come before its node says that it waits: it counts then.
  await settleUnanswered(engine, row, command.commandId, (state) => mayComeToWait(state, payload))
  return []
}

export async function requireApproval(engine: Engine, caller: Caller, approvalId: string): Promise<ApprovalRow> {
  const approval = await engine.approvals.get(approvalId)
  if (approval?.workspaceId !== caller.workspaceId) throw new DomainError('resource.not_found', `There is no approval ${approvalId}.`)
  return approval
}

function alreadyDecided(approval: ApprovalRow): DomainError {
  if (approval.status === 'withdrawn') return new DomainError('approval.decided', 'The approval was withdrawn because the run went another way.')
  const { decision, reason, decidedBy, decidedAt } = approval
  return new DomainError('approval.decided', `${decidedBy?.name ?? decidedBy?.id ?? 'Somebody'} decided first: ${decision}.`, {
    extra: { winner: { decision, reason, decidedBy, decidedAt: decidedAt?.toISOString() } },
  })
}
