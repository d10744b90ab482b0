import type { CreateSchedule, PreviewSchedule, ScheduleTimes, ScheduleView } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { ScheduleRow, ScheduleStore } from '../../ports/schedules.ts'
import { resolveInputs } from '../../run-inputs.ts'
import { nextOccurrence } from '../../timers/cron.ts'
import type { Engine } from '../engine.ts'
import type { Caller, Services } from '../services.ts'
import { loadVersion, resolveRef } from '../versions.ts'

/** Workflows started by the clock. */
export function createScheduleServices(engine: Engine, schedules: ScheduleStore): Services['schedules'] {
  async function require(caller: Caller, scheduleId: string): Promise<ScheduleRow> {
    const row = await schedules.get(scheduleId)
    if (row?.workspaceId !== caller.workspaceId) throw new DomainError('resource.not_found', `There is no schedule ${scheduleId}.`)
    return row
  }

  /** Paused, none is due; resumed, the next one from now on: what passed meanwhile was not missed. */
  async function setPaused(caller: Caller, scheduleId: string, paused: boolean): Promise<ScheduleView> {
    const row = await require(caller, scheduleId)
    if (row.paused !== paused) {
      const nextDue = paused ? undefined : nextOccurrence(row.cron, row.timezone, new Date(engine.clock.now()))
      await schedules.setPaused(scheduleId, paused, nextDue)
    }
    return viewOf(await require(caller, scheduleId))
  }

  return {
    preview: async (_caller, input) => preview(engine, input),
    create: (caller, input) => create(engine, schedules, caller, input),
    list: async (caller, { workflowName }) => (await schedules.list(caller.workspaceId, workflowName)).map(viewOf),
    pause: (caller, scheduleId) => setPaused(caller, scheduleId, true),
    resume: (caller, scheduleId) => setPaused(caller, scheduleId, false),
    async remove(caller, scheduleId) {
      await require(caller, scheduleId)
      await schedules.remove(scheduleId)
    },
  }
}

const DEFAULT_PREVIEW = 5

/** The times at which such a schedule would fire from now on. */
function preview(engine: Engine, { cron, timezone = 'UTC', count = DEFAULT_PREVIEW }: PreviewSchedule): ScheduleTimes {
  const times: string[] = []
  try {
    for (let after = new Date(engine.clock.now()); times.length < count; ) {
      const next = nextOccurrence(cron, timezone, after)
      if (!next) break
      times.push(next.toISOString())
      after = next
    }
  } catch (error) {
    // Whoever asks while typing is answered what is wrong, and not refused.
    if (!(error instanceof DomainError)) throw error
    const { code, message, detail } = error
    return { timezone, times: [], problem: { code, message, severity: 'error', pointer: detail.pointer ?? '' } }
  }
  return { timezone, times }
}

async function create(engine: Engine, schedules: ScheduleStore, caller: Caller, input: CreateSchedule): Promise<ScheduleView> {
  if (caller.scope) throw new DomainError('auth.forbidden', 'An agent makes no schedules.')
  const { cron, timezone = 'UTC', missed = 'skip', overlap = 'allow' } = input
  const nextDue = nextOccurrence(cron, timezone, new Date(engine.clock.now()))
  if (!nextDue) throw new DomainError('schedule.cron_invalid', `No time follows for "${cron}".`, { pointer: '/cron' })
  const { workflow, tag, artifactId } = await resolveRef(engine.documents, caller.workspaceId, { ref: input.ref })
  // Inputs that do not fit now would not fit at night either.
  const inputs = (input.inputs ?? {}) as Record<string, unknown>
  resolveInputs((await loadVersion(engine, artifactId)).workflow.inputs as Record<string, unknown> | undefined, inputs)
  const { maxSchedules } = engine.limits
  if ((await schedules.count(caller.workspaceId)) >= maxSchedules)
    throw new DomainError('limit.schedules', `There are ${maxSchedules} schedules; the limit is ${maxSchedules}.`)
  const { workspaceId, actor: createdBy } = caller
  const scheduleId = engine.ids.next()
  await schedules.insert({
    scheduleId,
    workspaceId,
    workflowName: workflow.name,
    tag,
    cron,
    timezone,
    inputs,
    missed,
    overlap,
    paused: false,
    createdBy,
    nextDue,
  })
  const row = await schedules.get(scheduleId)
  if (!row) throw new DomainError('internal.error', 'The schedule cannot be read after it was stored.')
  return viewOf(row)
}

function viewOf({ workspaceId: _workspace, createdAt, nextDue, lastDue, lastRunId, lastOutcome, ...row }: ScheduleRow): ScheduleView {
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    ...(nextDue ? { nextDue: nextDue.toISOString() } : {}),
    ...(lastDue ? { lastDue: lastDue.toISOString() } : {}),
    ...(lastRunId === undefined ? {} : { lastRunId }),
    ...(lastOutcome === undefined ? {} : { lastOutcome }),
  }
}
