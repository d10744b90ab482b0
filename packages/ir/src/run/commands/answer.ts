import type { Decision, Ignored } from '../decision.ts'
import type { Origin, Recorder } from '../recorder.ts'

/** Nothing happens, and why. */
export function ignored(reason: Ignored): Decision {
  return { kind: 'ignored', reason }
}

/** What was recorded, as a decision. */
export function decided(recorder: Recorder): Decision {
  return { kind: 'events', events: recorder.events, effects: recorder.effects, next: recorder.draft.finish() }
}

/** Who asked, for the one event that answers a command. */
export function originOf({ actor, commandId }: Origin): Origin {
  return { ...(actor === undefined ? {} : { actor }), ...(commandId === undefined ? {} : { commandId }) }
}
