import type { WorkflowBody, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { diffFieldsOf } from './diff.ts'
import { compareIds, graphOf } from './graph.ts'
import { type MergeConflict, targetOf } from './merge-conflict.ts'
import { referencedNodes } from './node-references.ts'
import { findCycle } from './topology.ts'

export interface Sides {
  base: WorkflowBody
  left: WorkflowBody
  right: WorkflowBody
  merged: WorkflowBody
}

/** What is well by id and still does not go together: the flow of tokens along edges and of data through expressions. */
export function flowConflicts(sides: Sides): MergeConflict[] {
  const dangling = danglingEdges(sides)
  // Without their ends edges lead nowhere: a cycle is looked for when every edge has both.
  return [...dangling, ...reroutedTwice(sides), ...lostReferences(sides), ...(dangling.length > 0 ? [] : cycles(sides))]
}

/** An edge of the merge without an end: one side has the edge, the other took the node. */
function danglingEdges({ left, right, merged }: Sides): MergeConflict[] {
  const nodes = new Set(merged.nodes.map(({ id }) => id))
  const [lefts, rights] = [edgesOf(left), edgesOf(right)]
  return inIdOrder(merged.edges).flatMap((edge): MergeConflict[] => {
    const lost = [edge.from, edge.to].find((id) => !nodes.has(id))
    if (lost === undefined) return []
    const [ours, theirs] = [lefts.get(edge.id), rights.get(edge.id)]
    return [
      {
        reason: 'edge_dangles',
        target: targetOf('edge', edge.id),
        pointer: '',
        ...(ours === undefined ? {} : { left: ours }),
        ...(theirs === undefined ? {} : { right: theirs }),
        message: `The edge ${edge.id} would have no node ${lost}.`,
      },
    ]
  })
}

/** One connection both sides took away and replaced: each inserted something between the same two steps, and neither knows of the other. */
function reroutedTwice({ base, left, right }: Sides): MergeConflict[] {
  const [lefts, rights] = [edgesOf(left), edgesOf(right)]
  const gone = base.edges.filter(({ id }) => !lefts.has(id) && !rights.has(id))
  if (gone.length === 0) return []
  const old = new Set(base.edges.map(({ id }) => id))
  const [oursBy, theirsBy] = [newEdges(left, old), newEdges(right, old)]
  return inIdOrder(gone).flatMap((edge): MergeConflict[] => {
    const [ours, theirs] = [replacement(oursBy, edge), replacement(theirsBy, edge)]
    if (ours.length === 0 || theirs.length === 0 || sameFlow(ours, theirs)) return []
    return [
      {
        reason: 'flow_changed',
        target: targetOf('edge', edge.id),
        pointer: '',
        base: edge,
        left: ours,
        right: theirs,
        message: `Both sides lead the flow from ${edge.from} to ${edge.to} another way.`,
      },
    ]
  })
}

interface NewEdges {
  /** By the step and the port they leave by. */
  leaving: ReadonlyMap<string, readonly WorkflowEdge[]>
  arriving: ReadonlyMap<string, readonly WorkflowEdge[]>
}

const leaves = ({ from, fromPort = 'out' }: WorkflowEdge) => JSON.stringify([from, fromPort])

function newEdges(side: WorkflowBody, known: ReadonlySet<string>): NewEdges {
  const added = side.edges.filter(({ id }) => !known.has(id))
  return { leaving: listed(added, leaves), arriving: listed(added, ({ to }) => to) }
}

function listed(edges: readonly WorkflowEdge[], keyOf: (edge: WorkflowEdge) => string): Map<string, WorkflowEdge[]> {
  const lists = new Map<string, WorkflowEdge[]>()
  for (const edge of edges) {
    const list = lists.get(keyOf(edge))
    if (list) list.push(edge)
    else lists.set(keyOf(edge), [edge])
  }
  return lists
}

/** New edges of a side that leave where the old one left by the same port, or arrive where it arrived. */
function replacement({ leaving, arriving }: NewEdges, old: WorkflowEdge): WorkflowEdge[] {
  return inIdOrder([...new Set([...(leaving.get(leaves(old)) ?? []), ...(arriving.get(old.to) ?? [])])])
}

function sameFlow(left: readonly WorkflowEdge[], right: readonly WorkflowEdge[]): boolean {
  const key = (edges: readonly WorkflowEdge[]) =>
    edges
      .map(({ from, fromPort, to, when }) => JSON.stringify([from, fromPort ?? 'out', to, when ?? null]))
      .sort()
      .join()
  return key(left) === key(right)
}

/** An expression that one side wrote and that reads a node the other side removed. */
function lostReferences({ base, left, right, merged }: Sides): MergeConflict[] {
  const nodes = new Set(merged.nodes.map(({ id }) => id))
  const old = new Map(base.nodes.map((node) => [node.id, node]))
  const gone = new Set([...old.keys()].filter((id) => !nodes.has(id)))
  if (gone.size === 0) return []
  const kept = new Map(merged.nodes.map((node) => [node.id, node]))
  return (['left', 'right'] as const).flatMap((side) => {
    const there = new Set((side === 'left' ? left : right).nodes.map(({ id }) => id))
    return inIdOrder((side === 'left' ? left : right).nodes).flatMap((node): MergeConflict[] => {
      if (!kept.has(node.id)) return []
      return newReferences(old.get(node.id), node).flatMap(({ pointer, value, reads }): MergeConflict[] => {
        const lost = reads.find((id) => gone.has(id) && there.has(id))
        if (lost === undefined) return []
        const message = `The node ${node.id} reads the output of ${lost}, which the other side removed.`
        return [{ reason: 'reference_lost', target: targetOf('node', node.id), pointer, [side]: value, message }]
      })
    })
  })
}

function newReferences(before: WorkflowNode | undefined, node: WorkflowNode): { pointer: string; value: unknown; reads: string[] }[] {
  return diffFieldsOf(before ?? {}, node).map(({ pointer, after }) => ({ pointer, value: after, reads: [...referencedNodes(after)].sort(compareIds) }))
}

/** A way round that none of the sides has alone. */
function cycles({ base, left, right, merged }: Sides): MergeConflict[] {
  const path = findCycle(graphOf(merged))
  if (!path || [base, left, right].some((side) => findCycle(graphOf(side)) !== undefined)) return []
  const round = new Set(path)
  const old = new Set(base.edges.map(({ id }) => id))
  const part = (side: WorkflowBody) => inIdOrder(side.edges.filter((edge) => !old.has(edge.id) && round.has(edge.from) && round.has(edge.to)))
  return [
    {
      reason: 'cycle',
      target: targetOf('node', path[0] ?? ''),
      pointer: '',
      left: part(left),
      right: part(right),
      message: `Together the connections form a cycle: ${path.join(' → ')}.`,
    },
  ]
}

const edgesOf = (side: WorkflowBody) => new Map(side.edges.map((edge) => [edge.id, edge]))

function inIdOrder<T extends { id: string }>(elements: readonly T[]): T[] {
  return [...elements].sort((a, b) => compareIds(a.id, b.id))
}
