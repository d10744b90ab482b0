import { lower } from '@aob/ir/program'
import type { Effect, RunState } from '@aob/ir/run'
import { DEFAULT_LIMITS, type RunEvent, type Workflow } from '@aob/schemas'
import { createMemoryHotStore } from '../../adapters/memory/hot-store.ts'
import { createLogger } from '../../observability/logger.ts'
import { createMetrics } from '../../observability/metrics.ts'
import type { BlobStore } from '../../ports/blob-store.ts'
import type { EventLog } from '../../ports/event-log.ts'
import type { RunDirectory, RunRow } from '../../ports/run-directory.ts'
import type { SnapshotRow, SnapshotStore } from '../../ports/snapshot-store.ts'
import { createCasJson } from '../cas-json.ts'
import { createCommander } from '../commander.ts'
import { createRebuilder } from '../rebuild.ts'
import { createRunHistory } from '../run-history.ts'

const RUN_ID = 'run-1'
export const ACTOR = { kind: 'human', id: 'somebody' } as const

/** Content-addressed bytes in a map; the digests are counters, which is all a test needs of them. */
function mapBlobs(): BlobStore {
  const blobs = new Map<string, Uint8Array>()
  return {
    async put(bytes) {
      const digest = String(blobs.size + 1)
      blobs.set(digest, bytes)
      return digest
    },
    get: async (digest) => blobs.get(digest),
    has: async (digest) => blobs.has(digest),
  }
}

/** Snapshots in a list. */
function listSnapshots(): SnapshotStore {
  const kept: SnapshotRow[] = []
  return {
    latest: async (_, upTo = Number.MAX_SAFE_INTEGER) => kept.findLast(({ seq }) => seq <= upTo),
    add: async ({ runId, seq, artifact }) => void kept.push({ runId, seq, casId: artifact.casId }),
    missing: async () => [],
  }
}

/** One run on the in-process hot store with the record as a list of events: what the coordinator's parts are tried on one by one. */
export async function runBench(document: Workflow) {
  const hot = createMemoryHotStore({ partitions: 1 })
  const blobs = mapBlobs()
  const cas = createCasJson(blobs)
  const logger = createLogger('silent')
  const carriedOut: Effect[] = []
  const afterCommit = async (_: RunState, effects: readonly Effect[]) => void carriedOut.push(...effects)
  const judge = { judge: async () => ({}), judgeFailed: async () => ({}), judgeAdded: async () => ({}) }
  let epochs = 0
  const commander = createCommander({
    runState: hot.runState,
    cas,
    judge,
    clock: { now: () => Date.now() },
    logger,
    metrics: createMetrics(),
    afterCommit,
    newEpoch: () => String(++epochs),
  })
  const [irRef, inputsRef] = [(await cas.put(lower(document, DEFAULT_LIMITS))).ref, (await cas.put({})).ref]
  const logged: RunEvent[] = []
  const log: EventLog = {
    async drain(events) {
      logged.push(...events)
      return { kind: 'stored', inserted: events.length }
    },
    read: async (_, afterSeq) => logged.filter(({ seq }) => seq > afterSeq),
    lastSeq: async () => logged.at(-1)?.seq ?? 0,
  }
  const row: RunRow = {
    runId: RUN_ID,
    workspaceId: 'local',
    workflowName: document.name,
    status: 'RUNNING',
    mode: 'full',
    partition: 0,
    partitions: 1,
    startedAt: new Date(),
    artifactId: 'v1',
    headArtifactId: 'v1',
    irRef,
    irVersion: 1,
    inputsRef,
    startedBy: ACTOR,
    pendingApprovals: 0,
    pendingPatches: 0,
    patchCount: 0,
  }
  const runs = { get: async () => row } as Partial<RunDirectory> as RunDirectory
  const snapshots = listSnapshots()
  let ids = 0
  const history = createRunHistory({ log, snapshots, runs, blobs, cas, ids: { next: () => `id-${++ids}` }, limits: DEFAULT_LIMITS })
  const rebuilder = createRebuilder({ runState: hot.runState, log, runs, history, commander, cas, logger, repeatFrozen: async () => undefined })
  const start = () =>
    commander.apply(RUN_ID, { kind: 'start', runId: RUN_ID, workflowName: document.name, artifactId: 'v1', irRef, inputsRef, actor: ACTOR }, { partition: 0 })
  /** Moves what the hot stream holds to the record, as the drain does. */
  const drain = async () => {
    const entries = await hot.queue.read({ streams: ['events'], group: 'drain', consumer: 'bench', count: 1000, blockMs: 0 })
    // Written by the commander a moment ago.
    await log.drain(entries.flatMap(({ fields }) => JSON.parse(fields.json ?? '[]') as RunEvent[]))
    await hot.queue.ack({ group: 'drain', entries })
  }
  return {
    runId: RUN_ID,
    hot,
    cas,
    commander,
    rebuilder,
    history,
    snapshots,
    log,
    logged,
    row,
    carriedOut,
    start,
    drain,
    load: () => commander.load(RUN_ID, 0),
  }
}

export type RunBench = Awaited<ReturnType<typeof runBench>>
