import { diffWorkflows, type FieldChange, type WorkflowDiff } from '@aob/ir/document'
import type { PatchSummary, Workflow, WorkflowEdge } from '@aob/schemas'

export type ChangeKind = 'added' | 'removed' | 'changed'

/** A changed connection inside a hunk. */
export interface EdgeHunk {
  id: string
  kind: ChangeKind
  from: string
  to: string
  port: string
  when?: string
  fields: readonly FieldChange[]
}

/** One entry of the change list: a node with its changed connections, or the settings of the workflow. */
export interface Hunk {
  key: string
  /** Node the camera flies to; absent for settings. */
  nodeId?: string
  /** What happens to the node itself; absent when only its connections change. */
  kind?: ChangeKind
  title: string
  type?: string
  fields: readonly FieldChange[]
  edges: readonly EdgeHunk[]
}

/** A proposal laid over the graph it changes. */
export interface Overlay {
  /** The result, with what it removes still in place as struck ghosts. */
  document: Workflow
  nodes: ReadonlyMap<string, ChangeKind>
  edges: ReadonlyMap<string, ChangeKind>
  fieldsOf: ReadonlyMap<string, readonly FieldChange[]>
  diff: WorkflowDiff
  hunks: readonly Hunk[]
}

function kindsOf(part: { added: ReadonlyArray<{ id: string }>; removed: ReadonlyArray<{ id: string }>; changed: ReadonlyArray<{ id: string }> }) {
  const kinds = new Map<string, ChangeKind>()
  for (const { id } of part.added) kinds.set(id, 'added')
  for (const { id } of part.changed) kinds.set(id, 'changed')
  for (const { id } of part.removed) kinds.set(id, 'removed')
  return kinds
}

function edgeHunks(diff: WorkflowDiff, union: Workflow, kinds: ReadonlyMap<string, ChangeKind>): EdgeHunk[] {
  const fields = new Map(diff.edges.changed.map((change) => [change.id, change.fields]))
  return union.edges.flatMap((edge: WorkflowEdge) => {
    const kind = kinds.get(edge.id)
    if (!kind) return []
    return [{ id: edge.id, kind, from: edge.from, to: edge.to, port: edge.fromPort ?? 'out', when: edge.when, fields: fields.get(edge.id) ?? [] }]
  })
}

/** A connection belongs to the changed node it leads to, else to the changed node it leaves, else to the node it leads to. */
function homeOf(edge: EdgeHunk, nodes: ReadonlyMap<string, ChangeKind>): string {
  return nodes.has(edge.to) || !nodes.has(edge.from) ? edge.to : edge.from
}

function hunksOf(diff: WorkflowDiff, union: Workflow, nodes: ReadonlyMap<string, ChangeKind>, edges: readonly EdgeHunk[]): Hunk[] {
  const byHome = new Map<string, EdgeHunk[]>()
  for (const edge of edges) {
    const home = homeOf(edge, nodes)
    byHome.set(home, [...(byHome.get(home) ?? []), edge])
  }
  const fields = new Map(diff.nodes.changed.map((change) => [change.id, change.fields]))
  const hunks: Hunk[] = union.nodes.flatMap((node) => {
    const own = byHome.get(node.id) ?? []
    const kind = nodes.get(node.id)
    if (!kind && own.length === 0) return []
    return [{ key: node.id, nodeId: node.id, kind, title: node.name ?? node.id, type: node.type, fields: fields.get(node.id) ?? [], edges: own }]
  })
  if (diff.document.length > 0) hunks.push({ key: '/', kind: 'changed', title: 'Workflow settings', fields: diff.document, edges: [] })
  return hunks
}

/** Lays `after` over `before`: both graphs in one document, every difference marked. */
export function overlayOf(before: Workflow, after: Workflow): Overlay {
  const diff = diffWorkflows(before, after)
  const document: Workflow = { ...after, nodes: [...after.nodes, ...diff.nodes.removed], edges: [...after.edges, ...diff.edges.removed] }
  const nodes = kindsOf(diff.nodes)
  const edges = kindsOf(diff.edges)
  const fieldsOf = new Map([...diff.nodes.changed, ...diff.edges.changed].map((change) => [change.id, change.fields]))
  return { document, nodes, edges, fieldsOf, diff, hunks: hunksOf(diff, document, nodes, edgeHunks(diff, document, edges)) }
}

/** How many elements of one kind a change touches. */
export interface ElementCounts {
  added: number
  changed: number
  removed: number
}

/** Counts in a change, as the change list shows them: nodes and connections apart. */
export interface ChangeCounts {
  nodes: ElementCounts
  connections: ElementCounts
}

export function changeCounts(summary: PatchSummary): ChangeCounts {
  return {
    nodes: { added: summary.nodesAdded.length, changed: summary.nodesChanged.length, removed: summary.nodesRemoved.length },
    connections: { added: summary.edgesAdded.length, changed: summary.edgesChanged.length, removed: summary.edgesRemoved.length },
  }
}

function sum(counts: ElementCounts): number {
  return counts.added + counts.changed + counts.removed
}

/** `3 changes`; a change that touches neither nodes nor connections is one of settings. */
export function changeTotal(counts: ChangeCounts): string {
  const total = sum(counts.nodes) + sum(counts.connections)
  if (total === 0) return 'a change of settings'
  return total === 1 ? '1 change' : `${total} changes`
}

/** `1 node added, 1 changed, 2 connections removed`: the noun stands before the first verb it goes with. */
export function changeWords(counts: ChangeCounts): string {
  return [...phrases(counts.nodes, 'node'), ...phrases(counts.connections, 'connection')].join(', ')
}

function phrases(counts: ElementCounts, noun: string): string[] {
  const parts = [
    [counts.added, 'added'],
    [counts.changed, 'changed'],
    [counts.removed, 'removed'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, verb], index) => (index === 0 ? `${count} ${noun}${count === 1 ? '' : 's'} ${verb}` : `${count} ${verb}`))
}
