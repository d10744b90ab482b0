import { DomainError } from '../domain-error.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { Fanout } from '../ports/fanout.ts'

/** Longest wait for the drain before the caller is told to look again. */
const MAX_WAIT_MS = 10_000
/** A lost hint may delay, never lose: the log is asked again after this time. */
const POLL_MS = 250

/** Resolves when event `seq` of the run is in the record (D-25, D-30). Throws `service.unavailable` after ten seconds. */
export async function waitUntilDrained(deps: { log: EventLog; fanout: Fanout }, runId: string, seq: number): Promise<void> {
  let drained = 0
  let wake: () => void = () => undefined
  const remove = deps.fanout.subscribeRun(runId, (last) => {
    drained = Math.max(drained, last)
    wake()
  })
  const deadline = performance.now() + MAX_WAIT_MS
  try {
    for (;;) {
      if (drained >= seq || (await deps.log.lastSeq(runId)) >= seq) return
      if (performance.now() > deadline)
        throw new DomainError('service.unavailable', 'The change is accepted but not yet recorded; it will be.', { retryAfterMs: 1000 })
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
        if (drained >= seq) wake()
      })
    }
  } finally {
    remove()
  }
}
