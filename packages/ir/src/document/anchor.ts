import type { AnchoredChange, AnchorTarget, FieldProblem, Operation, PatchSummary, Workflow } from '@aob/schemas'
import { applyOperations } from './apply.ts'
import { diffWorkflows, type FieldChange, summarize, type WorkflowDiff } from './diff.ts'
import { parsePointer } from './pointer.ts'
import { fault } from './problem.ts'

/** What operations do to a document: the result, which shares all that stays with `before`, the change by id, and its summary. */
export interface PatchEffect {
  after: Workflow
  anchored: AnchoredChange[]
  summary: PatchSummary
}

/**
 * Applies operations and writes the same change down by id (D-03): they are applied one after another, and it is their net effect that
 * is anchored, so that moves, copies and whole-array replacements come out as what they do to nodes and edges.
 * An element changed as a whole is anchored member by member. Throws when the operations do not apply to `before`.
 */
export function effectOf(before: Workflow, operations: readonly Operation[]): PatchEffect {
  const result = applyOperations(before, operations)
  if (result.kind === 'failed') throw new Error(`Operation ${result.index} does not apply: ${result.message}`)
  // The operations were applied to a workflow, and whoever anchors a patch has validated its result or is about to.
  const after = result.document as Workflow
  const diff = diffWorkflows(before, after)
  return { after, anchored: [...anchorDiff(diff), ...reorders(before, after, operations)], summary: summarize(diff) }
}

/** The change that operations make, by id. */
export function anchor(before: Workflow, operations: readonly Operation[]): AnchoredChange[] {
  return effectOf(before, operations).anchored
}

function anchorDiff(diff: WorkflowDiff): AnchoredChange[] {
  const moved = diff.nodes.moved.map(({ id, before: old, after: now }) => ({ id, fields: [{ pointer: '/position', before: old, after: now }] }))
  return [
    ...diff.edges.removed.map((edge): AnchoredChange => ({ target: edgeTarget(edge.id), pointer: '', op: 'remove', before: edge })),
    ...diff.nodes.removed.map((node): AnchoredChange => ({ target: nodeTarget(node.id), pointer: '', op: 'remove', before: node })),
    ...[...diff.nodes.changed, ...moved].flatMap(({ id, fields }) => fields.map((field) => fieldChange(nodeTarget(id), field))),
    ...diff.edges.changed.flatMap(({ id, fields }) => fields.map((field) => fieldChange(edgeTarget(id), field))),
    ...diff.document.map((field) => fieldChange({ kind: 'root', path: [] }, field)),
    ...diff.nodes.added.map((node): AnchoredChange => ({ target: nodeTarget(node.id), pointer: '', op: 'add', value: node })),
    ...diff.edges.added.map((edge): AnchoredChange => ({ target: edgeTarget(edge.id), pointer: '', op: 'add', value: edge })),
  ]
}

function nodeTarget(id: string): AnchorTarget {
  return { kind: 'node', path: [id] }
}

function edgeTarget(id: string): AnchorTarget {
  return { kind: 'edge', path: [id] }
}

function fieldChange(target: AnchorTarget, { pointer, ...field }: FieldChange): AnchoredChange {
  const before = 'before' in field ? { before: field.before } : {}
  if (!('after' in field)) return { target, pointer, op: 'remove', ...before }
  return { target, pointer, op: 'before' in field ? 'replace' : 'add', ...before, value: field.after }
}

/** Lists that `move` operations put into another order: each element whose predecessor changed for that reason. */
function reorders(before: Workflow, after: Workflow, operations: readonly Operation[]): AnchoredChange[] {
  return (['nodes', 'edges'] as const).flatMap((list) => {
    const moves = operations.some(({ op, path }) => op === 'move' && parsePointer(path)?.[0] === list && parsePointer(path)?.length === 2)
    if (!moves) return []
    const kept = new Set(after[list].map(({ id }) => id))
    const old = predecessors(before[list].filter(({ id }) => kept.has(id)))
    const known = new Set(before[list].map(({ id }) => id))
    const now = predecessors(after[list].filter(({ id }) => known.has(id)))
    return [...now].flatMap(([id, previous]): AnchoredChange[] => {
      if (old.get(id) === previous) return []
      const target = list === 'nodes' ? nodeTarget(id) : edgeTarget(id)
      return [{ target, pointer: '', op: 'reorder', before: old.get(id) ?? null, ...(previous === undefined ? {} : { after: previous }) }]
    })
  })
}

function predecessors(elements: readonly { id: string }[]): Map<string, string | undefined> {
  return new Map(elements.map(({ id }, index) => [id, elements[index - 1]?.id]))
}

/**
 * Operations no patch may contain, whatever the base: edits of an id (D-03) and of the whole document.
 * Pointers lead into the list of operations, e.g. `/operations/2/path`.
 */
export function operationProblems(operations: readonly Operation[]): FieldProblem[] {
  return operations.flatMap((operation, index) => {
    const touched = operation.op === 'test' ? [] : operation.op === 'move' ? (['path', 'from'] as const) : (['path'] as const)
    return touched.flatMap((member) => {
      const pointer: unknown = Reflect.get(operation, member)
      const at = `/operations/${index}/${member}`
      if (pointer === '') return [fault('patch.root', at, 'The whole document cannot be removed or replaced.')]
      if (typeof pointer !== 'string' || !/^\/(nodes|edges)\/[^/]+\/id$/.test(pointer)) return []
      return [fault('patch.id_edit', at, `${pointer} is an id; ids are immutable.`)]
    })
  })
}
