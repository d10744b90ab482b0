import { isDeepStrictEqual } from 'node:util'
import type { RunEvent } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { Fanout } from '../ports/fanout.ts'

/** Longest wait for the drain before the caller is told to look again. */
const MAX_WAIT_MS = 10_000
/** A lost hint may delay, never lose: the log is asked again after this time. */
const POLL_MS = 250

interface DrainedDeps {
  log: EventLog
  fanout: Fanout
}

/**
 * Resolves when these events of one commit are in the record (D-25, D-30). Numbers alone prove nothing: hot state that fell behind the
 * record commits under numbers the log has given to other events, and is fenced. Throws `service.unavailable` then, and after ten seconds.
 */
export async function waitUntilRecorded(deps: DrainedDeps, events: readonly RunEvent[]): Promise<void> {
  if (!(await areRecorded(deps, events)))
    throw new DomainError('service.unavailable', 'The run is being brought in line with its record; the change is made after that.', { retryAfterMs: 1000 })
}

/** As above; false when the log has given the numbers of these events to others. */
export async function areRecorded(deps: DrainedDeps, events: readonly RunEvent[]): Promise<boolean> {
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) return true
  const stored = await whenDrained(deps, { runId: first.runId, seq: last.seq }, async () => {
    const found = await deps.log.read(first.runId, first.seq - 1, events.length)
    return found.length === events.length ? found : undefined
  })
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(events)))
}

/** Resolves when the log of the run has reached `seq`. Throws `service.unavailable` after ten seconds. */
export async function waitUntilDrained(deps: DrainedDeps, runId: string, seq: number): Promise<void> {
  await whenDrained(deps, { runId, seq }, async (hinted) => hinted || (await deps.log.lastSeq(runId)) >= seq || undefined)
}

/** Asks at once, then whenever a hint says that the log of the run has reached `seq`, and now and then without one, until there is an answer. */
async function whenDrained<Answer>(
  { fanout }: DrainedDeps,
  { runId, seq }: { runId: string; seq: number },
  ask: (hinted: boolean) => Promise<Answer | undefined>,
): Promise<Answer> {
  let drained = 0
  let wake: () => void = () => undefined
  const remove = fanout.subscribeRun(runId, (last) => {
    drained = Math.max(drained, last)
    wake()
  })
  const deadline = performance.now() + MAX_WAIT_MS
  try {
    for (;;) {
      const hinted = drained >= seq
      const answer = await ask(hinted)
      if (answer !== undefined) return answer
      if (performance.now() > deadline)
        throw new DomainError('service.unavailable', 'The change is accepted but not yet recorded; it will be.', { retryAfterMs: 1000 })
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
        // One that came while the answer was on its way.
        if (!hinted && drained >= seq) wake()
      })
    }
  } finally {
    remove()
  }
}
