import type { Ir } from '@aob/schemas'
import { CURRENT_BEHAVIOURS } from '../behaviours.ts'
import type { CommandOf } from '../command.ts'
import type { Decision } from '../decision.ts'
import { Recorder } from '../recorder.ts'
import { Routing } from '../routing.ts'
import type { RunState } from '../state.ts'
import { initialState } from '../status.ts'
import { decided, ignored } from './answer.ts'

/** The first event of a run, and the tokens of its entries (R1). */
export function start(ir: Ir, state: RunState | undefined, command: CommandOf<'start'>, now: number): Decision {
  if (state !== undefined && state.seq > 0) return ignored('duplicate_command')
  const { runId, workflowName, artifactId, irRef, inputsRef, mode, actor, replay, reuse } = command
  const behaviours = [...(command.behaviours ?? CURRENT_BEHAVIOURS)]
  const kept = { ...(mode === 'fast' ? { mode } : {}), ...(behaviours.length > 0 ? { behaviours } : {}), ...(replay === undefined ? {} : { replay }) }
  const recorder = new Recorder(initialState(runId), now)
  recorder.record({ type: 'run.started', data: { workflowName, artifactId, irRef, irVersion: 1, inputsRef, ...kept } }, { actor })
  const routing = new Routing(ir, recorder, reuse)
  routing.settle(ir.entries, 'ready')
  routing.close()
  return decided(recorder)
}
