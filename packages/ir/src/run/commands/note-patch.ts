import type { Ir } from '@aob/schemas'
import type { CommandOf } from '../command.ts'
import type { Decision } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import type { RunState } from '../state.ts'
import { decided, originOf } from './answer.ts'

/** Puts word of a patch on the timeline; no node moves. */
export function notePatch(_ir: Ir, state: RunState, command: CommandOf<'note_patch'>, now: number): Decision {
  const { patchId, rationale, reason, code, summary } = command
  const recorder = new Recorder(state, now)
  const notice = Object.fromEntries(Object.entries({ rationale, reason, code, summary }).filter(([, value]) => value !== undefined))
  recorder.record({ type: `patch.${command.note}`, data: { patchId, ...notice } }, originOf(command))
  return decided(recorder)
}
