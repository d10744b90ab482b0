import { decodeState, encodeState, evolveAll, type HotFields, isTerminal, type RunState } from '@aob/ir/run'
import type { RunEvent } from '@aob/schemas'
import canonicalize from 'canonicalize'
import type { BlobStore } from '../ports/blob-store.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { Ids } from '../ports/ids.ts'
import type { RunDirectory } from '../ports/run-directory.ts'
import type { SnapshotStore } from '../ports/snapshot-store.ts'
import { type CasJson, casRef } from './cas-json.ts'
import { readAll } from './read-all.ts'

export interface HistoryDeps {
  log: EventLog
  snapshots: SnapshotStore
  blobs: BlobStore
  cas: CasJson
  runs: RunDirectory
  ids: Ids
  limits: { snapshotEveryEvents: number }
}

/** What a run's record leads to, and the event that led there last (unless it was purged). */
export interface Recorded {
  state: RunState
  last?: RunEvent
}

/**
 * The state of runs as their record tells it: the newest snapshot, and the events behind it. A snapshot is the fold of the events before
 * it, so that beginning there or at the first event is the same (SPEC ES-05, VC-04).
 */
export interface RunHistory {
  /** Undefined for a run without events. With `upTo`, the state after that event. */
  read(runId: string, upTo?: number): Promise<Recorded | undefined>
  /** Keeps the state after an event as an artifact; doing so again is harmless. */
  snapshot(runId: string, seq: number): Promise<void>
  /** The event behind which a checkpoint is due, when these events of one run just went into its log. */
  dueAfter(events: readonly RunEvent[]): number | undefined
}

export function createRunHistory(deps: HistoryDeps): RunHistory {
  async function read(runId: string, upTo = Number.MAX_SAFE_INTEGER): Promise<Recorded | undefined> {
    const kept = await deps.snapshots.latest(runId, upTo === Number.MAX_SAFE_INTEGER ? undefined : upTo)
    // Hot fields, as `snapshot` stored them; the content address is the proof.
    const base = kept ? decodeState((await deps.cas.get(casRef(kept.casId))) as HotFields) : undefined
    // Once more the event the snapshot was taken after: what follows names it.
    const events = (await readAll(deps.log, runId, (kept?.seq ?? 1) - 1)).filter(({ seq }) => seq <= upTo)
    const state = evolveAll(
      base,
      events.filter(({ seq }) => seq > (kept?.seq ?? 0)),
    )
    const last = events.at(-1)
    return state && { state, ...(last ? { last } : {}) }
  }

  return {
    read,
    async snapshot(runId, seq) {
      if ((await deps.snapshots.latest(runId, seq))?.seq === seq) return
      const [row, recorded] = [await deps.runs.get(runId), await read(runId, seq)]
      if (!row || recorded?.state.seq !== seq) return
      const { state } = recorded
      const casId = await deps.blobs.put(new TextEncoder().encode(canonicalize(encodeState(state))))
      const artifact = {
        artifactId: deps.ids.next(),
        workspaceId: row.workspaceId,
        kind: 'run_snapshot' as const,
        casId,
        depth: 0,
        versionLabel: `event ${seq}${isTerminal(state.status) ? ', the end' : ''}`,
        nodeCount: state.nodes.size,
        agentCount: 0,
      }
      await deps.snapshots.add({ runId, seq, artifact })
    },
    dueAfter(events) {
      const every = deps.limits.snapshotEveryEvents
      const due = events.filter(({ seq }) => seq % every === 0)
      return due.at(-1)?.seq
    },
  }
}
