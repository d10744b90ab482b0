import { createHash } from 'node:crypto'
import { canonicalState, isTerminal, nodeRunViews, type RunState } from '@aob/ir/run'
import type { ChainPatch, PatchRecord, ReplayLink, RunDetail, RunEvent, RunStatus, RunSummary } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { RunRow } from '../../ports/run-directory.ts'
import type { Engine } from '../engine.ts'
import { patchRecord } from '../patches/patch-record.ts'
import type { Caller, VersionBytes } from '../services.ts'
import { loadVersion, versionBytes } from '../versions.ts'

const DEFAULT_PAGE = 50
const MAX_PAGE = 200
const MAX_PATCHES = 10_000

/** Throws `resource.not_found` for a run of another workspace too: its existence is not told. */
export async function requireRun(engine: Engine, caller: Caller, runId: string): Promise<RunRow> {
  const run = await engine.runs.get(runId, caller.workspaceId)
  if (!run) throw new DomainError('resource.not_found', `There is no run ${runId}.`)
  return run
}

export function runSummary(row: RunRow): RunSummary {
  return {
    runId: row.runId,
    ...(row.workflowId ? { workflowId: row.workflowId } : {}),
    workflowName: row.workflowName,
    status: row.status,
    mode: row.mode,
    startedAt: row.startedAt.toISOString(),
    ...(row.endedAt ? { endedAt: row.endedAt.toISOString() } : {}),
    artifactId: row.artifactId,
    ...(row.versionLabel ? { versionLabel: row.versionLabel } : {}),
    pendingApprovals: row.pendingApprovals,
    pendingPatches: row.pendingPatches,
    patchCount: row.patchCount,
    ...(row.patchSets ? { patchSets: row.patchSets } : {}),
    startedBy: row.startedBy,
    ...(row.replay ? { replay: linkOf(row.replay) } : {}),
    ...(row.error ? { error: row.error } : {}),
  }
}

export async function listRuns(
  engine: Engine,
  caller: Caller,
  query: { workflowName?: string; scheduleId?: string; status?: RunStatus; cursor?: string; limit?: number },
): Promise<{ items: RunSummary[]; nextCursor?: string }> {
  const limit = Math.min(query.limit ?? DEFAULT_PAGE, MAX_PAGE)
  const rows = await engine.runs.list({ ...query, workspaceId: caller.workspaceId, limit: limit + 1 })
  const items = rows.slice(0, limit).map(runSummary)
  const last = items.at(-1)
  return rows.length > limit && last ? { items, nextCursor: last.runId } : { items }
}

/** The run as the record shows it: a fold of its drained events, from the newest snapshot on. */
export async function getRun(engine: Engine, caller: Caller, runId: string): Promise<RunDetail> {
  const row = await requireRun(engine, caller, runId)
  const state = (await engine.history.read(runId))?.state
  return {
    // The row was read a moment earlier than the events; how the run ended is told by the events too.
    run: { ...runSummary(row), ...(state ? endingOf(state) : {}) },
    headArtifactId: state?.artifactId ?? row.headArtifactId,
    irVersion: state?.irVersion ?? row.irVersion,
    seq: state?.seq ?? 0,
    inputsRef: row.inputsRef,
    nodes: state ? nodeRunViews(state) : {},
    edges: state?.edges.toRecord() ?? {},
    ...withdrawnOf(state),
    ...(state && isTerminal(state.status) ? { stateHash: stateHash(state) } : {}),
  }
}

function withdrawnOf(state: RunState | undefined): Pick<RunDetail, 'withdrawn'> {
  const withdrawn = [...(state?.nodes ?? [])].flatMap(([nodeId, { status }]) => (status === 'idle' ? [nodeId] : []))
  return withdrawn.length > 0 ? { withdrawn } : {}
}

/** sha256 over what a run came to; equal for runs that went the same way (ES-08). */
export function stateHash(state: RunState): string {
  return createHash('sha256').update(canonicalState(state)).digest('hex')
}

/** What callers see of a replay; what it takes over is told by its events. */
function linkOf({ planRef: _plan, ...link }: NonNullable<RunRow['replay']>): ReplayLink {
  return link
}

function endingOf({ status, endedAt, error }: RunState): Pick<RunSummary, 'status' | 'endedAt' | 'error'> {
  return { status, ...(endedAt === undefined ? {} : { endedAt: new Date(endedAt).toISOString() }), ...(error ? { error } : {}) }
}

export async function readEvents(engine: Engine, caller: Caller, runId: string, afterSeq: number, limit: number): Promise<RunEvent[]> {
  await requireRun(engine, caller, runId)
  return engine.log.read(runId, afterSeq, limit)
}

/** The immutable base the run was started with. */
export async function runBase(engine: Engine, caller: Caller, runId: string): Promise<VersionBytes> {
  const row = await requireRun(engine, caller, runId)
  return versionBytes(await loadVersion(engine, row.artifactId))
}

/** Patches that were swapped in, in that order. One that was taken back is among them: the patch that took it back is laid over it. */
export async function runPatches(engine: Engine, caller: Caller, runId: string): Promise<{ head: string; patches: ChainPatch[] }> {
  const row = await requireRun(engine, caller, runId)
  const query = { workspaceId: caller.workspaceId, runId, limit: MAX_PATCHES }
  const rows = await Promise.all([engine.patches.list({ ...query, status: 'applied' }), engine.patches.list({ ...query, status: 'reverted' })])
  const patches = rows
    .flat()
    .map(
      (patch): ChainPatch => ({
        seq: patch.seq ?? 0,
        patchId: patch.patchId,
        operations: patch.operations,
        actor: patch.actor,
        createdAt: patch.createdAt.toISOString(),
        ...(patch.rationale ? { rationale: patch.rationale } : {}),
        ...(patch.artifactId ? { artifactId: patch.artifactId } : {}),
      }),
    )
    .sort((left, right) => left.seq - right.seq)
  return { head: patches.at(-1)?.artifactId ?? row.artifactId, patches }
}

export async function auditPatches(engine: Engine, caller: Caller, runId: string): Promise<PatchRecord[]> {
  await requireRun(engine, caller, runId)
  const rows = await engine.patches.list({ workspaceId: caller.workspaceId, runId, limit: MAX_PATCHES })
  return rows.map(patchRecord).sort((left, right) => left.createdAt.localeCompare(right.createdAt))
}
