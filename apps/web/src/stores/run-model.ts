import { activationOf, prefixIn } from '@aob/ir/document'
import { evolve, nodeRunViews } from '@aob/ir/run'
import type { Actor, EdgeFacts, NodeError, NodeRunView, PatchSummary, RunEvent, RunStatus } from '@aob/schemas'
import { type LogLine, logLine } from './run-log.ts'
import { keepRound, type RunPast } from './run-past.ts'
import { foldReview, foldSegment, type SegmentsByNode } from './run-segments.ts'

/** A patch as the run's events tell it. */
export interface RunPatch {
  patchId: string
  status: 'proposed' | 'applied' | 'rejected' | 'invalid'
  actor?: Actor
  decidedBy?: Actor
  rationale?: string
  reason?: string
  code?: string
  summary?: PatchSummary
  artifactId?: string
  irVersion?: number
  at: number
  decidedAt?: number
}

/** An approval as the run's events tell it. */
export interface RunApproval {
  approvalId: string
  nodeId: string
  title: string
  requestHash: string
  deadline?: number
  at: number
  status: 'waiting' | 'approved' | 'rejected' | 'withdrawn'
  reason?: string
  decidedBy?: Actor
}

type FoldedState = ReturnType<typeof evolve>

/**
 * What the run page shows: a pure fold of the run's events in order.
 *
 * - M1 `seq` is the number of the last event folded; events at or below it change nothing.
 * - M2 an event beyond `seq + 1` is a gap: nothing after it is folded and the caller resumes from `seq`.
 * - M3 folding one by one and folding in batches give equal models.
 */
export interface RunModel {
  runId: string
  seq: number
  state: FoldedState | undefined
  status: RunStatus | undefined
  workflowName: string | undefined
  startedAt: number | undefined
  endedAt: number | undefined
  error: NodeError | undefined
  /** Node whose failure ended the run. */
  failedNodeId: string | undefined
  irVersion: number
  nodes: Readonly<Record<string, NodeRunView>>
  edges: Readonly<EdgeFacts>
  /** Rounds of scopes that are over. */
  past: RunPast
  segments: SegmentsByNode
  /** Node ids in the order in which they first did something. */
  rows: readonly string[]
  log: readonly LogLine[]
  patches: readonly RunPatch[]
  approvals: readonly RunApproval[]
}

export type FoldResult = { kind: 'ok'; model: RunModel; fresh: readonly RunEvent[] } | { kind: 'gap'; model: RunModel; fresh: readonly RunEvent[]; got: number }

/** A run of which no event has been seen. */
export function emptyRunModel(runId: string): RunModel {
  return {
    runId,
    seq: 0,
    state: undefined,
    status: undefined,
    workflowName: undefined,
    startedAt: undefined,
    endedAt: undefined,
    error: undefined,
    failedNodeId: undefined,
    irVersion: 0,
    nodes: {},
    edges: {},
    past: new Map(),
    segments: {},
    rows: [],
    log: [],
    patches: [],
    approvals: [],
  }
}

/** Splits a batch into what is next in line and where the line breaks. */
function inOrder(events: readonly RunEvent[], seq: number): { fresh: RunEvent[]; gapAt?: number } {
  const fresh: RunEvent[] = []
  let at = seq
  for (const event of events) {
    if (event.seq <= at) continue
    if (event.seq !== at + 1) return { fresh, gapAt: event.seq }
    fresh.push(event)
    at = event.seq
  }
  return { fresh }
}

function foldPatches(patches: readonly RunPatch[], event: RunEvent): readonly RunPatch[] {
  if (event.type !== 'patch.proposed' && event.type !== 'patch.applied' && event.type !== 'patch.rejected' && event.type !== 'patch.invalid') return patches
  const status = event.type.slice('patch.'.length) as RunPatch['status'] // the four types above end in the four statuses
  const known = patches.find((patch) => patch.patchId === event.data.patchId)
  const applied = event.type === 'patch.applied' ? { artifactId: event.data.artifactId, irVersion: event.data.irVersion } : {}
  const notice = event.type === 'patch.applied' ? {} : { reason: event.data.reason, code: event.data.code }
  if (!known) {
    const { patchId, rationale, summary } = event.data
    return [...patches, { patchId, status, actor: event.actor, rationale, summary, at: event.at, ...notice, ...applied }]
  }
  const decided: RunPatch = { ...known, status, decidedAt: event.at, decidedBy: event.actor, ...notice, ...applied }
  if (event.data.rationale && event.type === 'patch.applied') decided.rationale = event.data.rationale
  if (event.data.summary) decided.summary = event.data.summary
  return patches.map((patch) => (patch === known ? decided : patch))
}

function foldApprovals(approvals: readonly RunApproval[], event: RunEvent): readonly RunApproval[] {
  if (event.type === 'approval.requested') {
    const { approvalId, nodeId, title, requestHash, deadline } = event.data
    return [
      ...approvals.filter((known) => known.approvalId !== approvalId),
      { approvalId, nodeId, title, requestHash, deadline, at: event.at, status: 'waiting' },
    ]
  }
  if (event.type === 'approval.decided') {
    const status = event.data.decision === 'approve' ? 'approved' : 'rejected'
    return approvals.map((known) =>
      known.approvalId === event.data.approvalId ? { ...known, status, reason: event.data.reason, decidedBy: event.actor } : known,
    )
  }
  if (event.type === 'scope.settled') {
    const prefix = prefixIn(activationOf(event.data.nodeId, event.data.index))
    const gone = (known: RunApproval) => known.status === 'waiting' && known.nodeId.startsWith(prefix)
    return approvals.some(gone) ? approvals.map((known) => (gone(known) ? { ...known, status: 'withdrawn' } : known)) : approvals
  }
  if (event.type === 'node.withdrawn' || event.type === 'run.cancelled' || event.type === 'run.timed_out' || event.type === 'run.failed') {
    const nodeId = event.type === 'node.withdrawn' ? event.data.nodeId : undefined
    if (!approvals.some((known) => known.status === 'waiting' && (!nodeId || known.nodeId === nodeId))) return approvals
    return approvals.map((known) => (known.status === 'waiting' && (!nodeId || known.nodeId === nodeId) ? { ...known, status: 'withdrawn' } : known))
  }
  return approvals
}

/** The node that made the patch an event is about. */
function proposerOf(patches: readonly RunPatch[], event: RunEvent): string | undefined {
  if (!('patchId' in event.data)) return undefined
  const { patchId } = event.data
  return patches.find((patch) => patch.patchId === patchId)?.actor?.nodeId
}

/** Rows come in the order of events: object key order would put ids that look like numbers first. */
function addRow(rows: readonly string[], segments: SegmentsByNode, event: RunEvent): readonly string[] {
  if (!('nodeId' in event.data) || typeof event.data.nodeId !== 'string') return rows
  const nodeId = event.data.nodeId
  return !Object.hasOwn(segments, nodeId) || rows.includes(nodeId) ? rows : [...rows, nodeId]
}

/**
 * Folds events into the model. Events already folded are ignored; on a gap everything before it is folded and
 * the caller must resume the stream from `model.seq`.
 */
export function foldRun(model: RunModel, events: readonly RunEvent[]): FoldResult {
  const { fresh, gapAt } = inOrder(events, model.seq)
  if (fresh.length === 0) return gapAt === undefined ? { kind: 'ok', model, fresh } : { kind: 'gap', model, fresh, got: gapAt }
  let { state, segments, patches, approvals, rows, failedNodeId } = model
  for (const event of fresh) {
    keepRound(model.past, state, event)
    state = evolve(state, event)
    segments = foldSegment(segments, event)
    rows = addRow(rows, segments, event)
    if (event.type === 'run.failed') failedNodeId = event.data.nodeId
    patches = foldPatches(patches, event)
    segments = foldReview(segments, event, proposerOf(patches, event))
    approvals = foldApprovals(approvals, event)
  }
  const next: RunModel = {
    runId: model.runId,
    seq: fresh[fresh.length - 1]?.seq ?? model.seq,
    state,
    status: state?.status,
    workflowName: state?.workflowName,
    startedAt: state?.startedAt,
    endedAt: state?.endedAt,
    error: state?.error,
    failedNodeId,
    irVersion: state?.irVersion ?? 0,
    nodes: state ? nodeRunViews(state) : {},
    // The same object as long as nothing was decided: what is drawn of it stays.
    edges: state?.edges === model.state?.edges ? model.edges : (state?.edges.toRecord() ?? {}),
    past: model.past,
    segments,
    rows,
    log: [...model.log, ...fresh.map(logLine)],
    patches,
    approvals,
  }
  return gapAt === undefined ? { kind: 'ok', model: next, fresh } : { kind: 'gap', model: next, fresh, got: gapAt }
}
