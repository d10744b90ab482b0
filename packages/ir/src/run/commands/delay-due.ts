import type { Ir } from '@aob/schemas'
import { siteAt } from '../../program/site.ts'
import type { CommandOf } from '../command.ts'
import { complete } from '../completion.ts'
import type { Decision } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import { Routing } from '../routing.ts'
import type { RunState } from '../state.ts'
import { decided, ignored } from './answer.ts'

/** The wait of a node is over: it completes with the output it began to wait with (R23), also while the run is paused. */
export function delayDue(ir: Ir, state: RunState, command: CommandOf<'delay_due'>, now: number): Decision {
  const { nodeId, attempt, conditions = {} } = command
  const site = siteAt(ir, nodeId)
  const before = state.nodes.get(nodeId)
  if (!site) return ignored('unknown_node')
  if (before?.status !== 'delayed' || before.attempt !== attempt) return ignored('stale_attempt')
  if (now < (before.dueAt ?? 0)) return ignored('not_due')
  const { port = 'out', outputRef = '', outputBytes } = before
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  complete(routing, site, attempt, { port, outputRef, ...(outputBytes === undefined ? {} : { outputBytes }) }, conditions)
  routing.close()
  return decided(recorder)
}
