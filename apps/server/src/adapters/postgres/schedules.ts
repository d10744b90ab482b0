import type { Actor } from '@aob/schemas'
import type { ScheduleRow, ScheduleStore } from '../../ports/schedules.ts'
import type { Database } from './database.ts'
import { present, toJson } from './json-column.ts'
import type { Reader } from './read-replica.ts'

interface ScheduleColumns {
  schedule_id: string
  workspace_id: string
  workflow_name: string
  tag: string
  cron: string
  timezone: string
  inputs: Record<string, unknown>
  missed: ScheduleRow['missed']
  overlap: ScheduleRow['overlap']
  paused: boolean
  created_by: Actor
  created_at: Date
  next_due: Date | null
  last_due: Date | null
  last_run_id: string | null
  last_outcome: string | null
}

/** Schedules as rows. Firing one moves its row on, so that of several processes one counts. */
export class PostgresSchedules implements ScheduleStore {
  constructor(
    private readonly database: Database,
    private readonly lists: Reader = database,
  ) {}

  async insert(schedule: Parameters<ScheduleStore['insert']>[0]): Promise<void> {
    const { scheduleId, workspaceId, workflowName, tag, cron, timezone, inputs, missed, overlap, paused, createdBy, nextDue } = schedule
    await this.database.write(
      `INSERT INTO schedules (schedule_id, workspace_id, workflow_name, tag, cron, timezone, inputs, missed, overlap, paused, created_by, next_due)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [scheduleId, workspaceId, workflowName, tag, cron, timezone, toJson(inputs), missed, overlap, paused, toJson(createdBy), nextDue ?? null],
    )
  }

  async get(scheduleId: string): Promise<ScheduleRow | undefined> {
    const rows = await this.database.rows<ScheduleColumns>('SELECT * FROM schedules WHERE schedule_id = $1', [scheduleId])
    return rows[0] && scheduleOf(rows[0])
  }

  async list(workspaceId: string, workflowName?: string): Promise<ScheduleRow[]> {
    const rows = await this.lists.rows<ScheduleColumns>(
      'SELECT * FROM schedules WHERE workspace_id = $1 AND ($2::text IS NULL OR workflow_name = $2) ORDER BY schedule_id DESC',
      [workspaceId, workflowName],
    )
    return rows.map(scheduleOf)
  }

  async count(workspaceId: string): Promise<number> {
    const rows = await this.database.rows<{ count: number }>('SELECT count(*)::int AS count FROM schedules WHERE workspace_id = $1', [workspaceId])
    return rows[0]?.count ?? 0
  }

  async setPaused(scheduleId: string, paused: boolean, nextDue: Date | undefined): Promise<void> {
    await this.database.write('UPDATE schedules SET paused = $2, next_due = $3 WHERE schedule_id = $1', [scheduleId, paused, nextDue ?? null])
  }

  async remove(scheduleId: string): Promise<void> {
    await this.database.write('DELETE FROM schedules WHERE schedule_id = $1', [scheduleId])
  }

  async due(now: Date, limit: number): Promise<ScheduleRow[]> {
    const rows = await this.database.rows<ScheduleColumns>(
      'SELECT * FROM schedules WHERE NOT paused AND next_due <= $1 ORDER BY next_due, schedule_id LIMIT $2',
      [now, limit],
    )
    return rows.map(scheduleOf)
  }

  async advance(...[scheduleId, from, { nextDue, runId, outcome }]: Parameters<ScheduleStore['advance']>): Promise<boolean> {
    const moved = await this.database.write(
      `UPDATE schedules SET next_due = $3, last_due = $2, last_run_id = coalesce($4, last_run_id), last_outcome = $5
       WHERE schedule_id = $1 AND next_due = $2 AND NOT paused`,
      [scheduleId, from, nextDue ?? null, runId, outcome],
    )
    return moved === 1
  }
}

function scheduleOf(row: ScheduleColumns): ScheduleRow {
  return {
    scheduleId: row.schedule_id,
    workspaceId: row.workspace_id,
    workflowName: row.workflow_name,
    tag: row.tag,
    cron: row.cron,
    timezone: row.timezone,
    inputs: row.inputs,
    missed: row.missed,
    overlap: row.overlap,
    paused: row.paused,
    createdBy: row.created_by,
    createdAt: row.created_at,
    nextDue: present(row.next_due),
    lastDue: present(row.last_due),
    lastRunId: present(row.last_run_id),
    lastOutcome: present(row.last_outcome),
  }
}
