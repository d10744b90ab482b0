import type { Ir } from '@aob/schemas'
import type { CommandOf } from '../command.ts'
import type { Decision } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import type { RunState } from '../state.ts'
import { decided, ignored, originOf } from './answer.ts'

/** Holds the run: nothing new starts, what is at work is recorded when it is done (R17). */
export function pause(_ir: Ir, state: RunState, command: CommandOf<'pause'>, now: number): Decision {
  if (state.pausedAt !== undefined) return ignored('paused')
  const recorder = new Recorder(state, now)
  const data = command.reason === undefined ? {} : { reason: command.reason }
  recorder.record({ type: 'run.paused', data }, originOf(command))
  return decided(recorder)
}
