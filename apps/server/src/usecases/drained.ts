import { isDeepStrictEqual } from 'node:util'
import type { RunEvent } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { Fanout } from '../ports/fanout.ts'

/** Longest wait for the drain before the caller is told to look again. */
const MAX_WAIT_MS = 10_000
/** A lost hint may delay, never lose: the log is asked again after this time. */
const POLL_MS = 250

/**
 * Resolves when these events of one commit are in the record (D-25, D-30). Numbers alone prove nothing: hot state that fell behind the
 * record commits under numbers the log has given to other events, and is fenced. Throws `service.unavailable` then, and after ten seconds.
 */
export async function waitUntilRecorded(deps: { log: EventLog; fanout: Fanout }, events: readonly RunEvent[]): Promise<void> {
  if (!(await areRecorded(deps, events)))
    throw new DomainError('service.unavailable', 'The run is being brought in line with its record; the change is made after that.', { retryAfterMs: 1000 })
}

/** As above; false when the log has given the numbers of these events to others. */
export async function areRecorded(deps: { log: EventLog; fanout: Fanout }, events: readonly RunEvent[]): Promise<boolean> {
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) return true
  await waitUntilDrained(deps, first.runId, last.seq)
  const stored = await deps.log.read(first.runId, first.seq - 1, events.length)
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(events)))
}

/** Resolves when the log of the run has reached `seq`. Throws `service.unavailable` after ten seconds. */
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
