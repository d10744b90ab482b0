import type { Actor, RunEvent } from '@aob/schemas'
import type { Effect } from './command.ts'
import { Draft } from './draft.ts'
import { applyEvent } from './evolve.ts'
import type { RunState } from './state.ts'

type BodyOf<E> = E extends { type: infer T; data: infer D } ? { type: T; data: D } : never

/** What an event says, without its envelope. */
export type EventBody = BodyOf<RunEvent>

/** Who asked for what; goes on the one event that answers the command. */
export interface Origin {
  actor?: Actor
  commandId?: string
}

/**
 * Collects the events and effects of one decision. Every event is folded at once, so that the rest of the decision
 * sees its consequences, and so that what is decided can never differ from what the log says.
 */
export class Recorder {
  readonly draft: Draft
  readonly now: number
  readonly events: RunEvent[] = []
  readonly effects: Effect[] = []

  constructor(state: RunState, now: number) {
    this.draft = new Draft(state)
    this.now = now
  }

  record(body: EventBody, origin: Origin = {}): void {
    const event = this.#next(body, origin)
    this.events.push(event)
    applyEvent(this.draft, event)
  }

  /** Records what only tells where tokens are: logged in mode `full`; in mode `fast` the state changes and the log does not. */
  pass(body: EventBody): void {
    const { scalars } = this.draft
    if (scalars.mode !== 'fast') {
      this.record(body)
      return
    }
    applyEvent(this.draft, this.#next(body, {}))
    scalars.seq -= 1
  }

  #next(body: EventBody, origin: Origin): RunEvent {
    return {
      runId: this.draft.scalars.runId,
      seq: this.draft.scalars.seq + 1,
      at: this.now,
      ...(origin.actor === undefined ? {} : { actor: origin.actor }),
      ...(origin.commandId === undefined ? {} : { commandId: origin.commandId }),
      ...body,
    }
  }

  effect(effect: Effect): void {
    this.effects.push(effect)
  }
}
