import { type BackgroundLoop, startLoop } from '../lifecycle.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { EventPublisher, Outbox } from '../ports/outbox.ts'

const BATCH = 500
const IDLE_MS = 250

export interface RelayDeps {
  outbox: Outbox
  publisher: EventPublisher
  logger: Logger
  metrics: Metrics
}

/** Carries recorded events from the outbox to the publisher. Any number of relays do this side by side; each run's events stay in order. */
export function startRelayLoop({ outbox, publisher, logger, metrics }: RelayDeps): BackgroundLoop {
  return startLoop({ name: 'relay', onError: (name, error) => logger.error({ err: error, loop: name }, 'loop failed') }, async () => {
    const published = await outbox.relay(BATCH, (batch) => publisher.publish(batch))
    metrics.published.inc(published)
    return published === BATCH ? 0 : IDLE_MS
  })
}
