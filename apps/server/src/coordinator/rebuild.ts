import { isTerminal } from '@aob/ir/run'
import { eventDigest } from '../event-digest.ts'
import type { Logger } from '../observability/logger.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { RunDirectory, RunRow } from '../ports/run-directory.ts'
import type { RunStateStore } from '../ports/run-state.ts'
import type { StreamEntry } from '../ports/task-queue.ts'
import type { CasJson } from './cas-json.ts'
import type { Commander } from './commander.ts'
import { ackStep } from './commit-of.ts'
import type { RunHistory } from './run-history.ts'
import { startCommandOf } from './start-command.ts'

export interface RebuildDeps {
  runState: RunStateStore
  log: EventLog
  runs: RunDirectory
  history: RunHistory
  commander: Commander
  cas: CasJson
  logger: Logger
  /** Writes what a frozen replay comes to; it has no hot state. */
  repeatFrozen(row: RunRow): Promise<void>
}

/**
 * Brings the hot state of an open run in line with the record (D-21, D-25).
 *
 * | found | done |
 * |---|---|
 * | no hot state, nothing logged | the start is applied again |
 * | no hot state, events logged | state is folded from the log, live tokens are emitted again under the next attempt |
 * | hot state behind the log | dropped, then as above |
 * | hot state at or ahead of the log | left alone |
 * | a frozen replay | repeated from the record it names |
 */
export interface Rebuilder {
  /** True when the run is open and has hot state afterwards. */
  ensure(row: RunRow): Promise<boolean>
  /** As `ensure`, by id. */
  revive(runId: string): Promise<Revived>
  /**
   * Drops hot state that contradicts the record, together with the entries that showed it, and rebuilds it. In one commit: without the entries
   * the hot state would be ahead of a record that never comes up with it.
   */
  fence(runId: string, shownBy: { group: string; entries: readonly StreamEntry[] }): Promise<void>
}

/** `open`: the run has hot state; `ended`: it takes no more words; `unknown`: there is no such run. */
export type Revived = 'open' | 'ended' | 'unknown'

export function createRebuilder(deps: RebuildDeps): Rebuilder {
  async function ensure(row: RunRow): Promise<boolean> {
    const { runId, partition } = row
    if (row.replay?.mode === 'freeze') {
      await deps.repeatFrozen(row)
      return false
    }
    // The log first: it never runs ahead of healthy hot state, however far both move on between the two reads.
    const logged = await deps.log.lastSeq(runId)
    const hot = await deps.runState.load(runId, partition)
    if (hot?.seq !== undefined && Number(hot.seq) >= logged) return true
    // Only what was judged is dropped; if another process was faster, the next pass judges again.
    const checks = ['rev', 'epoch'].flatMap((field) => (hot?.[field] === undefined ? [] : [{ kind: 'equals' as const, field, value: hot[field] }]))
    if (hot) await deps.runState.commit([{ runId, partition, checks, steps: [{ kind: 'drop' }] }])
    if (logged === 0) return restart(row)
    return restore(row)
  }

  async function restart(row: RunRow): Promise<boolean> {
    deps.logger.info({ runId: row.runId }, 'a committed run had no hot state; it is started')
    await deps.commander.apply(row.runId, await startCommandOf(deps.cas, row), { partition: row.partition })
    return true
  }

  async function restore(row: RunRow): Promise<boolean> {
    const { state, last } = (await deps.history.read(row.runId)) ?? {}
    if (!state || !last || isTerminal(state.status)) return false
    const restored = await deps.commander.restore(state, row.partition, eventDigest(last))
    // Otherwise another process was faster: its state is as good as ours.
    if (restored) deps.logger.warn({ runId: row.runId, seq: state.seq, tokens: restored.tokens, audit: true }, 'hot state rebuilt from the record')
    return true
  }

  return {
    ensure,
    async revive(runId) {
      const row = await deps.runs.get(runId)
      if (!row) return 'unknown'
      return !isTerminal(row.status) && (await ensure(row)) ? 'open' : 'ended'
    },
    async fence(runId, { group, entries }) {
      const row = await deps.runs.get(runId)
      const partition = row?.partition ?? entries[0]?.partition ?? 0
      await deps.runState.commit([{ runId, partition, checks: [], steps: [{ kind: 'drop' }, ...entries.map((entry) => ackStep(entry, group))] }])
      if (row && !isTerminal(row.status)) await ensure(row)
    },
  }
}
