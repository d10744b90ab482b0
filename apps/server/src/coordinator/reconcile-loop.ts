import type { BackgroundLoop } from '../lifecycle.ts'
import { startLoop } from '../lifecycle.ts'
import type { Logger } from '../observability/logger.ts'
import type { ApprovalRow, ApprovalStore } from '../ports/approval-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { CommandStore, DurableCommand, RunDirectory, RunRow } from '../ports/run-directory.ts'
import type { TaskQueue } from '../ports/task-queue.ts'
import type { Commander } from './commander.ts'
import { entryOfLease, jobsIn, type Leases } from './lease.ts'
import type { Rebuilder } from './rebuild.ts'

const PAGE = 200
const INTERVAL_MS = 2000
/** A run or command this young is still in the hands of the request that stored it. */
const COMMAND_GRACE_MS = 3000
/** A retry this long overdue has lost its timer. */
const RETRY_GRACE_MS = 5000

export interface ReconcileDeps {
  runs: RunDirectory
  commands: CommandStore
  approvals: Pick<ApprovalStore, 'waiting'>
  queue: Pick<TaskQueue, 'peek'>
  commander: Commander
  rebuilder: Rebuilder
  clock: Clock
  logger: Logger
  /** Applies one durable command again; every handler is idempotent. */
  applyCommand(command: DurableCommand): Promise<void>
  /** Lets nodes go on whose patches are decided. */
  releaseNodes(run: { runId: string; partition: number }): Promise<void>
  /** Takes back a question nobody waits for any more. */
  withdrawIfPast(approval: ApprovalRow): Promise<unknown>
  /** Lets a node whose question is not open any more hear what was decided, or ask again. */
  mendQuestion(run: RunRow, waiting: { nodeId: string; approvalId: string }): Promise<unknown>
  /** Looks after jobs that are out, where the board runners read has forgotten them; absent where no work is done outside. */
  lookAfterForgottenJobs?(run: RunRow): Promise<void>
  /** Identity of the hot store's lifetime. */
  incarnation(): Promise<string>
}

/**
 * Looks for what a crash may have left behind: committed runs without hot state, durable commands without outcome,
 * retries whose timer was lost, nodes whose patches were decided unheard, questions nobody waits for, nodes that wait for no open question.
 * Runs at start and then every two seconds, each time to the last page: what stays open for long keeps nothing behind it waiting.
 */
export function startReconcileLoop(deps: ReconcileDeps): BackgroundLoop {
  // What is open when the process begins is nobody's request any more: no grace on the first pass.
  let graceMs = 0
  let incarnation: string | undefined
  return startLoop({ name: 'reconcile', onError: (name, error) => deps.logger.error({ err: error, loop: name }, 'loop failed') }, async (signal) => {
    const current = await deps.incarnation()
    if (incarnation !== undefined && current !== incarnation) {
      // Whoever was starting a run has lost it with the store (D-25).
      graceMs = 0
      deps.logger.warn({ audit: true }, 'the hot store has lost its data; every open run is brought in line with its record')
    }
    incarnation = current
    const waiting: Waiting = new Map()
    await eachOf(
      signal,
      (last: RunRow | undefined) => deps.runs.listOpen(last?.runId, PAGE),
      (row) => reconcileRun({ ...deps, graceMs, waiting }, row),
    )
    await eachOf(
      signal,
      (last: DurableCommand | undefined) => deps.commands.pending({ minAgeMs: graceMs, limit: PAGE, ...(last ? { after: last.commandId } : {}) }),
      (command) => reapply(deps, command),
    )
    await eachOf(
      signal,
      (last: ApprovalRow | undefined) => deps.approvals.waiting(last?.approvalId, PAGE),
      async (approval) => {
        waiting.delete(approval.approvalId)
        await lookAfterQuestion(deps, approval)
      },
    )
    for (const [approvalId, { run, nodeId }] of waiting) {
      if (signal.aborted) break
      await lookAfterNode(deps, run, { approvalId, nodeId })
    }
    graceMs = COMMAND_GRACE_MS
    return INTERVAL_MS
  })
}

/** Nodes that waited when their run was looked at, by the question they wait for. */
type Waiting = Map<string, { run: RunRow; nodeId: string }>

/** Page by page to the last one, until told to stop. */
async function eachOf<Row>(signal: AbortSignal, page: (last: Row | undefined) => Promise<Row[]>, look: (row: Row) => Promise<void>): Promise<void> {
  let last: Row | undefined
  while (!signal.aborted) {
    const rows = await page(last)
    for (const row of rows) {
      if (signal.aborted) return
      await look(row)
    }
    last = rows.at(-1)
    if (rows.length < PAGE) return
  }
}

async function reapply(deps: ReconcileDeps, command: DurableCommand): Promise<void> {
  try {
    await deps.applyCommand(command)
  } catch (error) {
    const { runId, commandId, kind } = command
    deps.logger.error({ err: error, runId, commandId, kind }, 'durable command not applied; it is tried again')
  }
}

async function lookAfterQuestion(deps: ReconcileDeps, approval: ApprovalRow): Promise<void> {
  try {
    await deps.withdrawIfPast(approval)
  } catch (error) {
    deps.logger.error({ err: error, runId: approval.runId, approvalId: approval.approvalId }, 'an open question was not looked after; it is tried again')
  }
}

async function lookAfterNode(deps: ReconcileDeps, run: RunRow, waiting: { nodeId: string; approvalId: string }): Promise<void> {
  try {
    await deps.mendQuestion(run, waiting)
  } catch (error) {
    deps.logger.error({ err: error, runId: run.runId, ...waiting }, 'a node whose question is not open was not looked after; it is tried again')
  }
}

async function reconcileRun(deps: ReconcileDeps & { graceMs: number; waiting: Waiting }, row: RunRow): Promise<void> {
  const { graceMs, waiting } = deps
  try {
    // The request that created the run is given a moment to start it itself.
    if (deps.clock.now() - row.startedAt.getTime() < graceMs && !(await deps.commander.load(row.runId, row.partition))) return
    if (!(await deps.rebuilder.ensure(row))) return
    const hot = await deps.commander.read(row.runId, row.partition)
    const state = hot?.state
    // A paused run sees what is due when it is resumed.
    for (const [nodeId, node] of state?.pausedAt === undefined ? (state?.nodes ?? []) : []) {
      if ((node.status !== 'retrying' && node.status !== 'delayed') || node.dueAt === undefined || deps.clock.now() - node.dueAt < RETRY_GRACE_MS) continue
      const kind = node.status === 'delayed' ? 'delay_due' : 'retry_due'
      await deps.commander.apply(row.runId, { kind, nodeId, attempt: node.attempt }, { partition: row.partition })
    }
    await lookAfterLeases(deps, row, hot?.leases ?? {})
    if (hot && jobsIn(hot.leases).size > 0) await deps.lookAfterForgottenJobs?.(row)
    for (const [nodeId, { status, approvalId }] of state?.nodes ?? []) {
      if (status === 'waiting' && approvalId !== undefined) waiting.set(approvalId, { run: row, nodeId })
    }
    if (state?.nodes.values().some(({ awaiting }) => awaiting)) await deps.releaseNodes(row)
  } catch (error) {
    deps.logger.error({ err: error, runId: row.runId }, 'run not reconciled; it is tried again')
  }
}

/**
 * A node under the lease of an entry that is not there any more has nobody: a process of an earlier version took the entry for a token that
 * is done. An entry leaves together with its lease, so what was leased when it was missed, and still is under way, is lost.
 */
async function lookAfterLeases({ commander, queue, logger }: ReconcileDeps, { runId, partition }: RunRow, leases: Leases): Promise<void> {
  for (const [key, { nodeId, attempt, job }] of Object.entries(leases)) {
    // No entry of ours stands for it.
    if (job) continue
    const entry = entryOfLease(key)
    const [found] = entry ? await queue.peek({ stream: entry.stream, partition, from: entry.id, count: 1 }) : []
    if (!entry || found?.id === entry.id) continue
    const expect = (_: unknown, now: Leases) => now[key]?.nodeId === nodeId && now[key]?.attempt === attempt
    const applied = await commander.apply(runId, { kind: 'redispatch', nodeId, attempt, takeover: true }, { partition, expect })
    if (applied.kind === 'committed') logger.warn({ runId, nodeId, attempt, audit: true }, 'a node under way had lost its lease; it goes out again')
  }
}
