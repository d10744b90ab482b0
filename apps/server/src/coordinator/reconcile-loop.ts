import type { BackgroundLoop } from '../lifecycle.ts'
import { startLoop } from '../lifecycle.ts'
import type { Logger } from '../observability/logger.ts'
import type { Clock } from '../ports/clock.ts'
import type { CommandStore, DurableCommand, RunDirectory, RunRow } from '../ports/run-directory.ts'
import type { Commander } from './commander.ts'
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
  commander: Commander
  rebuilder: Rebuilder
  clock: Clock
  logger: Logger
  /** Applies one durable command again; every handler is idempotent. */
  applyCommand(command: DurableCommand): Promise<void>
  /** Lets nodes go on whose patches are decided. */
  releaseNodes(runId: string): Promise<void>
}

/**
 * Looks for what a crash may have left behind: committed runs without hot state, durable commands without outcome,
 * retries whose timer was lost, nodes whose patches were decided unheard. Runs at start and then every two seconds.
 */
export function startReconcileLoop(deps: ReconcileDeps): BackgroundLoop {
  // What is open when the process begins is nobody's request any more: no grace on the first pass.
  let graceMs = 0
  return startLoop({ name: 'reconcile', onError: (name, error) => deps.logger.error({ err: error, loop: name }, 'loop failed') }, async (signal) => {
    await reconcileRuns(deps, graceMs, signal)
    for (const command of await deps.commands.pending({ minAgeMs: graceMs, limit: PAGE })) {
      if (signal.aborted) break
      try {
        await deps.applyCommand(command)
      } catch (error) {
        deps.logger.error(
          { err: error, runId: command.runId, commandId: command.commandId, kind: command.kind },
          'durable command not applied; it is tried again',
        )
      }
    }
    graceMs = COMMAND_GRACE_MS
    return INTERVAL_MS
  })
}

async function reconcileRuns(deps: ReconcileDeps, graceMs: number, signal: AbortSignal): Promise<void> {
  let after: string | undefined
  while (!signal.aborted) {
    const page = await deps.runs.listOpen(after, PAGE)
    for (const row of page) {
      if (signal.aborted) return
      await reconcileRun(deps, graceMs, row)
    }
    after = page.at(-1)?.runId
    if (page.length < PAGE) return
  }
}

async function reconcileRun(deps: ReconcileDeps, graceMs: number, row: RunRow): Promise<void> {
  try {
    // The request that created the run is given a moment to start it itself.
    if (deps.clock.now() - row.startedAt.getTime() < graceMs && !(await deps.commander.load(row.runId, row.partition))) return
    if (!(await deps.rebuilder.ensure(row))) return
    const state = await deps.commander.load(row.runId, row.partition)
    // A paused run sees what is due when it is resumed.
    for (const [nodeId, node] of state?.pausedAt === undefined ? Object.entries(state?.nodes ?? {}) : []) {
      if ((node.status !== 'retrying' && node.status !== 'delayed') || node.dueAt === undefined || deps.clock.now() - node.dueAt < RETRY_GRACE_MS) continue
      const kind = node.status === 'delayed' ? 'delay_due' : 'retry_due'
      await deps.commander.apply(row.runId, { kind, nodeId, attempt: node.attempt }, { partition: row.partition })
    }
    if (Object.values(state?.nodes ?? {}).some(({ awaiting }) => awaiting)) await deps.releaseNodes(row.runId)
  } catch (error) {
    deps.logger.error({ err: error, runId: row.runId }, 'run not reconciled; it is tried again')
  }
}
