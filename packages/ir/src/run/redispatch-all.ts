import type { Ir, RunEvent } from '@aob/schemas'
import { BEHAVIOURS, behaves } from './behaviours.ts'
import type { Effect, RunCommand } from './command.ts'
import { decide } from './decide.ts'
import type { Decision } from './decision.ts'
import type { RunState } from './state.ts'

export interface Redispatch {
  state: RunState
  events: RunEvent[]
  effects: Effect[]
}

/** Every live token of a run emitted again, as if by one command: the ones its log tells of and, in mode `fast`, the ones it does not. What a rebuild does with a run whose hot state was lost. */
export function redispatchAll(ir: Ir, recorded: RunState, now: number): Redispatch {
  const all: Redispatch = { state: recorded, events: [], effects: [] }
  const add = (decision: Decision) => {
    if (decision.kind !== 'events') return
    all.events.push(...decision.events)
    all.effects.push(...decision.effects)
    all.state = decision.next
  }
  const send = (command: RunCommand) => add(decide(ir, all.state, command, now))
  const byRecovery = recorded.mode === 'fast' && behaves(recorded, BEHAVIOURS.fastTellsWhatDecides)
  for (const [nodeId, { status, attempt }] of byRecovery ? [] : recorded.nodes.entries()) {
    if (status === 'queued' || status === 'running') send({ kind: 'redispatch', nodeId, attempt })
  }
  if (recorded.mode === 'fast') send({ kind: 'recover' })
  return all
}
