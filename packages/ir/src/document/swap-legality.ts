import { compareIds } from './graph.ts'
import { jsonEqual } from './json-equality.ts'
import type { LegalityRefusal } from './legality-refusal.ts'
import { own } from './own-property.ts'
import { phaseOf, type RunHistory } from './run-history.ts'

/** The part of a graph that history is judged by; an IR fits. */
export interface RunShape {
  readonly nodes: Readonly<Record<string, ShapeNode>>
  readonly edges: Readonly<Record<string, ShapeEdge>>
}

export interface ShapeNode {
  readonly type: string
  readonly config: object
  readonly join: 'all' | 'any'
  readonly joinCount?: number
  /** The inner graph of a map, loop or composite; a pinned one is a sub-workflow's, which is what its ref says (D-28). */
  readonly scope?: RunShape & { readonly pinned?: object }
}

export interface ShapeEdge {
  readonly from: string
  readonly to: string
  readonly port: string
  readonly when?: string
}

/**
 * What every swap must respect, whoever asks: what has run is history (L1 to L4, L9 of SPEC.md). The first rule broken, by rule and
 * then by id; undefined when the swap is legal. Costs O(nodes + edges).
 */
export function judgeSwap(before: RunShape, after: RunShape, run: RunHistory): LegalityRefusal | undefined {
  return endedRun(run) ?? changedNode(before, after, run) ?? changedEdge(before, after, run) ?? returnedId(before, after, run)
}

/** L1: a run that has ended takes no patch. */
function endedRun(run: RunHistory): LegalityRefusal | undefined {
  if (run.status === 'RUNNING' || run.status === 'WAITING_FOR_APPROVAL' || run.status === 'PAUSED') return undefined
  return { rule: 'L1', code: 'run.terminal', message: `The run has ended (${run.status}).`, allowed: 'Patch the workflow and start a new run.' }
}

/** L2: a node that has started or finished is neither removed nor given another type, config or join. */
function changedNode(before: RunShape, after: RunShape, run: RunHistory): LegalityRefusal | undefined {
  for (const nodeId of idsOf(before.nodes)) {
    const old = own(before.nodes, nodeId)
    const state = own(run.nodes, nodeId)
    const phase = phaseOf(state)
    if (!old || phase === 'pristine' || phase === 'dispatched') continue
    const now = own(after.nodes, nodeId)
    const what = !now ? 'removed' : changedPart(old, now)
    if (what === undefined) continue
    return {
      rule: 'L2',
      code: 'patch.illegal',
      message: `Node ${nodeId} has ${phase} (${state?.status}); it cannot ${what === 'removed' ? 'be removed' : `have its ${what} changed`}.`,
      nodeId,
      ...(what === 'removed' ? {} : { pointer: what === 'body' ? '/config/body' : `/${what}` }),
      allowed: 'Its name and position may change, and edges may be added out of it.',
    }
  }
  return undefined
}

function changedPart(old: ShapeNode, now: ShapeNode): 'type' | 'config' | 'body' | 'join' | undefined {
  if (old.type !== now.type) return 'type'
  if (!jsonEqual(old.config, now.config)) return 'config'
  if (changedBody(old, now)) return 'body'
  return old.join !== now.join || old.joinCount !== now.joinCount ? 'join' : undefined
}

/** A body is pinned when an activation opens: its elements stay as they are, up to what may change of any node that has started. */
function changedBody({ scope: old }: ShapeNode, { scope: now }: ShapeNode): boolean {
  if (old?.pinned || now?.pinned || (!old && !now)) return false
  if (!old || !now) return true
  const elements = (left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>) => new Set([...Object.keys(left), ...Object.keys(right)])
  for (const id of elements(old.nodes, now.nodes)) {
    const [left, right] = [own(old.nodes, id), own(now.nodes, id)]
    if (!left || !right || changedPart(left, right) !== undefined) return true
  }
  for (const id of elements(old.edges, now.edges)) {
    const [left, right] = [own(old.edges, id), own(now.edges, id)]
    if (!left || !right || !sameEdge(left, right)) return true
  }
  return false
}

/**
 * L3: a resolved edge is neither removed nor edited, except that it goes together with a target that never started.
 * L4: no edge is added into a node that has started or finished, nor led there.
 */
function changedEdge(before: RunShape, after: RunShape, run: RunHistory): LegalityRefusal | undefined {
  for (const edgeId of idsOf(before.edges)) {
    const old = own(before.edges, edgeId)
    const fact = own(run.edges, edgeId)
    if (!old || fact === undefined) continue
    const now = own(after.edges, edgeId)
    if (now ? sameEdge(old, now) : own(after.nodes, old.to) === undefined) continue
    return {
      rule: 'L3',
      code: 'patch.illegal',
      message: `Edge ${edgeId} is resolved (${fact}); it cannot be ${now ? 'edited' : 'removed'}.`,
      edgeId,
      allowed: `Edges that are not resolved yet may change; edges may be added out of ${old.from}.`,
    }
  }
  for (const edgeId of idsOf(after.edges)) {
    const now = own(after.edges, edgeId)
    if (!now || own(before.edges, edgeId)?.to === now.to) continue
    const state = own(run.nodes, now.to)
    const phase = phaseOf(state)
    if (phase === 'pristine' || phase === 'dispatched') continue
    return {
      rule: 'L4',
      code: 'patch.illegal',
      message: `Edge ${edgeId} would lead into ${now.to}, which has ${phase} (${state?.status}).`,
      nodeId: now.to,
      edgeId,
      allowed: 'Lead the edge into a node that has not started.',
    }
  }
  return undefined
}

/** L9: the id of a removed element that the run knows does not come back. */
function returnedId(before: RunShape, after: RunShape, run: RunHistory): LegalityRefusal | undefined {
  const allowed = 'Use an id that was never used in this run.'
  for (const nodeId of idsOf(after.nodes)) {
    if (own(before.nodes, nodeId) || !own(run.nodes, nodeId)) continue
    return { rule: 'L9', code: 'patch.illegal', message: `The id ${nodeId} belonged to a node that was removed from this run.`, nodeId, allowed }
  }
  for (const edgeId of idsOf(after.edges)) {
    if (own(before.edges, edgeId) || !own(run.edges, edgeId)) continue
    return { rule: 'L9', code: 'patch.illegal', message: `The id ${edgeId} belonged to an edge that was removed from this run.`, edgeId, allowed }
  }
  return undefined
}

function sameEdge(left: ShapeEdge, right: ShapeEdge): boolean {
  return left.from === right.from && left.to === right.to && left.port === right.port && left.when === right.when
}

function idsOf(record: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(record).sort(compareIds)
}
