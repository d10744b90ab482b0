import type { AnchoredChange, WorkflowBody, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { bodyOf } from './bodies.ts'
import { diffFieldsOf } from './diff.ts'
import { jsonEqual } from './json-equality.ts'
import { withMember } from './merge-values.ts'
import { isPlainObject } from './plain-object.ts'
import { parsePointer } from './pointer.ts'
import type { PatchConflict } from './rebase.ts'
import { withBody, withoutArrangement } from './scope-bodies.ts'

type Element = WorkflowNode | WorkflowEdge
type Report = (conflict: PatchConflict) => void

/** A graph that changes are carried over to: elements by id, in its order, new ones at the end; graphs inside it are opened when a change leads there. */
export class CarriedGraph {
  readonly #nodes: Map<string, WorkflowNode>
  readonly #edges: Map<string, WorkflowEdge>
  /** By the id of the scope they lie in. */
  readonly #bodies = new Map<string, CarriedGraph>()
  readonly #report: Report

  constructor({ nodes, edges }: WorkflowBody, report: Report) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]))
    this.#edges = new Map(edges.map((edge) => [edge.id, edge]))
    this.#report = report
  }

  result(): WorkflowBody {
    const nodes = [...this.#nodes.values()].map((node) => {
      const body = this.#bodies.get(node.id)
      return body ? withBody(node, body.result()) : node
    })
    return { nodes, edges: [...this.#edges.values()] }
  }

  /** `path` are the ids from this graph on inwards. */
  carryOver(change: AnchoredChange, path: readonly string[]): void {
    const [id = '', ...inner] = path
    if (inner.length > 0) this.#carryInto(id, inner, change)
    else this.#carryHere(id, change)
  }

  /** Every edge has both its ends; an edge without is laid to the change that added it or took its end away. */
  findDanglingEdges(anchored: readonly AnchoredChange[], path: readonly string[] = []): void {
    const here = anchored.filter(({ target }) => target.path.length === path.length + 1 && path.every((id, index) => target.path[index] === id))
    for (const edge of this.#edges.values()) {
      const lost = [edge.from, edge.to].find((id) => !this.#nodes.has(id))
      if (lost === undefined) continue
      const change = here.find(({ target, pointer, op }) => {
        if (target.kind === 'edge') return target.path.at(-1) === edge.id && op !== 'remove'
        return target.kind === 'node' && target.path.at(-1) === lost && op === 'remove' && pointer === ''
      })
      if (change) this.#conflict('edge_dangles', change, `The edge ${edge.id} would have no node ${lost}.`, edge)
    }
    for (const [id, body] of this.#bodies) if (this.#nodes.has(id)) body.findDanglingEdges(anchored, [...path, id])
  }

  #carryInto(id: string, inner: readonly string[], change: AnchoredChange): void {
    const scope = this.#nodes.get(id)
    const body = scope && (this.#bodies.get(id) ?? this.#open(scope))
    if (body) body.carryOver(change, inner)
    // A place on a canvas that is gone is nothing to ask about.
    else if (change.pointer !== '/position') this.#conflict('target_missing', change, `What lies in ${id} is no longer there.`)
  }

  #open(scope: WorkflowNode): CarriedGraph | undefined {
    const body = bodyOf(scope)
    if (!body) return undefined
    const opened = new CarriedGraph(body, this.#report)
    this.#bodies.set(scope.id, opened)
    return opened
  }

  #carryHere(id: string, change: AnchoredChange): void {
    const { target, pointer, op } = change
    // Anchors of kind node hold nodes, those of kind edge hold edges.
    const elements = (target.kind === 'node' ? this.#nodes : this.#edges) as Map<string, Element>
    const current = elements.get(id)
    if (pointer === '' && op === 'add') this.#add(elements, id, current, change)
    else if (pointer === '' && op === 'remove') this.#remove(elements, id, current, change)
    else if (current === undefined && pointer === '/position') return
    else if (current === undefined) this.#conflict('target_missing', change, `The ${target.kind} ${id} is no longer there.`)
    else elements.set(id, withField(current, change, this.#report))
  }

  #add(elements: Map<string, Element>, id: string, current: Element | undefined, change: AnchoredChange): void {
    if (current === undefined) elements.set(id, change.value as Element)
    else if (!jsonEqual(current, change.value)) {
      this.#conflict('target_exists', change, `Another ${change.target.kind} with the id ${id} was added meanwhile.`, current)
    }
  }

  #remove(elements: Map<string, Element>, id: string, current: Element | undefined, change: AnchoredChange): void {
    if (current === undefined) return
    const edited =
      isPlainObject(change.before) &&
      diffFieldsOf(arrangedAlike(change, change.before), arrangedAlike(change, current)).some(({ pointer }) => pointer !== '/position')
    if (edited) this.#conflict('value_changed', change, `The ${change.target.kind} ${id} was changed meanwhile.`, current)
    else elements.delete(id)
  }

  #conflict(reason: PatchConflict['reason'], change: AnchoredChange, message: string, current?: unknown): void {
    this.#report({ reason, change, message, ...(current === undefined ? {} : { current }) })
  }
}

/** Order and places inside a body are nobody's change: a node removed with it was edited only when something else is. */
function arrangedAlike({ target }: AnchoredChange, element: object): object {
  // Anchors of kind node hold nodes.
  return target.kind === 'node' ? withoutArrangement(element as WorkflowNode) : element
}

/** The object with one member changed; unchanged when the change is there already or conflicts. */
export function withField<T extends object>(object: T, change: AnchoredChange, report: Report): T {
  const path = parsePointer(change.pointer) ?? []
  const parent = path.slice(0, -1).reduce<unknown>((at, token) => (isPlainObject(at) && Object.hasOwn(at, token) ? Reflect.get(at, token) : undefined), object)
  const name = path.at(-1) ?? ''
  if (!isPlainObject(parent)) {
    report({ reason: 'target_missing', change, message: `${change.pointer} is no longer there.` })
    return object
  }
  const current: unknown = Object.hasOwn(parent, name) ? Reflect.get(parent, name) : undefined
  const wanted = change.op === 'remove' ? undefined : change.value
  if (same(current, wanted)) return object
  if (same(current, change.before) || change.pointer === '/position') return withMember(object, path, wanted)
  report({ reason: 'value_changed', change, message: `${change.pointer} was changed meanwhile.`, ...(current === undefined ? {} : { current }) })
  return object
}

/** Equality in which undefined stands for an absent member. */
export function same(left: unknown, right: unknown): boolean {
  return left === undefined || right === undefined ? left === right : jsonEqual(left, right)
}
