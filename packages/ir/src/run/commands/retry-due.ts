import type { Ir } from '@aob/schemas'
import { siteAt } from '../../program/site.ts'
import type { CommandOf } from '../command.ts'
import type { Decision } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import { Routing } from '../routing.ts'
import type { RunState } from '../state.ts'
import { decided, ignored } from './answer.ts'

/** The next attempt of a node whose delay is over (R5, R7). */
export function retryDue(ir: Ir, state: RunState, command: CommandOf<'retry_due'>, now: number): Decision {
  const site = siteAt(ir, command.nodeId)
  const before = state.nodes.get(command.nodeId)
  if (!site) return ignored('unknown_node')
  if (before?.status !== 'retrying' || before.attempt !== command.attempt) return ignored('stale_attempt')
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  // Where something fails no new tokens are emitted; the retry is dropped with the run or the activation.
  if (routing.blocked(site.address)) return ignored('terminal')
  if (now < (before.dueAt ?? 0)) return ignored('not_due')
  // Whoever makes room, or resumes the run, sees that the retry is due.
  if (state.pausedAt !== undefined) return ignored('paused')
  if (!routing.hasRoom()) return ignored('full')
  routing.queue(site, 'retry')
  return decided(recorder)
}
