import type { Redis } from 'ioredis'
import type { EventPublisher, OutgoingEvents } from '../../ports/outbox.ts'
import { asDomainError } from './failures.ts'
import type { Keys } from './keys.ts'

/** Entries kept per partition for readers that lag; older ones go, roughly. The record keeps them all. */
const KEPT_ENTRIES = 100_000

/**
 * The stream `workflow.events` of a partition, for whoever wants to follow from outside. An entry holds events of one run as a JSON array:
 * one event in mode `full`, all that are ready in mode `fast`. A reader knows an event it has seen by run and number.
 */
export class RedisEventPublisher implements EventPublisher {
  constructor(
    private readonly redis: Redis,
    private readonly keys: Keys,
  ) {}

  async publish(batch: readonly OutgoingEvents[]): Promise<void> {
    const pipeline = this.redis.pipeline()
    for (const { runId, mode, partition, events } of batch) {
      for (const entry of mode === 'fast' ? [events] : events.map((event) => [event])) {
        const fields = { runId, seq: String(entry[0]?.seq ?? 0), json: JSON.stringify(entry) }
        pipeline.xadd(this.keys.published(partition), 'MAXLEN', '~', KEPT_ENTRIES, '*', ...Object.entries(fields).flat())
      }
    }
    const results = await pipeline.exec().catch((error: unknown) => {
      throw asDomainError(error)
    })
    const failure = results?.find(([error]) => error !== null)?.[0]
    if (failure) throw asDomainError(failure)
  }
}
