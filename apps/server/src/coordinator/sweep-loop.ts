import { isTerminal } from '@aob/ir/run'
import type { BackgroundLoop } from '../lifecycle.ts'
import { startLoop } from '../lifecycle.ts'
import type { Logger } from '../observability/logger.ts'
import type { Clock } from '../ports/clock.ts'
import type { RunDirectory } from '../ports/run-directory.ts'
import type { RunStateStore } from '../ports/run-state.ts'
import { ENDED_TTL_MS } from './drained-events.ts'

const INTERVAL_MS = 60_000
/** Hot state of a run that ended this long ago should have expired. */
const OVERDUE_MS = 2 * ENDED_TTL_MS

export interface SweepDeps {
  runState: RunStateStore
  runs: RunDirectory
  clock: Clock
  logger: Logger
  partitions: number
}

/**
 * Looks through the hot store for runs whose end is on record and whose hot state is still there: a rollback of the store brings back
 * what had expired, and nothing else would ever look at it. Once at start, then every minute.
 */
export function startSweepLoop(deps: SweepDeps): BackgroundLoop {
  return startLoop({ name: 'sweep', onError: (name, error) => deps.logger.error({ err: error, loop: name }, 'loop failed') }, async (signal) => {
    await sweepHotState(deps, signal)
    return INTERVAL_MS
  })
}

/** One pass over all partitions; returns how many were cleared. */
export async function sweepHotState(deps: SweepDeps, signal: AbortSignal): Promise<number> {
  let cleared = 0
  for (let partition = 0; partition < deps.partitions; partition += 1) {
    let cursor: string | undefined
    do {
      const page = await deps.runState.list(partition, cursor)
      for (const runId of page.runIds) {
        if (signal.aborted) return cleared
        if (await clearIfEnded(deps, runId)) cleared += 1
      }
      cursor = page.next
    } while (cursor !== undefined)
  }
  return cleared
}

async function clearIfEnded({ runs, runState, clock, logger }: SweepDeps, runId: string): Promise<boolean> {
  const row = await runs.get(runId)
  if (!row?.endedAt || !isTerminal(row.status) || clock.now() - row.endedAt.getTime() < OVERDUE_MS) return false
  const hot = await runState.load(runId, row.partition)
  if (!hot) return false
  // Only what was judged: its hash may just have expired, or the store gone on from another moment, where the same revision is another state.
  const checks = ['rev', 'epoch'].flatMap((field) => (hot[field] === undefined ? [] : [{ kind: 'equals' as const, field, value: hot[field] }]))
  const [result] = await runState.commit([{ runId, partition: row.partition, checks, steps: [{ kind: 'drop' }] }])
  if (result?.kind !== 'committed') return false
  logger.warn({ runId, status: row.status, audit: true }, 'hot state of an ended run cleared')
  return true
}
