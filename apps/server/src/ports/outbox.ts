import type { RunEvent, RunMode } from '@aob/schemas'

/** Events of one run in order, as they go out. */
export interface OutgoingEvents {
  runId: string
  mode: RunMode
  partition: number
  events: readonly RunEvent[]
}

/** Where recorded events go, e.g. a stream other systems read (`workflow.events`). */
export interface EventPublisher {
  /** Resolves when all of it is out; may be given the same again after a failure. */
  publish(batch: readonly OutgoingEvents[]): Promise<void>
}

/** Events in the log that are not published yet. They get there in the transaction that logs them (ES-03). */
export interface Outbox {
  /**
   * Hands the oldest unpublished events to `publish`, and forgets them once it has resolved. Each run's events are handed out in order, by
   * one relay at a time; other relays meanwhile take other runs (ES-04). Dying in between leaves them to be handed out again.
   * Returns how many were published; 0 when nothing is left that no other relay has in hand.
   */
  relay(limit: number, publish: EventPublisher['publish']): Promise<number>
  depth(): Promise<number>
}
