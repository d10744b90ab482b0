import type { RunEvent } from '@aob/schemas'
import type { BackgroundLoop } from '../lifecycle.ts'
import { finishing, startLoop } from '../lifecycle.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { Fanout } from '../ports/fanout.ts'
import type { StreamEntry, TaskQueue } from '../ports/task-queue.ts'
import { decodeEvents, noteDecidedAfter } from './event-entry.ts'

export const DRAIN_GROUP = 'drain'
const BATCH = 500
const BLOCK_MS = 1000
/** Entries read by a drain that died are taken over after this time. */
const TAKE_OVER_MS = 3000
/** Deliveries after which it is looked whether what is missing in a run's events is still on its way. */
const MAX_GAP_DELIVERIES = 3
/** Entries looked at at once for that. */
const LOOK_PAGE = 500

export interface DrainDeps {
  queue: TaskQueue
  log: EventLog
  fanout: Fanout
  logger: Logger
  metrics: Metrics
  consumer: string
  /** Called at least once when events are in the log, in order: notices, projections outside the log's own transaction. */
  onDrained(events: readonly RunEvent[]): Promise<void>
  /** The hot state contradicts the record, as these entries show: fence it, take them off the stream and rebuild from the record (D-25). */
  onConflict(runId: string, shownBy: { group: string; entries: readonly StreamEntry[] }): Promise<void>
}

/**
 * Moves events from the hot streams to the log. An entry is acknowledged, and so trimmed, only behind the log;
 * clients are shown only what is drained. Draining an event twice is harmless, because the log's key is (run, seq).
 */
export function startDrainLoop(deps: DrainDeps): BackgroundLoop {
  const request = { streams: ['events' as const], group: DRAIN_GROUP, consumer: deps.consumer, count: BATCH }
  let claimAt = 0
  // Kept while the record is away: reading on would leave gaps behind, which look like losses once it is back.
  let held: StreamEntry[] = []
  const options = { name: 'drain', onError: (name: string, error: unknown) => deps.logger.error({ err: error, loop: name }, 'loop failed') }
  const loop = startLoop(options, async (signal) => {
    if (held.length === 0 && Date.now() >= claimAt) {
      held = await deps.queue.claim({ ...request, idleMs: TAKE_OVER_MS })
      // A full batch says that there is more of it: what was left behind comes before anything new.
      claimAt = held.length === BATCH ? 0 : Date.now() + TAKE_OVER_MS
    }
    if (held.length === 0) held = await deps.queue.read({ ...request, blockMs: BLOCK_MS, signal })
    if (held.length > 0) await drainBatch(deps, held)
    held = []
    return 0
  })
  return finishing(loop, options, async () => {
    const entries = await deps.queue.read({ ...request, blockMs: 0 })
    if (entries.length > 0) await drainBatch(deps, entries)
    return entries.length > 0
  })
}

async function drainBatch(deps: DrainDeps, batch: readonly StreamEntry[]): Promise<void> {
  const entries = await withoutMalformed(deps, batch)
  const decidedAfter = new Map<RunEvent, string>()
  const known = eventsOf(entries, decidedAfter)
  if (known.length === 0) return
  const result = await deps.log.drain(known, decidedAfter)
  if (result.kind === 'stored') return settle(deps, entries, known)
  // One contradicting run must not hold back the others: go run by run.
  const byRun = groupEntries(entries)
  for (const [runId, group] of byRun) {
    const own = eventsOf(group, decidedAfter)
    const single = await deps.log.drain(own, decidedAfter)
    if (single.kind === 'stored') {
      await settle(deps, group, own)
      continue
    }
    if (single.reason === 'gap' && (await mayClose(deps, runId, group))) continue
    deps.logger.error({ runId, seq: single.seq, reason: single.reason, audit: true }, 'hot events contradict the record; the run is rebuilt')
    await deps.onConflict(runId, { group: DRAIN_GROUP, entries: group })
  }
}

/**
 * Whether a gap in front of these entries may still close: another drain may hold the events in between, however long it stands still, or
 * have recorded them just now. Entries leave the stream behind the record only, so that what is neither there nor in the record is lost.
 */
async function mayClose({ queue, log }: DrainDeps, runId: string, group: readonly StreamEntry[]): Promise<boolean> {
  if (Math.max(...group.map((entry) => entry.deliveries)) < MAX_GAP_DELIVERIES) return true
  const [first] = group
  const before = Math.min(...group.flatMap((entry) => (decodeEvents(entry) ?? []).map(({ seq }) => seq)))
  const partition = first?.partition ?? 0
  const logged = await log.lastSeq(runId)
  const between = ({ fields }: StreamEntry) => fields.runId === runId && Number(fields.seq) > logged && Number(fields.seq) < before
  for (let from: string | undefined, more = true; more; ) {
    const page = await queue.peek({ stream: 'events', partition, count: LOOK_PAGE, ...(from === undefined ? {} : { from }) })
    if (page.some(between)) return true
    more = page.length === LOOK_PAGE && page.at(-1)?.id !== from
    from = page.at(-1)?.id
  }
  return (await log.lastSeq(runId)) > logged
}

async function settle(deps: DrainDeps, entries: readonly StreamEntry[], events: readonly RunEvent[]): Promise<void> {
  deps.metrics.drained.inc(events.length)
  // Whoever waits for the record waits no longer than for that.
  const last = new Map<string, number>()
  for (const event of events) last.set(event.runId, Math.max(event.seq, last.get(event.runId) ?? 0))
  for (const [runId, seq] of last) deps.fanout.publishRun(runId, seq)
  // Acknowledged last: what follows from an event happens at least once.
  await deps.onDrained(events)
  await deps.queue.ack({ group: DRAIN_GROUP, entries })
}

/** The events of entries, noting which event each was decided after. */
function eventsOf(entries: readonly StreamEntry[], decidedAfter: Map<RunEvent, string>): RunEvent[] {
  return entries.flatMap((entry) => {
    const events = decodeEvents(entry) ?? []
    noteDecidedAfter(entry, events, decidedAfter)
    return events
  })
}

function groupEntries(entries: readonly StreamEntry[]): Map<string, StreamEntry[]> {
  const groups = new Map<string, StreamEntry[]>()
  for (const entry of entries) {
    const runId = entry.fields.runId ?? ''
    const list = groups.get(runId)
    if (list) list.push(entry)
    else groups.set(runId, [entry])
  }
  return groups
}

/** Sets aside what is no event, so that one forged entry cannot stop the record of every run. */
async function withoutMalformed(deps: DrainDeps, entries: readonly StreamEntry[]): Promise<StreamEntry[]> {
  const good: StreamEntry[] = []
  for (const entry of entries) {
    if (decodeEvents(entry)) {
      good.push(entry)
      continue
    }
    deps.metrics.deadLetters.inc({ reason: 'malformed_event' })
    deps.logger.error({ runId: entry.fields.runId, audit: true }, 'an entry of the event stream is no event and was set aside')
    await deps.queue.append(entry.partition, 'dead', { ...entry.fields, reason: 'malformed', from: entry.stream })
    await deps.queue.ack({ group: DRAIN_GROUP, entries: [entry] })
  }
  return good
}
