import { isTerminal } from '@aob/ir/run'
import { DomainError } from '../domain-error.ts'
import { type ScheduleRow, type ScheduleStore, scheduleActorId } from '../ports/schedules.ts'
import type { Engine } from '../usecases/engine.ts'
import { startRun } from '../usecases/runs/start-run.ts'
import { nextOccurrence } from './cron.ts'

const BATCH = 50
/** A time this long past was missed: no process was there to keep it. */
export const MISSED_AFTER_MS = 60_000

/**
 * Starts what is due by the clock, each time once across processes and restarts: the run is created under a key made of schedule and time, then
 * the row is moved on from that very time. A crash in between finds the run under its key.
 */
export async function fireSchedules(engine: Engine, schedules: ScheduleStore): Promise<void> {
  for (const schedule of await schedules.due(new Date(engine.clock.now()), BATCH)) {
    try {
      await fire(engine, schedules, schedule)
    } catch (error) {
      engine.logger.error({ err: error, scheduleId: schedule.scheduleId }, 'a schedule could not be fired; it is tried again')
    }
  }
}

async function fire(engine: Engine, schedules: ScheduleStore, schedule: ScheduleRow): Promise<void> {
  const { scheduleId, nextDue: due } = schedule
  if (!due) return
  const { runId, outcome } = await outcomeOf(engine, schedule, due)
  // However many times were missed, the next one is yet to come.
  const nextDue = nextOccurrence(schedule.cron, schedule.timezone, new Date(engine.clock.now()))
  await schedules.advance(scheduleId, due, { nextDue, outcome, ...(runId === undefined ? {} : { runId }) })
}

async function outcomeOf(engine: Engine, schedule: ScheduleRow, due: Date): Promise<{ runId?: string; outcome: string }> {
  const late = engine.clock.now() - due.getTime() > MISSED_AFTER_MS
  if (late && schedule.missed === 'skip') return { outcome: 'missed' }
  if (schedule.overlap === 'skip' && (await isStillRunning(engine, schedule))) return { outcome: 'skipped: the run before has not ended' }
  const { workspaceId, scheduleId, workflowName, tag, inputs } = schedule
  const caller = { workspaceId, actor: { kind: 'system', id: scheduleActorId(scheduleId), name: 'Schedule' } as const }
  try {
    const key = `schedule:${scheduleId}:${due.toISOString()}`
    const { runId } = await startRun(engine, caller, { ref: `${workflowName}@${tag}`, inputs }, key)
    return { runId, outcome: late ? 'started late' : 'started' }
  } catch (error) {
    // What will not pass by itself is told with the schedule; the rest is tried again.
    if (!(error instanceof DomainError) || error.retryable) throw error
    engine.logger.warn({ err: error, scheduleId }, 'a scheduled run was refused')
    return { outcome: `refused: ${error.message}` }
  }
}

async function isStillRunning(engine: Engine, { lastRunId, workspaceId }: ScheduleRow): Promise<boolean> {
  const run = lastRunId === undefined ? undefined : await engine.runs.get(lastRunId, workspaceId)
  return run !== undefined && !isTerminal(run.status)
}
