import { encodeState, foldEvents, isTerminal, type RunState } from '@aob/ir/run'
import type { RunEvent } from '@aob/schemas'
import type { Logger } from '../observability/logger.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { RunDirectory, RunRow } from '../ports/run-directory.ts'
import type { RunStateStore } from '../ports/run-state.ts'
import type { Commander } from './commander.ts'

const PAGE = 1000

export interface RebuildDeps {
  runState: RunStateStore
  log: EventLog
  runs: RunDirectory
  commander: Commander
  logger: Logger
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
 */
export interface Rebuilder {
  /** True when the run is open and has hot state afterwards. */
  ensure(row: RunRow): Promise<boolean>
  /** As `ensure`, by id; false for an unknown or ended run. */
  revive(runId: string): Promise<boolean>
  /** Drops hot state that contradicts the record and rebuilds it. */
  fence(runId: string): Promise<void>
}

export function createRebuilder(deps: RebuildDeps): Rebuilder {
  async function ensure(row: RunRow): Promise<boolean> {
    const { runId, partition } = row
    const hot = await deps.commander.load(runId, partition)
    const logged = await deps.log.lastSeq(runId)
    if (hot && hot.seq >= logged) return true
    if (hot) await deps.runState.commit([{ runId, partition, checks: [], steps: [{ kind: 'drop' }] }])
    if (logged === 0) return restart(row)
    return restore(row)
  }

  async function restart(row: RunRow): Promise<boolean> {
    deps.logger.info({ runId: row.runId }, 'a committed run had no hot state; it is started')
    const { runId, workflowName, artifactId, irRef, inputsRef, startedBy } = row
    await deps.commander.apply(runId, { kind: 'start', runId, workflowName, artifactId, irRef, inputsRef, actor: startedBy }, { partition: row.partition })
    return true
  }

  async function restore(row: RunRow): Promise<boolean> {
    const state = foldEvents(await readAll(deps.log, row.runId))
    if (!state || isTerminal(state.status)) return false
    const [result] = await deps.runState.commit([
      { runId: row.runId, partition: row.partition, checks: [{ kind: 'absent' }], steps: [{ kind: 'set', fields: { ...encodeState(state), epoch: '1' } }] },
    ])
    // Another process was faster: its state is as good as ours.
    if (result?.kind !== 'committed') return true
    const tokens = liveNodes(state)
    deps.logger.warn({ runId: row.runId, seq: state.seq, tokens: tokens.length, audit: true }, 'hot state rebuilt from the record')
    for (const { nodeId, attempt } of tokens) await deps.commander.apply(row.runId, { kind: 'redispatch', nodeId, attempt }, { partition: row.partition })
    return true
  }

  return {
    ensure,
    async revive(runId) {
      const row = await deps.runs.get(runId)
      return row && !isTerminal(row.status) ? ensure(row) : false
    },
    async fence(runId) {
      const row = await deps.runs.get(runId)
      if (!row) return
      await deps.runState.commit([{ runId, partition: row.partition, checks: [], steps: [{ kind: 'drop' }] }])
      if (!isTerminal(row.status)) await ensure(row)
    },
  }
}

function liveNodes(state: RunState): Array<{ nodeId: string; attempt: number }> {
  return Object.entries(state.nodes).flatMap(([nodeId, node]) =>
    node.status === 'queued' || node.status === 'running' ? [{ nodeId, attempt: node.attempt }] : [],
  )
}

/** Every event of a run, page by page. */
export async function readAll(log: EventLog, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for (;;) {
    const page = await log.read(runId, events.at(-1)?.seq ?? 0, PAGE)
    events.push(...page)
    if (page.length < PAGE) return events
  }
}
