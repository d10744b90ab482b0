import type { Ir } from '@aob/schemas'
import { siteAt } from '../../program/site.ts'
import type { CommandOf } from '../command.ts'
import type { Decision } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import { Routing } from '../routing.ts'
import type { RunState } from '../state.ts'
import { decided, ignored, originOf } from './answer.ts'

/**
 * Lets a paused run go on (R18): tokens that were out and not begun are given again, as their workers put them down; then follows
 * what became ready or due in the meantime, by the facts and the IR as they are now.
 */
export function resume(ir: Ir, state: RunState, command: CommandOf<'resume'>, now: number): Decision {
  if (state.pausedAt === undefined) return ignored('not_paused')
  const recorder = new Recorder(state, now)
  const routing = new Routing(ir, recorder)
  const data = command.reason === undefined ? {} : { reason: command.reason }
  recorder.record({ type: 'run.resumed', data }, originOf(command))
  for (const [nodeId, { status }] of state.nodes.entries()) {
    const site = status === 'queued' ? siteAt(ir, nodeId) : undefined
    if (site) routing.queue(site, 'resumed')
  }
  routing.goOn('resumed')
  routing.close()
  return decided(recorder)
}
