import { isDeepStrictEqual } from 'node:util'
import type { RunEvent } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { Fanout } from '../ports/fanout.ts'

/** Longest wait for the drain before the caller is told to look again. */
const MAX_WAIT_MS = 10_000
/** A lost hint may delay, never lose: the log is asked again after this time. */
const POLL_MS = 250
/** And without any hint for the first time after this one: a hint given while the subscription was on its way is lost. */
const FIRST_POLL_MS = 50

interface DrainedDeps {
  log: EventLog
  fanout: Fanout
}

/**
 * Resolves when these events of one commit are in the record (D-25, D-30). Numbers alone prove nothing: hot state that fell behind the
 * record commits under numbers the log has given to other events, and is fenced. Throws `service.unavailable` then, and after ten seconds.
 */
export async function waitUntilRecorded(deps: DrainedDeps, events: readonly RunEvent[]): Promise<void> {
  await requireRecorded(deps, events)
}

async function requireRecorded(deps: DrainedDeps, events: readonly RunEvent[], heard?: Hints): Promise<void> {
  if (!(await areRecorded(deps, events, heard)))
    throw new DomainError('service.unavailable', 'The run is being brought in line with its record; the change is made after that.', { retryAfterMs: 1000 })
}

/**
 * As `waitUntilRecorded`, for whoever listens before the commit: the log is read when it is known to hold the events, not before as well.
 * `close` ends the listening.
 */
export function expectRecord(deps: DrainedDeps, runId: string): { recorded(events: readonly RunEvent[]): Promise<void>; close(): void } {
  const heard = listenTo(deps.fanout, runId)
  return { recorded: (events) => requireRecorded(deps, events, heard), close: heard.close }
}

/** As above; false when the log has given the numbers of these events to others. `heard`: hints listened to since before the commit. */
export async function areRecorded(deps: DrainedDeps, events: readonly RunEvent[], heard?: Hints): Promise<boolean> {
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) return true
  const ask = async () => {
    const found = await deps.log.read(first.runId, first.seq - 1, events.length)
    return found.length === events.length ? found : undefined
  }
  const stored = await (heard ? whenDrained(heard, last.seq, ask, FIRST_POLL_MS) : listening(deps, first.runId, (own) => whenDrained(own, last.seq, ask)))
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(events)))
}

/** Resolves when the log of the run has reached `seq`. Throws `service.unavailable` after ten seconds. */
export async function waitUntilDrained(deps: DrainedDeps, runId: string, seq: number): Promise<void> {
  await listening(deps, runId, (heard) => whenDrained(heard, seq, async (hinted) => hinted || (await deps.log.lastSeq(runId)) >= seq || undefined))
}

/** How far the log of a run is known to be. */
interface Hints {
  drained(): number
  /** Resolves at the next hint, or after the time. */
  next(ms: number): Promise<void>
  close(): void
}

function listenTo(fanout: Fanout, runId: string): Hints {
  let drained = 0
  let wake: () => void = () => undefined
  const close = fanout.subscribeRun(runId, (last) => {
    drained = Math.max(drained, last)
    wake()
  })
  const next = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  return { drained: () => drained, next, close }
}

async function listening<Answer>({ fanout }: DrainedDeps, runId: string, work: (heard: Hints) => Promise<Answer>): Promise<Answer> {
  const heard = listenTo(fanout, runId)
  try {
    return await work(heard)
  } finally {
    heard.close()
  }
}

/**
 * Asks at once, or when `firstMs` is given not before a hint or that time; then whenever a hint says that the log of the run has reached
 * `seq`, and now and then without one, until there is an answer.
 */
async function whenDrained<Answer>(heard: Hints, seq: number, ask: (hinted: boolean) => Promise<Answer | undefined>, firstMs?: number): Promise<Answer> {
  const deadline = performance.now() + MAX_WAIT_MS
  if (firstMs !== undefined && heard.drained() < seq) await heard.next(firstMs)
  for (;;) {
    const hinted = heard.drained() >= seq
    const answer = await ask(hinted)
    if (answer !== undefined) return answer
    if (performance.now() > deadline)
      throw new DomainError('service.unavailable', 'The change is accepted but not yet recorded; it will be.', { retryAfterMs: 1000 })
    // One that came while the answer was on its way is not waited for.
    if (hinted || heard.drained() < seq) await heard.next(POLL_MS)
  }
}
