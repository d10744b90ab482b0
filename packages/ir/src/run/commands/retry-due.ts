import type { Ir } from '@aob/schemas'
import { own } from '../../document/own-property.ts'
import type { CommandOf } from '../command.ts'
import type { Decision } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import { Routing } from '../routing.ts'
import type { RunState } from '../state.ts'
import { decided, ignored } from './answer.ts'

/** The next attempt of a node whose delay is over (R5, R7). */
export function retryDue(ir: Ir, state: RunState, command: CommandOf<'retry_due'>, now: number): Decision {
  const node = own(ir.nodes, command.nodeId)
  const before = own(state.nodes, command.nodeId)
  if (!node) return ignored('unknown_node')
  if (before?.status !== 'retrying' || before.attempt !== command.attempt) return ignored('stale_attempt')
  // A failing run emits no new tokens; the retry is dropped with the run.
  if (state.failing) return ignored('terminal')
  if (now < (before.dueAt ?? 0)) return ignored('not_due')
  // Whoever makes room, or resumes the run, sees that the retry is due.
  if (state.pausedAt !== undefined) return ignored('paused')
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  if (!routing.hasRoom()) return ignored('full')
  routing.queue(node, 'retry')
  return decided(recorder)
}
