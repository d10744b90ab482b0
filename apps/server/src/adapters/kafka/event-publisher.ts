import type { EventPublisher, OutgoingEvents } from '../../ports/outbox.ts'
import type { SideChannels } from './ordered-log.ts'

/**
 * The topic `workflow.events`, for whoever wants to follow from outside. A record holds events of one run as a JSON array, with the run as
 * its key: one event in mode `full`, all that are ready in mode `fast`. A reader knows an event it has seen by run and number.
 */
export class ReplicatedEventPublisher implements EventPublisher {
  constructor(private readonly channels: SideChannels) {}

  async publish(batch: readonly OutgoingEvents[]): Promise<void> {
    const entries = batch.flatMap(({ runId, mode, partition, events }) =>
      (mode === 'fast' ? [events] : events.map((event) => [event])).map((entry) => ({ partition, key: runId, value: JSON.stringify(entry) })),
    )
    if (entries.length > 0) await this.channels.publishEvents(entries)
  }
}
