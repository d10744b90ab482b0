import { DomainError } from '../domain-error.ts'
import { type BackgroundLoop, startLoop } from '../lifecycle.ts'
import type { ApprovalRow } from '../ports/approval-store.ts'
import type { ScheduleStore } from '../ports/schedules.ts'
import type { TimerStore } from '../ports/timers.ts'
import { recordDecision } from '../usecases/approvals/decide-approval.ts'
import { withdrawIfPast } from '../usecases/approvals/past-questions.ts'
import type { Engine } from '../usecases/engine.ts'
import { timeOutRun } from '../usecases/runs/time-out-run.ts'
import { fireSchedules } from './fire-schedules.ts'

const INTERVAL_MS = 200
const BATCH = 100
/** How long what is due is one process's: what it could not carry out comes again then, behind what was not tried yet. */
const LEASE_MS = 10_000
/** An escalated request gets as much time again, at least this long. */
const MIN_ESCALATION_MS = 60_000

/** Fires durable timers: retries, waits, run timeouts and approval deadlines. What is due is settled after its work, so a crash repeats it. */
export function startTimerLoop(engine: Engine, timers: TimerStore, schedules?: ScheduleStore): BackgroundLoop {
  return startLoop({ name: 'timers', onError: (name, error) => engine.logger.error({ err: error, loop: name }, 'loop failed') }, async () => {
    const now = new Date(engine.clock.now())
    const due = await timers.lease(now, BATCH, LEASE_MS)
    await workOff(engine, due, async (timer) => {
      await fire(engine, timer)
      await timers.settle(timer.timerId)
    })
    const deadlines = await engine.approvals.leaseDue(now, BATCH, LEASE_MS)
    await workOff(engine, deadlines, (approval) => passDeadline(engine, approval))
    if (schedules) await fireSchedules(engine, schedules)
    // A full batch says that there is more of it.
    return due.length === BATCH || deadlines.length === BATCH ? 0 : INTERVAL_MS
  })
}

/** A batch, so many runs at the same time; what is due of one run goes in its order, as its decisions would otherwise be made again and again. */
async function workOff<Due extends { runId: string }>(engine: Engine, batch: readonly Due[], work: (due: Due) => Promise<void>): Promise<void> {
  const byRun = new Map<string, Due[]>()
  for (const due of batch) byRun.set(due.runId, [...(byRun.get(due.runId) ?? []), due])
  const waiting = byRun.values()
  const worker = async () => {
    // One iterator for all: each run is taken once.
    for (const ofOne of waiting) for (const due of ofOne) await alone(engine, due, () => work(due))
  }
  await Promise.all(Array.from({ length: Math.min(engine.limits.maxDeadlinesAtOnce, byRun.size) }, worker))
}

/** One that fails is told of and comes again; it does not keep the others from being on time. */
async function alone(engine: Engine, { runId }: { runId: string }, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    engine.logger.error({ err: error, runId }, 'a timer or deadline could not be carried out; it is tried again')
  }
}

async function fire(engine: Engine, timer: { runId: string; kind: string; payload: Record<string, unknown> }): Promise<void> {
  if (timer.kind === 'run_timeout') return timeOutRun(engine, timer.runId, Number(timer.payload.afterMs))
  const row = await engine.runs.get(timer.runId)
  if (!row || (timer.kind !== 'retry' && timer.kind !== 'delay')) return
  const kind = timer.kind === 'retry' ? 'retry_due' : 'delay_due'
  const { nodeId, attempt } = timer.payload
  await engine.commander.apply(timer.runId, { kind, nodeId: String(nodeId), attempt: Number(attempt) }, { partition: row.partition })
}

/** D-08: escalate once by default, then reject; approving by silence is refused before irreversible nodes. */
async function passDeadline(engine: Engine, approval: ApprovalRow): Promise<void> {
  if (await withdrawIfPast(engine, approval)) return
  const mayApprove = approval.onTimeout === 'approve' && approval.protects.length === 0
  if (approval.onTimeout === 'escalate' && approval.escalateTo !== undefined && approval.assignee !== approval.escalateTo) {
    const given = (approval.deadline?.getTime() ?? engine.clock.now()) - approval.createdAt.getTime()
    const deadline = new Date(engine.clock.now() + Math.max(given, MIN_ESCALATION_MS))
    if (!(await engine.approvals.escalate(approval.approvalId, { assignee: approval.escalateTo, deadline, passed: approval.deadline }))) return
    engine.logger.warn({ runId: approval.runId, nodeId: approval.nodeId, approvalId: approval.approvalId, to: approval.escalateTo }, 'approval escalated')
    return engine.fanout.publishNotice(approval.workspaceId, {
      kind: 'approval',
      runId: approval.runId,
      approvalId: approval.approvalId,
      title: approval.title,
    })
  }
  try {
    await recordDecision(engine, approval, {
      decision: mayApprove ? 'approve' : 'reject',
      reason: 'The deadline passed without a decision.',
      channel: 'timeout',
      actor: { kind: 'system', id: 'deadline', name: 'Deadline' },
    })
  } catch (error) {
    // A person was faster; their decision stands.
    if (!(error instanceof DomainError) || error.code !== 'approval.decided') throw error
  }
}
