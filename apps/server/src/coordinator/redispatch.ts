import { decide, type Effect, evolveAll, type RunState } from '@aob/ir/run'
import type { Ir, RunEvent } from '@aob/schemas'

export interface Redispatch {
  state: RunState
  events: RunEvent[]
  effects: Effect[]
}

/** Every live token of a run emitted again under its next attempt, as if by one command; pure. */
export function redispatchAll(ir: Ir, recorded: RunState, now: number): Redispatch {
  const all: Redispatch = { state: recorded, events: [], effects: [] }
  for (const [nodeId, { status, attempt }] of Object.entries(recorded.nodes)) {
    if (status !== 'queued' && status !== 'running') continue
    const decision = decide(ir, all.state, { kind: 'redispatch', nodeId, attempt }, now)
    if (decision.kind !== 'events') continue
    all.events.push(...decision.events)
    all.effects.push(...decision.effects)
    all.state = evolveAll(all.state, decision.events) ?? all.state
  }
  return all
}
