import type { AnchoredChange, Operation, Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { diffFieldsOf, isPlainObject } from './diff.ts'
import { jsonEqual } from './json-equality.ts'
import { DECORATION_RULES, DECORATIONS, mergeElements } from './merge-elements.ts'
import { withMember } from './merge-values.ts'
import { operationsBetween } from './operations-between.ts'
import { parsePointer } from './pointer.ts'

/** Why a change cannot be carried over by itself. */
export interface PatchConflict {
  reason: 'target_missing' | 'target_exists' | 'value_changed' | 'edge_dangles'
  /** The change that was to be carried over. */
  change: AnchoredChange
  /** What stands in its place now, when there is something. */
  current?: unknown
  message: string
}

export type RebaseResult = { kind: 'ok'; operations: Operation[] } | { kind: 'conflict'; conflicts: PatchConflict[] }

/**
 * Carries a change over to another version, by id: operations that are valid on `onto`. What is there already is left out, so the
 * list may be empty. A value both sides changed differently, a target one side removed, and an edge left without an end are
 * conflicts, all of which are listed. Positions on the canvas never conflict: the change carried over wins.
 */
export function rebaseOperations(anchored: readonly AnchoredChange[], onto: Workflow): RebaseResult {
  const merge = new Merge(onto)
  for (const change of anchored) merge.carryOver(change)
  merge.findDanglingEdges(anchored)
  if (merge.conflicts.length > 0) return { kind: 'conflict', conflicts: merge.conflicts }
  const target = merge.result()
  return { kind: 'ok', operations: [...operationsBetween(onto, target), ...moves(target, anchored)] }
}

type Element = WorkflowNode | WorkflowEdge

/** The version being built: elements by id, in order of `onto`, new ones at the end. */
class Merge {
  readonly conflicts: PatchConflict[] = []
  readonly #nodes: Map<string, WorkflowNode>
  readonly #edges: Map<string, WorkflowEdge>
  #root: object

  constructor(onto: Workflow) {
    const { nodes, edges, ...root } = onto
    this.#nodes = new Map(nodes.map((node) => [node.id, node]))
    this.#edges = new Map(edges.map((edge) => [edge.id, edge]))
    this.#root = root
  }

  result(): Workflow {
    // The root keeps the members of a workflow: fields are changed by pointers that were taken from one.
    return { ...this.#root, nodes: [...this.#nodes.values()], edges: [...this.#edges.values()] } as Workflow
  }

  carryOver(change: AnchoredChange): void {
    const { target, pointer, op } = change
    if (op === 'reorder') return
    if (target.kind === 'root') {
      this.#root = this.#setField(this.#root, decorationsFitted(this.#root, change))
      return
    }
    // Anchors of kind node hold nodes, those of kind edge hold edges.
    const elements = (target.kind === 'node' ? this.#nodes : this.#edges) as Map<string, Element>
    const id = target.path.at(-1) ?? ''
    const current = elements.get(id)
    if (pointer === '' && op === 'add') this.#add(elements, id, current, change)
    else if (pointer === '' && op === 'remove') this.#remove(elements, id, current, change)
    else if (current === undefined && pointer === '/position') return
    else if (current === undefined) this.#conflict('target_missing', change, `The ${target.kind} ${id} is no longer there.`)
    else elements.set(id, this.#setField(current, change))
  }

  /** Every edge has both its ends; an edge without is laid to the change that added it or took its end away. */
  findDanglingEdges(anchored: readonly AnchoredChange[]): void {
    for (const edge of this.#edges.values()) {
      const lost = [edge.from, edge.to].find((id) => !this.#nodes.has(id))
      if (lost === undefined) continue
      const change = anchored.find(({ target, pointer, op }) => {
        if (target.kind === 'edge') return target.path.at(-1) === edge.id && op !== 'remove'
        return target.kind === 'node' && target.path.at(-1) === lost && op === 'remove' && pointer === ''
      })
      if (change) this.#conflict('edge_dangles', change, `The edge ${edge.id} would have no node ${lost}.`, edge)
    }
  }

  #add(elements: Map<string, Element>, id: string, current: Element | undefined, change: AnchoredChange): void {
    if (current === undefined) elements.set(id, change.value as Element)
    else if (!jsonEqual(current, change.value)) {
      this.#conflict('target_exists', change, `Another ${change.target.kind} with the id ${id} was added meanwhile.`, current)
    }
  }

  #remove(elements: Map<string, Element>, id: string, current: Element | undefined, change: AnchoredChange): void {
    if (current === undefined) return
    const edited = isPlainObject(change.before) && diffFieldsOf(change.before, current).some(({ pointer }) => pointer !== '/position')
    if (edited) this.#conflict('value_changed', change, `The ${change.target.kind} ${id} was changed meanwhile.`, current)
    else elements.delete(id)
  }

  /** The object with one member changed; unchanged when the change is there already or conflicts. */
  #setField<T extends object>(object: T, change: AnchoredChange): T {
    const path = parsePointer(change.pointer) ?? []
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((at, token) => (isPlainObject(at) && Object.hasOwn(at, token) ? Reflect.get(at, token) : undefined), object)
    const name = path.at(-1) ?? ''
    if (!isPlainObject(parent)) {
      this.#conflict('target_missing', change, `${change.pointer} is no longer there.`)
      return object
    }
    const current: unknown = Object.hasOwn(parent, name) ? Reflect.get(parent, name) : undefined
    const wanted = change.op === 'remove' ? undefined : change.value
    if (same(current, wanted)) return object
    if (!same(current, change.before) && change.pointer !== '/position') {
      this.#conflict('value_changed', change, `${change.pointer} was changed meanwhile.`, current)
      return object
    }
    return withMember(object, path, wanted)
  }

  #conflict(reason: PatchConflict['reason'], change: AnchoredChange, message: string, current?: unknown): void {
    this.conflicts.push({ reason, change, message, ...(current === undefined ? {} : { current }) })
  }
}

/** Groups and notes are lists, and their elements have ids: changes to different ones go together. Any other change is as it was. */
function decorationsFitted(root: object, change: AnchoredChange): AnchoredChange {
  const list = DECORATIONS.find((name) => change.pointer === `/${name}`)
  const current: unknown = list && Reflect.get(root, list)
  if (list === undefined || same(current, change.before)) return change
  // The members of a workflow's root hold what its schema says.
  const [base, ours, theirs] = [change.before, change.value, current].map((value) => (value ?? []) as { id: string }[])
  const { elements, conflicts } = mergeElements(base ?? [], ours ?? [], theirs ?? [], DECORATION_RULES)
  return conflicts.length > 0 ? change : { target: change.target, pointer: change.pointer, op: 'replace', before: current, value: elements }
}

/** Equality in which undefined stands for an absent member. */
function same(left: unknown, right: unknown): boolean {
  return left === undefined || right === undefined ? left === right : jsonEqual(left, right)
}

/** Moves that bring elements of `target` behind the ones the reorders name; an element or predecessor that is gone is passed over. */
function moves(target: Workflow, anchored: readonly AnchoredChange[]): Operation[] {
  const order = { node: target.nodes.map(({ id }) => id), edge: target.edges.map(({ id }) => id) }
  return anchored.flatMap(({ op, target: { kind, path }, after }): Operation[] => {
    if (op !== 'reorder' || kind === 'root') return []
    const ids = order[kind]
    const from = ids.indexOf(path.at(-1) ?? '')
    if (from < 0 || (after !== undefined && !ids.includes(after))) return []
    const [id = ''] = ids.splice(from, 1)
    const to = after === undefined ? 0 : ids.indexOf(after) + 1
    ids.splice(to, 0, id)
    const list = kind === 'node' ? 'nodes' : 'edges'
    return from === to ? [] : [{ op: 'move', from: `/${list}/${from}`, path: `/${list}/${to}` }]
  })
}
