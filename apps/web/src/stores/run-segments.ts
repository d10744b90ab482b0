import { prefixOf } from '@aob/ir/document'
import type { RunEvent } from '@aob/schemas'

/** What a node did during one stretch of time. */
export type SegmentKind = 'queue' | 'run' | 'wait' | 'backoff'
export type SegmentOutcome = 'succeeded' | 'reused' | 'failed' | 'skipped' | 'held' | 'withdrawn' | 'cancelled' | 'decided'

/** One bar of the timeline. Times are milliseconds since the epoch; an open segment has no `to`. */
export interface Segment {
  attempt: number
  kind: SegmentKind
  from: number
  to?: number
  outcome?: SegmentOutcome
}

/** Segments by node id, in order of time. */
export type SegmentsByNode = Readonly<Record<string, readonly Segment[]>>

type Edit = (segments: readonly Segment[], at: number, attempt: number) => readonly Segment[]

function last(segments: readonly Segment[]): Segment | undefined {
  return segments[segments.length - 1]
}

/** Ends the open segment, if there is one. A queue that ends by starting carries no outcome. */
function close(segments: readonly Segment[], at: number, outcome?: SegmentOutcome): readonly Segment[] {
  const open = last(segments)
  if (!open || open.to !== undefined) return segments
  return [...segments.slice(0, -1), { ...open, to: Math.max(at, open.from), ...(outcome ? { outcome } : {}) }]
}

function openAs(kind: SegmentKind, closing?: SegmentOutcome): Edit {
  return (segments, at, attempt) => [...close(segments, at, closing), { attempt, kind, from: at }]
}

function closeAs(outcome: SegmentOutcome): Edit {
  return (segments, at) => close(segments, at, outcome)
}

/** A node that never queued (skipped at routing) still shows as an instant. */
function instant(outcome: SegmentOutcome): Edit {
  return (segments, at, attempt) => {
    const open = last(segments)
    if (open && open.to === undefined) return close(segments, at, outcome)
    return [...segments, { attempt, kind: 'run', from: at, to: at, outcome }]
  }
}

const EDITS: Partial<Record<RunEvent['type'], Edit>> = {
  'node.queued': openAs('queue'),
  'node.started': openAs('run'),
  'approval.requested': openAs('wait'),
  'node.awaiting': openAs('wait'),
  'node.delayed': openAs('wait'),
  'node.completed': closeAs('succeeded'),
  'node.reused': instant('reused'),
  'node.failed': instant('failed'),
  'node.retrying': openAs('backoff', 'failed'),
  'node.skipped': instant('skipped'),
  'node.held': openAs('wait', 'held'),
  'node.resolved': closeAs('decided'),
  'node.withdrawn': closeAs('withdrawn'),
  'approval.decided': closeAs('decided'),
}

const ENDINGS: ReadonlySet<RunEvent['type']> = new Set(['run.completed', 'run.failed', 'run.cancelled', 'run.timed_out'])

function closeAll(byNode: SegmentsByNode, at: number): SegmentsByNode {
  const entries = Object.entries(byNode).map(([id, segments]) => [id, close(segments, at, 'cancelled')] as const)
  return Object.fromEntries(entries)
}

function replaceLast(segments: readonly Segment[], count: number, ...next: Segment[]): readonly Segment[] {
  return [...segments.slice(0, -count), ...next]
}

/** The node at work stops for the review of what it proposed. */
function beginReview(segments: readonly Segment[], at: number): readonly Segment[] {
  const open = last(segments)
  if (open?.kind !== 'run' || open.to !== undefined) return segments
  return replaceLast(segments, 1, { ...open, to: at }, { attempt: open.attempt, kind: 'wait', from: at })
}

/** A model call that ends after the proposal was still work: the wait begins where the last call ended. */
function workedOn(segments: readonly Segment[], at: number): readonly Segment[] {
  const [work, wait] = segments.slice(-2)
  if (wait?.kind !== 'wait' || wait.to !== undefined || work?.kind !== 'run') return segments
  return replaceLast(segments, 2, { ...work, to: at }, { ...wait, from: at })
}

function endReview(segments: readonly Segment[], at: number): readonly Segment[] {
  const open = last(segments)
  if (open?.kind !== 'wait' || open.to !== undefined) return segments
  return [...close(segments, at, 'decided'), { attempt: open.attempt, kind: 'run', from: at }]
}

/**
 * Tells an agent's waiting for the review of its own proposal from its working. `proposer` is the node that made the patch the
 * event is about.
 */
export function foldReview(byNode: SegmentsByNode, event: RunEvent, proposer: string | undefined): SegmentsByNode {
  const nodeId = event.type === 'agent.called' ? event.data.nodeId : proposer
  const before = nodeId === undefined ? undefined : byNode[nodeId]
  if (nodeId === undefined || before === undefined) return byNode
  const edits: Partial<Record<RunEvent['type'], typeof beginReview>> = {
    'patch.proposed': beginReview,
    'agent.called': workedOn,
    'patch.applied': endReview,
    'patch.rejected': endReview,
    'patch.invalid': endReview,
  }
  const after = edits[event.type]?.(before, event.at) ?? before
  return after === before ? byNode : { ...byNode, [nodeId]: after }
}

/** Adds one event to the segments; events that move no node return the same object. */
export function foldSegment(byNode: SegmentsByNode, event: RunEvent): SegmentsByNode {
  if (ENDINGS.has(event.type)) return closeAll(byNode, event.at)
  const edit = EDITS[event.type]
  if (!edit || !('nodeId' in event.data) || typeof event.data.nodeId !== 'string') return byNode
  const nodeId = event.data.nodeId
  // Steps inside a body have no bars of their own: thousands of them would hide the rest. Their scope's bar spans them.
  if (prefixOf(nodeId) !== '') return byNode
  const before = byNode[nodeId] ?? []
  const attempt = 'attempt' in event.data && typeof event.data.attempt === 'number' ? event.data.attempt : (last(before)?.attempt ?? 1)
  const after = edit(before, event.at, attempt)
  return after === before ? byNode : { ...byNode, [nodeId]: after }
}
