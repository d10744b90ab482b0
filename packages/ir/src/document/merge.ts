import type { Workflow, WorkflowBody, WorkflowNode } from '@aob/schemas'
import { diffFieldsOf } from './diff.ts'
import { compareIds } from './graph.ts'
import { type ElementKind, type MergeConflict, ROOT } from './merge-conflict.ts'
import { DECORATION_RULES, DECORATIONS, type ElementConflict, type ElementRules, mergeElements } from './merge-elements.ts'
import { flowConflicts } from './merge-flow.ts'
import { type FieldClash, mergeFields } from './merge-values.ts'
import { bodiesOf, shellOf, withBody } from './scope-bodies.ts'

export type MergeResult = { kind: 'ok'; document: Workflow } | { kind: 'conflict'; conflicts: MergeConflict[] }

/**
 * Three-way merge of two versions over what both come from: by id, field by field, bodies like the workflow itself, then by the flow of
 * tokens and data.
 * Symmetric: exchanging the sides gives the same bytes, or the same conflicts with their sides exchanged. Positions never conflict.
 */
export function mergeWorkflows(base: Workflow, left: Workflow, right: Workflow): MergeResult {
  const root = mergeRoot(base, left, right)
  const graph = mergeGraphs({ base, left, right }, [])
  const conflicts = [...graph.conflicts, ...root.conflicts, ...graph.flow]
  // Members of the root come from workflows; nodes and edges are theirs.
  return conflicts.length > 0 ? { kind: 'conflict', conflicts } : { kind: 'ok', document: { ...root.value, ...graph.value } as Workflow }
}

interface MergedGraph {
  value: WorkflowBody
  conflicts: MergeConflict[]
  flow: MergeConflict[]
}

type Graphs = Record<'base' | 'left' | 'right', WorkflowBody>

/** One graph by id; the graphs inside nodes that all three have are merged by themselves, the nodes around them without. */
function mergeGraphs(graphs: Graphs, path: readonly string[]): MergedGraph {
  const inner = mergeBodies(graphs, path)
  const shells = (nodes: readonly WorkflowNode[]) => (inner.size === 0 ? nodes : nodes.map((node) => (inner.has(node.id) ? shellOf(node) : node)))
  const { base, left, right } = graphs
  const nodes = mergeElements(shells(base.nodes), shells(left.nodes), shells(right.nodes), NODE_RULES)
  const edges = mergeElements(base.edges, left.edges, right.edges, EDGE_RULES)
  const value = {
    nodes: nodes.elements.map((node) => {
      const body = inner.get(node.id)
      return body ? withBody(node, body.value) : node
    }),
    edges: edges.elements,
  }
  const bodies = [...inner].sort(([a], [b]) => compareIds(a, b)).map(([, body]) => body)
  return {
    value,
    conflicts: [
      ...nodes.conflicts.map((conflict) => elementConflict('node', path, conflict)),
      ...edges.conflicts.map((conflict) => elementConflict('edge', path, conflict)),
      ...bodies.flatMap(({ conflicts }) => conflicts),
    ],
    flow: [...placedIn(path, flowConflicts({ ...graphs, merged: value })), ...bodies.flatMap(({ flow }) => flow)],
  }
}

/** By the id of the node they lie in. */
function mergeBodies({ base, left, right }: Graphs, path: readonly string[]): Map<string, MergedGraph> {
  const [lefts, rights] = [byId(left.nodes), byId(right.nodes)]
  const merged = new Map<string, MergedGraph>()
  for (const node of base.nodes) {
    const [ours, theirs] = [lefts.get(node.id), rights.get(node.id)]
    const bodies = ours && theirs && (ours !== node || theirs !== node) ? bodiesOf(node, ours, theirs) : undefined
    if (bodies) merged.set(node.id, mergeGraphs({ base: bodies[0], left: bodies[1], right: bodies[2] }, [...path, node.id]))
  }
  return merged
}

const byId = (nodes: readonly WorkflowNode[]) => new Map(nodes.map((node) => [node.id, node]))

const placedIn = (path: readonly string[], conflicts: MergeConflict[]): MergeConflict[] =>
  path.length === 0 ? conflicts : conflicts.map(({ target, ...conflict }) => ({ ...conflict, target: { ...target, path: [...path, ...target.path] } }))

const NODE_RULES: ElementRules<WorkflowNode> = { indifferent: (pointer) => pointer === '/position', coupled: typeAndConfig }
const EDGE_RULES = { indifferent: () => false }
/** A config belongs to its type: one side's new type and the other's change of the config do not go together. */
function typeAndConfig(base: WorkflowNode, left: WorkflowNode, right: WorkflowNode): FieldClash[] {
  const retyped = (side: WorkflowNode) => side.type !== base.type
  const configured = (side: WorkflowNode) => diffFieldsOf({ config: base.config }, { config: side.config }).length > 0
  if (retyped(left) === retyped(right)) return []
  const [changed, other] = retyped(left) ? [left, right] : [right, left]
  if (!configured(other)) return []
  const [ours, theirs] = changed === left ? [{ left: changed.type }, { right: other.config }] : [{ left: other.config }, { right: changed.type }]
  return [{ pointer: '/type', base: base.type, ...ours, ...theirs }]
}

function mergeRoot(base: Workflow, left: Workflow, right: Workflow): { value: object; conflicts: MergeConflict[] } {
  const [old, ours, theirs] = [rest(base), rest(left), rest(right)]
  const fields = mergeFields(old, ours, theirs, () => false)
  const conflicts = fields.clashes.map(
    (clash): MergeConflict => ({ reason: 'value_changed', target: ROOT, ...clash, message: `Both sides changed ${clash.pointer}.` }),
  )
  const lists = Object.fromEntries(
    DECORATIONS.flatMap((list) => {
      if (base[list] === undefined && left[list] === undefined && right[list] === undefined) return []
      const merged = mergeElements<{ id: string }>(base[list] ?? [], left[list] ?? [], right[list] ?? [], DECORATION_RULES)
      conflicts.push(...merged.conflicts.map((conflict) => decorationConflict(list, conflict)))
      return merged.elements.length > 0 || [left, right].every((side) => side[list] !== undefined) ? [[list, merged.elements]] : []
    }),
  )
  return { value: { ...fields.value, ...lists }, conflicts }
}

function rest({ nodes: _nodes, edges: _edges, groups: _groups, notes: _notes, ...root }: Workflow): object {
  return root
}

function elementConflict(kind: ElementKind, path: readonly string[], { id, ...conflict }: ElementConflict): MergeConflict {
  return { target: { kind, path: [...path, id] }, ...conflict, message: describe(`${kind} ${[...path, id].join('/')}`, conflict) }
}

function decorationConflict(list: 'groups' | 'notes', { id, ...conflict }: ElementConflict): MergeConflict {
  return { ...conflict, target: ROOT, pointer: `/${list}/${id}${conflict.pointer}`, message: describe(`${list.slice(0, -1)} ${id}`, conflict) }
}

function describe(what: string, { reason, pointer }: Pick<MergeConflict, 'reason' | 'pointer'>): string {
  switch (reason) {
    case 'added_twice':
      return `Both sides added a ${what}.`
    case 'removed_and_changed':
      return `One side removed the ${what}, the other changed it.`
    default:
      return `Both sides changed ${pointer} of the ${what}.`
  }
}
