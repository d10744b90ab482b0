import type { Ir } from '@aob/schemas'
import { siteAt } from '../../program/site.ts'
import type { CommandOf } from '../command.ts'
import { complete } from '../completion.ts'
import type { Decision } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import { Routing } from '../routing.ts'
import type { RunState } from '../state.ts'
import { decided, ignored } from './answer.ts'

/** A node that waited for its patches completes with what became of them; the next nodes see the graph they left. */
export function release(ir: Ir, state: RunState, command: CommandOf<'release'>, now: number): Decision {
  const { nodeId, attempt, commandId, outputRef, outputBytes } = command
  const site = siteAt(ir, nodeId)
  const before = state.nodes.get(nodeId)
  if (!site) return ignored('unknown_node')
  if (before?.status !== 'waiting' || before.attempt !== attempt || before.awaiting === undefined) return ignored('not_waiting')
  const { port = 'out', durationMs, usage } = before
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  const measured = {
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(usage === undefined ? {} : { usage }),
    ...(outputBytes === undefined ? {} : { outputBytes }),
  }
  complete(routing, site, attempt, { port, outputRef, ...measured }, command.conditions ?? {}, { commandId })
  routing.close()
  return decided(recorder)
}
