import type { AnchoredChange, AnchorTarget, FieldProblem, Operation, PatchSummary, Workflow, WorkflowBody, WorkflowNode } from '@aob/schemas'
import { applyOperations } from './apply.ts'
import { diffElements, diffFieldsOf, diffWorkflows, type FieldChange, isMove, type Pairing, summarize } from './diff.ts'
import { parsePointer } from './pointer.ts'
import { fault } from './problem.ts'
import { bodiesOf, shellOf } from './scope-bodies.ts'

/** What operations did to a document: the change by id, and its summary. */
export interface PatchEffect {
  anchored: AnchoredChange[]
  summary: PatchSummary
}

/**
 * The change that operations made of `before`, by id (D-03): it is their net effect that is written down, so that moves, copies and
 * whole-array replacements come out as what they do to nodes and edges, in bodies too (D-28). An element changed as a whole is
 * anchored member by member. `after` is their result, and valid.
 */
export function effectOf(before: Workflow, after: Workflow, operations: readonly Operation[]): PatchEffect {
  return { anchored: anchorBetween(before, after, operations), summary: summarize(diffWorkflows(before, after)) }
}

/** The change that operations make, by id. Throws when they do not apply to `before`. */
export function anchor(before: Workflow, operations: readonly Operation[]): AnchoredChange[] {
  const result = applyOperations(before, operations)
  if (result.kind === 'failed') throw new Error(`Operation ${result.index} does not apply: ${result.message}`)
  // The operations were applied to a workflow, and whoever anchors a patch has validated its result.
  return anchorBetween(before, result.document as Workflow, operations)
}

/** The same where the result is at hand: `operations` lead from one to the other. */
export function anchorBetween(before: Workflow, after: Workflow, operations: readonly Operation[]): AnchoredChange[] {
  const root = diffWorkflows({ ...before, nodes: [], edges: [] }, { ...after, nodes: [], edges: [] }).document
  return anchorGraph(before, after, { path: [], operations, root })
}

interface Place {
  /** Ids of the scopes the graph lies in. */
  path: readonly string[]
  operations: readonly Operation[]
  root: readonly FieldChange[]
}

function anchorGraph(before: WorkflowBody, after: WorkflowBody, place: Place): AnchoredChange[] {
  const target = (kind: 'node' | 'edge', id: string): AnchorTarget => ({ kind, path: [...place.path, id] })
  const [nodes, edges] = [diffElements(before.nodes, after.nodes), diffElements(before.edges, after.edges)]
  const insideNode = ({ old, now, fields }: NodePair): AnchoredChange[] => {
    const at = target('node', now.id)
    const bodies = bodiesOf(old, now)
    if (!bodies) return fields.map((field) => fieldChange(at, field))
    const shell = diffFieldsOf(shellOf(old), shellOf(now))
    return [...shell.map((field) => fieldChange(at, field)), ...anchorGraph(...bodies, { ...place, path: at.path, root: [] })]
  }
  return [
    ...edges.removed.map((edge): AnchoredChange => ({ target: target('edge', edge.id), pointer: '', op: 'remove', before: edge })),
    ...nodes.removed.map((node): AnchoredChange => ({ target: target('node', node.id), pointer: '', op: 'remove', before: node })),
    ...[...nodes.pairs.filter((pair) => !isMove(pair)), ...nodes.pairs.filter(isMove)].flatMap(insideNode),
    ...edges.pairs.flatMap(({ now, fields }) => fields.map((field) => fieldChange(target('edge', now.id), field))),
    ...place.root.map((field) => fieldChange({ kind: 'root', path: [] }, field)),
    ...nodes.added.map((node): AnchoredChange => ({ target: target('node', node.id), pointer: '', op: 'add', value: node })),
    ...edges.added.map((edge): AnchoredChange => ({ target: target('edge', edge.id), pointer: '', op: 'add', value: edge })),
    ...reorders(before, after, place),
  ]
}

type NodePair = Pairing<WorkflowNode>['pairs'][number]

function fieldChange(target: AnchorTarget, { pointer, ...field }: FieldChange): AnchoredChange {
  const before = 'before' in field ? { before: field.before } : {}
  if (!('after' in field)) return { target, pointer, op: 'remove', ...before }
  return { target, pointer, op: 'before' in field ? 'replace' : 'add', ...before, value: field.after }
}

/** Lists that `move` operations put into another order: each element whose predecessor changed for that reason. */
function reorders(before: WorkflowBody, after: WorkflowBody, { path, operations }: Place): AnchoredChange[] {
  return (['nodes', 'edges'] as const).flatMap((list) => {
    if (!operations.some((operation) => operation.op === 'move' && isElementOf(operation.path, list, path.length))) return []
    const kept = new Set(after[list].map(({ id }) => id))
    const old = predecessors(before[list].filter(({ id }) => kept.has(id)))
    const known = new Set(before[list].map(({ id }) => id))
    const now = predecessors(after[list].filter(({ id }) => known.has(id)))
    return [...now].flatMap(([id, previous]): AnchoredChange[] => {
      if (old.get(id) === previous) return []
      const target: AnchorTarget = { kind: list === 'nodes' ? 'node' : 'edge', path: [...path, id] }
      return [{ target, pointer: '', op: 'reorder', before: old.get(id) ?? null, ...(previous === undefined ? {} : { after: previous }) }]
    })
  })
}

/** Whether a pointer names an element of such a list in a graph that deep: `/nodes/1`, `/nodes/0/config/body/nodes/1`. */
function isElementOf(pointer: string, list: 'nodes' | 'edges', depth: number): boolean {
  const tokens = parsePointer(pointer) ?? []
  return tokens.length === 4 * depth + 2 && tokens.at(-2) === list
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
      if (typeof pointer !== 'string' || !/^(\/nodes\/[^/]+\/config\/body)*\/(nodes|edges)\/[^/]+\/id$/.test(pointer)) return []
      return [fault('patch.id_edit', at, `${pointer} is an id; ids are immutable.`)]
    })
  })
}
