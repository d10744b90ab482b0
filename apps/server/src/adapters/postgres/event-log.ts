import { isDeepStrictEqual } from 'node:util'
import type { RunEvent } from '@aob/schemas'
import { eventDigest } from '../../event-digest.ts'
import type { DecidedAfter, DrainResult, EventLog } from '../../ports/event-log.ts'
import { settlement } from './command-store.ts'
import type { Database, Session } from './database.ts'
import { EVENT_COLUMNS, type EventColumns, eventOf } from './event-columns.ts'
import { sqlState } from './failures.ts'
import { toJson } from './json-column.ts'
import { outgoing } from './outbox.ts'
import { PROJECTION_COLUMNS, type ProjectionColumns, projection } from './run-projection.ts'
import { type Write, writeTogether } from './write-together.ts'

type Conflict = Extract<DrainResult, { kind: 'conflict' }>

/** SQLSTATEs of values a column cannot hold, such as a number out of range. Trying again changes nothing. */
const UNSTORABLE = /^22/

/** Rolls the transaction back and carries the answer out of it. */
class DrainConflict extends Error {
  constructor(readonly result: Conflict) {
    super(`Event ${result.seq} of run ${result.runId} does not continue the log.`)
  }
}

/**
 * The append-only record. The rows of the runs in a batch are locked in id order, so that two drains of one run go one after
 * the other, each sees the other's last number, and neither can leave a gap.
 */
export class PostgresEventLog implements EventLog {
  /** `heard`: called when somebody has been told what the log holds, and may look for it in lists. */
  constructor(
    private readonly database: Database,
    private readonly heard: () => void = () => undefined,
  ) {}

  async drain(events: readonly RunEvent[], decidedAfter: DecidedAfter = new Map()): Promise<DrainResult> {
    const byRun = groupByRun(events)
    if (byRun.size === 0) return { kind: 'stored', inserted: 0 }
    try {
      const inserted = await this.database.transaction((session) => store(session, byRun, decidedAfter))
      return { kind: 'stored', inserted }
    } catch (error) {
      if (error instanceof DrainConflict) return error.result
      const [first] = events
      if (first && UNSTORABLE.test(sqlState(error) ?? '')) return { kind: 'conflict', runId: first.runId, seq: first.seq, reason: 'unstorable' }
      throw error
    }
  }

  async read(runId: string, afterSeq: number, limit: number): Promise<RunEvent[]> {
    const statement = `SELECT ${EVENT_COLUMNS} FROM event_log WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`
    const events = (await this.database.rows<EventColumns>(statement, [runId, afterSeq, limit])).map(eventOf)
    if (events.length > 0) this.heard()
    return events
  }

  async lastSeq(runId: string): Promise<number> {
    const rows = await this.database.rows<{ last_seq: number }>('SELECT last_seq FROM runs WHERE run_id = $1', [runId])
    this.heard()
    return rows[0]?.last_seq ?? 0
  }
}

/** Events by run, each run's in order of their numbers. */
function groupByRun(events: readonly RunEvent[]): Map<string, RunEvent[]> {
  const byRun = new Map<string, RunEvent[]>()
  for (const event of events) {
    const list = byRun.get(event.runId)
    if (list) list.push(event)
    else byRun.set(event.runId, [event])
  }
  for (const list of byRun.values()) list.sort((a, b) => a.seq - b.seq)
  return byRun
}

async function store(session: Session, byRun: ReadonlyMap<string, readonly RunEvent[]>, decidedAfter: DecidedAfter): Promise<number> {
  const locked = await lockRuns(session, [...byRun.keys()])
  const lastSeqs = new Map(locked.map(({ run_id, last_seq }) => [run_id, last_seq]))
  const fresh: RunEvent[] = []
  const repeated: RunEvent[] = []
  for (const [runId, events] of byRun) {
    const lastSeq = lastSeqs.get(runId)
    if (lastSeq === undefined) throw new DrainConflict({ kind: 'conflict', runId, seq: events[0]?.seq ?? 0, reason: 'unknown_run' })
    const parted = partEvents(runId, lastSeq, events)
    fresh.push(...parted.fresh)
    repeated.push(...parted.repeated)
  }
  if (repeated.length > 0) await compareWithStored(session, repeated)
  if (fresh.length === 0) return 0
  await requireContinuation(session, fresh, { decidedAfter, tips: tipsOf(locked) })
  await write(session, locked, fresh)
  return fresh.length
}

/** A run's row as the lock found it, with the last event of its log; without one where that is purged, or where the lock was waited for. */
type LockedRun = ProjectionColumns & {
  tip_seq: number | null
  type: string
  at: Date
  actor: EventColumns['actor']
  command_id: string | null
  payload: unknown
}

async function lockRuns(session: Session, runIds: readonly string[]): Promise<LockedRun[]> {
  // NO KEY: rows that refer to a run (commands, approvals, patches) may be stored meanwhile.
  return session.rows<LockedRun>(
    `SELECT ${PROJECTION_COLUMNS}, e.seq AS tip_seq, e.type, e.at, e.actor, e.command_id, e.payload
     FROM runs r LEFT JOIN event_log e ON e.run_id = r.run_id AND e.seq = r.last_seq
     WHERE r.run_id = ANY($1) ORDER BY r.run_id FOR NO KEY UPDATE OF r`,
    [runIds],
  )
}

function tipsOf(locked: readonly LockedRun[]): Map<string, RunEvent> {
  return new Map(locked.flatMap(({ tip_seq: seq, ...row }) => (seq === null ? [] : [[`${row.run_id}/${seq}`, eventOf({ ...row, seq })]])))
}

/** Events, their places in the outbox, the rows of their runs and patches, and the commands they answer: one statement. */
async function write(session: Session, locked: readonly LockedRun[], fresh: readonly RunEvent[]): Promise<void> {
  const { logged } = await writeTogether(session, {
    logged: logRows(fresh),
    outgoing: outgoing(fresh),
    ...projection(locked, fresh),
    settled: settlement(fresh),
  })
  const [first] = fresh
  // Cannot happen while every writer locks the run first; if it does, nothing of the batch is kept.
  if (first && logged !== fresh.length) throw new DrainConflict({ kind: 'conflict', runId: first.runId, seq: first.seq, reason: 'content' })
}

/** Parts a run's events into those the log has and those that continue it. */
function partEvents(runId: string, lastSeq: number, events: readonly RunEvent[]): { fresh: RunEvent[]; repeated: RunEvent[] } {
  const fresh: RunEvent[] = []
  const repeated: RunEvent[] = []
  for (const event of events) {
    const expected = lastSeq + fresh.length + 1
    const twin = fresh.at(-1)
    if (event.seq <= lastSeq) repeated.push(event)
    else if (event.seq === expected) fresh.push(event)
    else if (twin?.seq !== event.seq) throw new DrainConflict({ kind: 'conflict', runId, seq: event.seq, reason: 'gap' })
    else if (!sameEvent(twin, event)) throw new DrainConflict({ kind: 'conflict', runId, seq: event.seq, reason: 'content' })
  }
  return { fresh, repeated }
}

/** Each fresh event was decided after the very event that stands before it; hot state that was fenced has another history. */
async function requireContinuation(
  session: Session,
  fresh: readonly RunEvent[],
  { decidedAfter, tips }: { decidedAfter: DecidedAfter; tips: ReadonlyMap<string, RunEvent> },
): Promise<void> {
  const linked = fresh.filter((event) => decidedAfter.has(event) && event.seq > 1)
  const known = new Map([...tips, ...fresh.map((event): [string, RunEvent] => [`${event.runId}/${event.seq}`, event])])
  const unknown = linked.map(({ runId, seq }) => ({ runId, seq: seq - 1 })).filter(({ runId, seq }) => !known.has(`${runId}/${seq}`))
  const stored = await storedEvents(session, unknown)
  for (const event of linked) {
    const key = `${event.runId}/${event.seq - 1}`
    const before = known.get(key) ?? stored.get(key)
    // A purged run's events are gone and cannot be compared.
    if (before && eventDigest(before) !== decidedAfter.get(event))
      throw new DrainConflict({ kind: 'conflict', runId: event.runId, seq: event.seq, reason: 'content' })
  }
}

async function storedEvents(session: Session, wanted: ReadonlyArray<{ runId: string; seq: number }>): Promise<Map<string, RunEvent>> {
  if (wanted.length === 0) return new Map()
  const rows = await session.rows<EventColumns>(
    `SELECT ${EVENT_COLUMNS} FROM event_log JOIN unnest($1::text[], $2::int[]) AS wanted (run_id, seq) USING (run_id, seq)`,
    [wanted.map(({ runId }) => runId), wanted.map(({ seq }) => seq)],
  )
  return new Map(rows.map((row) => [`${row.run_id}/${row.seq}`, eventOf(row)]))
}

async function compareWithStored(session: Session, events: readonly RunEvent[]): Promise<void> {
  const stored = await storedEvents(session, events)
  for (const event of events) {
    const twin = stored.get(`${event.runId}/${event.seq}`)
    // A purged run's events are gone; what its row says it had is not judged again.
    if (twin && !sameEvent(twin, event)) throw new DrainConflict({ kind: 'conflict', runId: event.runId, seq: event.seq, reason: 'content' })
  }
}

/** Equal as JSON values: the order of keys and undefined members do not count. */
function sameEvent(a: RunEvent, b: RunEvent): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)))
}

function logRows(events: readonly RunEvent[]): Write {
  return {
    text: `INSERT INTO event_log (run_id, seq, type, at, actor, command_id, payload, output_ref)
     SELECT run_id, seq, type, at, actor::json, command_id, payload::json, output_ref
     FROM unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[])
       AS fresh (run_id, seq, type, at, actor, command_id, payload, output_ref)
     ON CONFLICT (run_id, seq) DO NOTHING`,
    values: [
      events.map(({ runId }) => runId),
      events.map(({ seq }) => seq),
      events.map(({ type }) => type),
      events.map(({ at }) => new Date(at).toISOString()),
      events.map(({ actor }) => toJson(actor)),
      events.map(({ commandId }) => commandId ?? null),
      events.map(({ data }) => JSON.stringify(data)),
      events.map((event) => ('outputRef' in event.data ? event.data.outputRef : null)),
    ],
  }
}
