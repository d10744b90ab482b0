import type { RunEvent, RunMode } from '@aob/schemas'
import type { Outbox, OutgoingEvents } from '../../ports/outbox.ts'
import type { Database } from './database.ts'
import { EVENT_COLUMNS, type EventColumns, eventOf } from './event-columns.ts'
import type { Write } from './write-together.ts'

type OutgoingColumns = EventColumns & { position: string; mode: RunMode; partition: number }

/**
 * The first unpublished event of a run stands for all of them: who holds its row holds the run. Events behind it belong to nobody else,
 * because for others the first is still there until it is deleted, and skipped while it is locked.
 */
const HEADS = `SELECT o.run_id FROM outbox o
  WHERE NOT EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.run_id = o.run_id AND earlier.seq < o.seq)
  ORDER BY o.position LIMIT $1 FOR UPDATE OF o SKIP LOCKED`

export class PostgresOutbox implements Outbox {
  constructor(private readonly database: Database) {}

  async relay(...[limit, publish]: Parameters<Outbox['relay']>): Promise<number> {
    return this.database.transaction(async (session) => {
      const heads = await session.rows<{ run_id: string }>(HEADS, [limit])
      if (heads.length === 0) return 0
      const rows = await session.rows<OutgoingColumns>(
        `SELECT o.position, r.mode, r.partition, ${EVENT_COLUMNS}
         FROM outbox o JOIN event_log e USING (run_id, seq) JOIN runs r USING (run_id) WHERE o.run_id = ANY($1) ORDER BY o.position LIMIT $2`,
        [heads.map(({ run_id }) => run_id), limit],
      )
      await publish(byRun(rows))
      await session.write('DELETE FROM outbox WHERE position = ANY($1::bigint[])', [rows.map(({ position }) => position)])
      return rows.length
    })
  }

  async depth(): Promise<number> {
    const rows = await this.database.rows<{ depth: number }>('SELECT count(*)::int AS depth FROM outbox')
    return rows[0]?.depth ?? 0
  }
}

/** Belongs into the transaction that logs them. */
export function outgoing(events: readonly RunEvent[]): Write {
  return {
    text: 'INSERT INTO outbox (run_id, seq) SELECT run_id, seq FROM unnest($1::text[], $2::int[]) AS fresh (run_id, seq)',
    values: [events.map(({ runId }) => runId), events.map(({ seq }) => seq)],
  }
}

function byRun(rows: readonly OutgoingColumns[]): OutgoingEvents[] {
  const runs = new Map<string, OutgoingEvents & { events: RunEvent[] }>()
  for (const row of rows) {
    const run = runs.get(row.run_id) ?? { runId: row.run_id, mode: row.mode, partition: row.partition, events: [] }
    run.events.push(eventOf(row))
    runs.set(row.run_id, run)
  }
  return [...runs.values()]
}
