import type { Ir } from '@aob/schemas'
import { siteAt } from '../../program/site.ts'
import type { CommandOf } from '../command.ts'
import { complete } from '../completion.ts'
import type { Decision } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import { Routing } from '../routing.ts'
import type { RunState } from '../state.ts'
import { decided, ignored, originOf } from './answer.ts'

/** A person's decision completes the node by the port of that name (R8). */
export function decideApproval(ir: Ir, state: RunState, command: CommandOf<'decide_approval'>, now: number): Decision {
  const { nodeId, approvalId, decision, outputRef, reason, channel } = command
  const site = siteAt(ir, nodeId)
  const before = state.nodes.get(nodeId)
  if (!site) return ignored('unknown_node')
  if (before?.status !== 'waiting' || before.approvalId !== approvalId) return ignored('not_waiting')
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  const said = { ...(reason === undefined ? {} : { reason }), ...(channel === undefined ? {} : { channel }) }
  recorder.record({ type: 'approval.decided', data: { approvalId, nodeId, decision, ...said } }, originOf(command))
  complete(routing, site, before.attempt, { port: decision, outputRef }, command.conditions ?? {})
  routing.close()
  return decided(recorder)
}
