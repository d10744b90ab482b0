import { activationOf, prefixIn } from '@aob/ir/document'
import { openStatus } from '@aob/ir/run'
import type { NodeError, RunEvent, RunStatus } from '@aob/schemas'
import { toJson } from './json-column.ts'
import type { Write } from './write-together.ts'

type OpenNode = 'live' | 'waiting' | 'reviewed' | 'held'

/** The part of a run's row that follows from its events. */
export interface RunProjection {
  status: RunStatus
  lastSeq: number
  endedAt?: number
  error?: NodeError
  headArtifactId: string
  irRef: string
  irVersion: number
  patchCount: number
  /** Nodes with a token out, nodes that wait for an approval, nodes whose patches are under review, and held ones. */
  openNodes: ReadonlyMap<string, OpenNode>
}

export interface AppliedPatch {
  patchId: string
  /** Position among the run's applied patches, from 1. */
  position: number
  irVersion: number
  at: number
}

const ENDED: Partial<Record<RunEvent['type'], RunStatus>> = {
  'run.completed': 'COMPLETED',
  'run.failed': 'FAILED',
  'run.cancelled': 'CANCELLED',
  'run.timed_out': 'TIMED_OUT',
}

/** What an event makes of its node; nodes that are neither live nor waiting are not kept. */
const OPENED: Partial<Record<RunEvent['type'], OpenNode | 'closed'>> = {
  'node.queued': 'live',
  'node.started': 'live',
  'approval.requested': 'waiting',
  'node.awaiting': 'reviewed',
  'node.retrying': 'closed',
  'node.delayed': 'closed',
  'node.held': 'held',
  'node.withdrawn': 'closed',
  'node.completed': 'closed',
  'node.failed': 'closed',
  'node.skipped': 'closed',
  'node.not_taken': 'closed',
  'scope.opened': 'closed',
}

/** The row after one more event; pure. The status is the one the run core folds from the same events. */
export function project(before: RunProjection, event: RunEvent): RunProjection {
  const after: RunProjection = { ...before, lastSeq: event.seq }
  const ended = ENDED[event.type]
  if (ended) {
    const error = event.type === 'run.failed' ? event.data.error : undefined
    return { ...after, status: ended, endedAt: event.at, error, openNodes: new Map() }
  }
  switch (event.type) {
    case 'run.started':
      return { ...after, irRef: event.data.irRef, irVersion: event.data.irVersion }
    case 'run.paused':
      return { ...after, status: 'PAUSED' }
    case 'run.resumed':
      return { ...after, status: statusOf(false, after.openNodes) }
    case 'patch.applied':
      return {
        ...after,
        headArtifactId: event.data.artifactId,
        irRef: event.data.irRef,
        irVersion: event.data.irVersion,
        patchCount: before.patchCount + 1,
      }
    case 'scope.settled':
      return withoutActivation(after, prefixIn(activationOf(event.data.nodeId, event.data.index)))
    default:
      return withNode(after, event)
  }
}

/** Events come in order, so nothing follows the one that ended the run. */
function withNode(row: RunProjection, event: RunEvent): RunProjection {
  const opened = OPENED[event.type]
  if (opened === undefined || !('nodeId' in event.data) || event.data.nodeId === undefined) return row
  const openNodes = new Map(row.openNodes)
  if (opened === 'closed') openNodes.delete(event.data.nodeId)
  else openNodes.set(event.data.nodeId, opened)
  return withOpen(row, openNodes)
}

/** An activation that failed takes with it what waits inside. */
function withoutActivation(row: RunProjection, prefix: string): RunProjection {
  const left = [...row.openNodes].filter(([nodeId]) => !nodeId.startsWith(prefix))
  return left.length === row.openNodes.size ? row : withOpen(row, new Map(left))
}

function withOpen(row: RunProjection, openNodes: ReadonlyMap<string, OpenNode>): RunProjection {
  return { ...row, openNodes, status: statusOf(row.status === 'PAUSED', openNodes) }
}

/** Every node here that has no token waits for a person. */
function statusOf(paused: boolean, openNodes: RunProjection['openNodes']): RunStatus {
  const live = [...openNodes.values()].includes('live')
  return openStatus({ paused, live, asking: !live && openNodes.size > 0 })
}

function waitingCount(row: RunProjection): number {
  return [...row.openNodes.values()].filter((state) => state === 'waiting').length
}

export interface ProjectionColumns {
  run_id: string
  status: RunStatus
  last_seq: number
  ended_at: Date | null
  error: NodeError | null
  head_artifact_id: string
  ir_ref: string
  ir_version: number
  patch_count: number
  open_nodes: Array<[string, OpenNode]>
}

/** Of the table `r`. */
export const PROJECTION_COLUMNS = ['run_id', 'status', 'last_seq', 'ended_at', 'error', 'head_artifact_id', 'ir_ref', 'ir_version', 'patch_count', 'open_nodes']
  .map((column) => `r.${column}`)
  .join(', ')

/** Brings the rows of the runs and of their applied patches up to these events; belongs into the transaction that stores them, on rows it has locked. */
export function projection(rows: readonly ProjectionColumns[], events: readonly RunEvent[]): { projected: Write; applied?: Write } {
  const concerned = new Set(events.map(({ runId }) => runId))
  const runs = new Map(rows.filter((row) => concerned.has(row.run_id)).map((row) => [row.run_id, projectionOf(row)]))
  const patches: AppliedPatch[] = []
  for (const event of events) {
    const before = runs.get(event.runId)
    if (before === undefined) continue
    const after = project(before, event)
    runs.set(event.runId, after)
    if (event.type === 'patch.applied') {
      patches.push({ patchId: event.data.patchId, position: after.patchCount, irVersion: event.data.irVersion, at: event.at })
    }
  }
  return { projected: runRows([...runs]), ...(patches.length > 0 ? { applied: appliedPatches(patches) } : {}) }
}

function projectionOf(row: ProjectionColumns): RunProjection {
  return {
    status: row.status,
    lastSeq: row.last_seq,
    endedAt: row.ended_at?.getTime(),
    error: row.error ?? undefined,
    headArtifactId: row.head_artifact_id,
    irRef: row.ir_ref,
    irVersion: row.ir_version,
    patchCount: row.patch_count,
    openNodes: new Map(row.open_nodes),
  }
}

function runRows(runs: ReadonlyArray<readonly [string, RunProjection]>): Write {
  const columns = runs.map(([, run]) => run)
  return {
    text: `UPDATE runs SET status = p.status, last_seq = p.last_seq, ended_at = p.ended_at, error = p.error::json, head_artifact_id = p.head_artifact_id,
       ir_ref = p.ir_ref, ir_version = p.ir_version, patch_count = p.patch_count, open_nodes = p.open_nodes::json, pending_approvals = p.pending_approvals
     FROM unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[], $10::text[], $11::int[])
       AS p (run_id, status, last_seq, ended_at, error, head_artifact_id, ir_ref, ir_version, patch_count, open_nodes, pending_approvals)
     WHERE runs.run_id = p.run_id`,
    values: [
      runs.map(([runId]) => runId),
      columns.map(({ status }) => status),
      columns.map(({ lastSeq }) => lastSeq),
      columns.map(({ endedAt }) => (endedAt === undefined ? null : new Date(endedAt).toISOString())),
      columns.map(({ error }) => toJson(error)),
      columns.map(({ headArtifactId }) => headArtifactId),
      columns.map(({ irRef }) => irRef),
      columns.map(({ irVersion }) => irVersion),
      columns.map(({ patchCount }) => patchCount),
      columns.map(({ openNodes }) => JSON.stringify([...openNodes])),
      columns.map(waitingCount),
    ],
  }
}

function appliedPatches(patches: readonly AppliedPatch[]): Write {
  return {
    text: `UPDATE patches SET status = 'applied', seq = a.seq, ir_version = a.ir_version, decided_at = coalesce(decided_at, a.at)
     FROM unnest($1::text[], $2::int[], $3::int[], $4::timestamptz[]) AS a (patch_id, seq, ir_version, at)
     WHERE patches.patch_id = a.patch_id AND patches.status IN ('proposed', 'accepted')`,
    values: [
      patches.map(({ patchId }) => patchId),
      patches.map(({ position }) => position),
      patches.map(({ irVersion }) => irVersion),
      patches.map(({ at }) => new Date(at).toISOString()),
    ],
  }
}
