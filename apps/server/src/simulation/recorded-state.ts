import { evolveAll, type RunState } from '@aob/ir/run'
import type { RunEvent } from '@aob/schemas'

/** How far each log has been folded. Logs of the record only grow, so that a look at one costs what was added since the last. */
const folded = new WeakMap<readonly RunEvent[], { count: number; state: RunState | undefined }>()

/** The state a recorded log leads to: for whoever looks on while a schedule runs. The checks at its end fold anew. */
export function recordedState(events: readonly RunEvent[]): RunState | undefined {
  const before = folded.get(events) ?? { count: 0, state: undefined }
  if (before.count === events.length) return before.state
  const state = evolveAll(before.state, events.slice(before.count))
  folded.set(events, { count: events.length, state })
  return state
}
