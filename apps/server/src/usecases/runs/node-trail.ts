import type { Actor, AnchoredChange, NodeTrail, NodeTrailQuery, RunEvent } from '@aob/schemas'
import { readAll } from '../../coordinator/read-all.ts'
import type { PatchRow } from '../../ports/document-store.ts'
import type { Engine } from '../engine.ts'
import type { Caller } from '../services.ts'
import { requireRun } from './read-runs.ts'

const DEFAULT_PAGE = 200
const MAX_PATCHES = 10_000

/**
 * For each node that came to a turn: who put it into the graph and by which patch, by which version of the graph each attempt ran and why, and
 * what people decided about it (SPEC ES-12), in the order in which the log first tells of them.
 */
export async function auditNodes(engine: Engine, caller: Caller, runId: string, query: NodeTrailQuery): Promise<NodeTrail[]> {
  const { startedBy } = await requireRun(engine, caller, runId)
  const [events, patches] = await Promise.all([readAll(engine.log, runId), engine.patches.list({ workspaceId: caller.workspaceId, runId, limit: MAX_PATCHES })])
  const { node, after = 0, limit = DEFAULT_PAGE } = query
  return nodeTrails(events, patches, startedBy)
    .filter(({ nodeId, firstSeq }) => firstSeq > after && (node === undefined || nodeId === node))
    .slice(0, limit)
}

type Attempt = NodeTrail['attempts'][number]
const ENDS: ReadonlySet<RunEvent['type']> = new Set(['node.completed', 'node.failed', 'node.retrying', 'node.withdrawn', 'node.skipped', 'node.reused'])

/** `patches` are those of the run, in any order and of any status; what was never swapped in plays no part. */
export function nodeTrails(events: readonly RunEvent[], patches: readonly PatchRow[], startedBy: Actor): NodeTrail[] {
  const trails = new Map<string, NodeTrail>()
  const changes = changesOf(patches)
  for (const event of events) {
    if (!('nodeId' in event.data) || event.data.nodeId === undefined || event.type === 'run.failed') continue
    const { nodeId } = event.data
    const trail = trails.get(nodeId) ?? {
      nodeId,
      firstSeq: event.seq,
      lastEvent: event.type,
      ...originOf(nodeId, changes, startedBy),
      attempts: [],
      decisions: [],
    }
    trails.set(nodeId, {
      ...trail,
      lastEvent: event.type,
      attempts: attemptsAfter(trail.attempts, event),
      decisions: [...trail.decisions, ...decisionOf(event)],
    })
  }
  return [...trails.values()]
}

function attemptsAfter(attempts: readonly Attempt[], { type, data }: RunEvent): Attempt[] {
  if (!('attempt' in data) || data.attempt === undefined) return [...attempts]
  const { attempt } = data
  const known = attempts.find((one) => one.attempt === attempt)
  const told: Attempt = {
    ...(known ?? { attempt }),
    // The version it ended by is the run's; the one it ran by was told first.
    ...('irVersion' in data && known?.irVersion === undefined ? { irVersion: data.irVersion } : {}),
    ...('cause' in data ? { cause: data.cause } : {}),
    ...('worker' in data && data.worker !== undefined ? { worker: data.worker } : {}),
    ...(ENDS.has(type) ? { outcome: type } : {}),
  }
  return [...attempts.filter((one) => one !== known), told]
}

function decisionOf({ type, seq, actor, data }: RunEvent): NodeTrail['decisions'] {
  const decision = type === 'node.resolved' ? data.resolution : type === 'approval.decided' ? data.decision : undefined
  if (!decision) return []
  const reason = 'reason' in data && typeof data.reason === 'string' ? { reason: data.reason } : {}
  return [{ seq, decision, ...(actor ? { actor } : {}), ...reason }]
}

interface NodeChange {
  patch: PatchRow
  change: AnchoredChange
  /** Address of the node without activations: `map1/fetch`. */
  place: string
}

/** What the patches that were swapped in did to nodes, in that order. */
function changesOf(patches: readonly PatchRow[]): NodeChange[] {
  const swapped = patches.filter(({ status, irVersion }) => (status === 'applied' || status === 'reverted') && irVersion !== undefined)
  const inOrder = swapped.toSorted((left, right) => (left.irVersion ?? 0) - (right.irVersion ?? 0))
  return inOrder.flatMap((patch) =>
    patch.anchored.flatMap((change) => (change.target.kind === 'node' ? [{ patch, change, place: change.target.path.join('/') }] : [])),
  )
}

function originOf(nodeId: string, changes: readonly NodeChange[], startedBy: Actor): Pick<NodeTrail, 'addedBy' | 'changedBy'> {
  const place = nodeId.replaceAll(/\[\d+\]/g, '')
  const isAdded = ({ change, place: added }: NodeChange) => change.op === 'add' && change.pointer === '' && (place === added || place.startsWith(`${added}/`))
  const at = changes.findLastIndex(isAdded)
  const origin = changes[at]
  const later = changes.slice(at + 1).filter((one) => one.place === place && one.change.op !== 'remove')
  return {
    addedBy: origin ? { actor: origin.patch.actor, patchId: origin.patch.patchId } : { actor: startedBy },
    changedBy: [...new Set(later.map(({ patch }) => patch.patchId))],
  }
}
