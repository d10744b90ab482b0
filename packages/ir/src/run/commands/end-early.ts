import type { Ir } from '@aob/schemas'
import type { CommandOf, Effect } from '../command.ts'
import type { Decision } from '../decision.ts'
import { type Origin, Recorder } from '../recorder.ts'
import { Routing } from '../routing.ts'
import type { RunState } from '../state.ts'
import { decided, originOf } from './answer.ts'

/** Ends the run because somebody asked (R10). */
export function cancel(ir: Ir, state: RunState, command: CommandOf<'cancel'>, now: number): Decision {
  const data = command.reason === undefined ? {} : { reason: command.reason }
  return endEarly(ir, state, { type: 'run.cancelled', data }, command, now)
}

/** Ends the run because its time is over (R10). */
export function timeOut(ir: Ir, state: RunState, command: CommandOf<'timeout'>, now: number): Decision {
  return endEarly(ir, state, { type: 'run.timed_out', data: { afterMs: command.afterMs } }, command, now)
}

type EarlyEnd = { type: 'run.cancelled'; data: { reason?: string } } | { type: 'run.timed_out'; data: { afterMs: number } }

/** Ends the run at once; late results of live nodes are refused because the run is terminal. */
function endEarly(ir: Ir, state: RunState, body: EarlyEnd, origin: Origin, now: number): Decision {
  const recorder = new Recorder(state, now)
  new Routing(ir, recorder).withdrawApprovals(recorder.draft.nodes())
  recorder.record(body, originOf(origin))
  const finish: Effect = { kind: 'finish' }
  recorder.effect(finish)
  return decided(recorder)
}
