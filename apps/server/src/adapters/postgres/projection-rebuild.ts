import type { RecordKeeping } from '../../ports/record-keeping.ts'
import type { Database, Session } from './database.ts'
import { EVENT_COLUMNS, type EventColumns, eventOf } from './event-columns.ts'
import { PROJECTION_COLUMNS, type ProjectionColumns, projection } from './run-projection.ts'
import { writeTogether } from './write-together.ts'

const PAGE = 500

/** As a run's row and its applied patches are before the first event. */
const RESET_RUN = `UPDATE runs r SET status = 'RUNNING', last_seq = 0, ended_at = NULL, error = NULL, head_artifact_id = artifact_id,
    ir_version = 1, patch_count = 0, open_nodes = '[]', pending_approvals = 0,
    ir_ref = coalesce((SELECT payload ->> 'irRef' FROM event_log e WHERE e.run_id = r.run_id AND e.seq = 1), ir_ref)
  WHERE run_id = $1`
const RESET_PATCHES = `UPDATE patches SET status = 'accepted', seq = NULL, ir_version = NULL WHERE run_id = $1 AND status = 'applied'`

const PROJECTED = `SELECT to_jsonb(r) - 'snapshot_seq' AS run,
    (SELECT jsonb_agg(jsonb_build_array(p.patch_id, p.status, p.seq, p.ir_version) ORDER BY p.patch_id) FROM patches p WHERE p.run_id = r.run_id) AS patches
  FROM runs r WHERE run_id = $1`

/** Projects every run from its first event, each in a transaction of its own under the lock a drain takes (SPEC ES-10). */
export async function rebuildProjections(database: Database): ReturnType<RecordKeeping['rebuildProjections']> {
  const result = { runs: 0, changed: [] as string[], skipped: 0 }
  let after = ''
  for (;;) {
    const page = await database.rows<{ run_id: string }>('SELECT run_id FROM runs WHERE run_id > $1 ORDER BY run_id LIMIT $2', [after, PAGE])
    for (const { run_id } of page) {
      const outcome = await database.transaction((session) => rebuildRun(session, run_id))
      result.runs += 1
      if (outcome === 'changed') result.changed.push(run_id)
      if (outcome === 'purged') result.skipped += 1
    }
    const last = page.at(-1)
    if (!last || page.length < PAGE) return result
    after = last.run_id
  }
}

async function rebuildRun(session: Session, runId: string): Promise<'same' | 'changed' | 'purged'> {
  const locked = await session.rows<{ last_seq: number }>('SELECT last_seq FROM runs WHERE run_id = $1 FOR NO KEY UPDATE', [runId])
  const rows = await session.rows<EventColumns>(`SELECT ${EVENT_COLUMNS} FROM event_log WHERE run_id = $1 ORDER BY seq`, [runId])
  // Purged events cannot be projected again; what the row says of them stays.
  if (rows.length < (locked[0]?.last_seq ?? 0) && rows[0]?.seq !== 1) return 'purged'
  const before = await projected(session, runId)
  await session.write(RESET_RUN, [runId])
  await session.write(RESET_PATCHES, [runId])
  if (rows.length > 0) {
    const reset = await session.rows<ProjectionColumns>(`SELECT ${PROJECTION_COLUMNS} FROM runs r WHERE run_id = $1`, [runId])
    await writeTogether(session, projection(reset, rows.map(eventOf)))
  }
  return (await projected(session, runId)) === before ? 'same' : 'changed'
}

async function projected(session: Session, runId: string): Promise<string> {
  return JSON.stringify(await session.rows(PROJECTED, [runId]))
}
