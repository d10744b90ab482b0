import type { RunEvent } from '@aob/schemas'
import { validateRunEvent } from '@aob/schemas/api-validators'
import { eventDigest } from '../event-digest.ts'
import type { StreamEntry } from '../ports/task-queue.ts'
import { isRunId } from './run-id.ts'

/** Largest event number and time the record can hold. */
const MAX_SEQ = 2 ** 31 - 1
const MAX_TIME = 8.64e15

/**
 * The events of one commit as one entry: whoever loses the stream in between has all of a commit in the log or nothing.
 * `tip` is the digest of the event they were decided after.
 */
export function encodeEvents(events: readonly RunEvent[], tip: string | undefined): Record<string, string> {
  const [first] = events
  return { runId: first?.runId ?? '', seq: String(first?.seq ?? 0), json: JSON.stringify(events), ...(tip === undefined ? {} : { after: tip }) }
}

/** The events of an entry; undefined when it is anything else, or holds events of several runs. */
export function decodeEvents(entry: StreamEntry): RunEvent[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(entry.fields.json ?? '')
  } catch {
    // Not JSON: set aside by the caller.
    return undefined
  }
  // A process of an earlier version wrote one event an entry.
  const list: unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0 || !list.every((item) => validateRunEvent(item))) return undefined
  // Checked against the schema just now.
  const events = list as RunEvent[]
  const fits = events.every(({ runId, seq, at }) => runId === events[0]?.runId && seq <= MAX_SEQ && Math.abs(at) <= MAX_TIME)
  return fits && isRunId(events[0]?.runId) ? events : undefined
}

/** Notes for every event of an entry which one it was decided after: the first as the entry says, the others each after the one before. */
export function noteDecidedAfter(entry: StreamEntry, events: readonly RunEvent[], decidedAfter: Map<RunEvent, string>): void {
  let after = entry.fields.after
  for (const event of events) {
    if (after !== undefined) decidedAfter.set(event, after)
    after = after === undefined ? undefined : eventDigest(event)
  }
}
