import { type BackgroundLoop, startLoop } from '../lifecycle.ts'
import type { Logger } from '../observability/logger.ts'
import type { SnapshotStore } from '../ports/snapshot-store.ts'
import type { RunHistory } from './run-history.ts'

const BATCH = 50
const INTERVAL_MS = 1000

/** Keeps the last state of every run that has ended (SPEC VC-04), behind the drain so that no run waits for it. */
export function startSnapshotLoop(deps: { snapshots: SnapshotStore; history: RunHistory; logger: Logger }): BackgroundLoop {
  const onError = (name: string, error: unknown) => deps.logger.error({ err: error, loop: name }, 'loop failed')
  return startLoop({ name: 'snapshots', onError }, async (signal) => {
    const missing = await deps.snapshots.missing(BATCH)
    for (const { runId, seq } of missing) {
      if (signal.aborted) break
      await deps.history.snapshot(runId, seq)
    }
    return missing.length === BATCH ? 0 : INTERVAL_MS
  })
}
