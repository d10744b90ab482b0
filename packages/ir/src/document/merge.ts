import type { Workflow, WorkflowNode } from '@aob/schemas'
import { diffFieldsOf } from './diff.ts'
import { type ElementKind, type MergeConflict, ROOT, targetOf } from './merge-conflict.ts'
import { DECORATION_RULES, DECORATIONS, type ElementConflict, type ElementRules, mergeElements } from './merge-elements.ts'
import { flowConflicts } from './merge-flow.ts'
import { type FieldClash, mergeFields } from './merge-values.ts'

export type MergeResult = { kind: 'ok'; document: Workflow } | { kind: 'conflict'; conflicts: MergeConflict[] }

/**
 * Three-way merge of two versions over what both come from: by id, field by field, then by the flow of tokens and data.
 * Symmetric: exchanging the sides gives the same bytes, or the same conflicts with their sides exchanged. Positions never conflict.
 */
export function mergeWorkflows(base: Workflow, left: Workflow, right: Workflow): MergeResult {
  const nodes = mergeElements(base.nodes, left.nodes, right.nodes, NODE_RULES)
  const edges = mergeElements(base.edges, left.edges, right.edges, EDGE_RULES)
  const root = mergeRoot(base, left, right)
  // Members of the root come from workflows; nodes and edges are theirs.
  const merged = { ...root.value, nodes: nodes.elements, edges: edges.elements } as Workflow
  const conflicts = [
    ...nodes.conflicts.map((conflict) => elementConflict('node', conflict)),
    ...edges.conflicts.map((conflict) => elementConflict('edge', conflict)),
    ...root.conflicts,
    ...flowConflicts({ base, left, right, merged }),
  ]
  return conflicts.length > 0 ? { kind: 'conflict', conflicts } : { kind: 'ok', document: merged }
}

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

function elementConflict(kind: ElementKind, { id, ...conflict }: ElementConflict): MergeConflict {
  return { target: targetOf(kind, id), ...conflict, message: describe(`${kind} ${id}`, conflict) }
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
