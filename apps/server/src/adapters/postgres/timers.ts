import type { NewTimer, TimerStore } from '../../ports/timers.ts'
import type { Database, Session } from './database.ts'
import { toJson } from './json-column.ts'

interface TimerColumns {
  timer_id: string
  run_id: string
  kind: string
  due_at: Date
  payload: Record<string, unknown>
}

export async function setTimer(session: Session, timer: NewTimer): Promise<void> {
  await session.write(
    `INSERT INTO timers (timer_id, run_id, kind, due_at, payload) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (timer_id) DO UPDATE SET run_id = $2, kind = $3, due_at = $4, payload = $5, leased_until = NULL`,
    [timer.timerId, timer.runId, timer.kind, timer.dueAt, toJson(timer.payload)],
  )
}

/** Timers as rows. Several processes lease side by side without waiting for each other. */
export class PostgresTimers implements TimerStore {
  constructor(private readonly database: Database) {}

  /** Setting a timer again moves it. */
  async set(timer: NewTimer): Promise<void> {
    await setTimer(this.database, timer)
  }

  async cancel(timerId: string): Promise<void> {
    await this.database.write('DELETE FROM timers WHERE timer_id = $1', [timerId])
  }

  /** The longest overdue first. */
  async lease(now: Date, limit: number, leaseMs: number): ReturnType<TimerStore['lease']> {
    const rows = await this.database.rows<TimerColumns>(
      `UPDATE timers SET leased_until = $3 WHERE timer_id IN (
         SELECT timer_id FROM timers WHERE due_at <= $1 AND (leased_until IS NULL OR leased_until <= $1)
         ORDER BY due_at, timer_id LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING timer_id, run_id, kind, due_at, payload`,
      [now, limit, new Date(now.getTime() + leaseMs)],
    )
    rows.sort((a, b) => a.due_at.getTime() - b.due_at.getTime())
    return rows.map((row) => ({ timerId: row.timer_id, runId: row.run_id, kind: row.kind, dueAt: row.due_at, payload: row.payload }))
  }

  async settle(timerId: string): Promise<void> {
    await this.cancel(timerId)
  }
}
