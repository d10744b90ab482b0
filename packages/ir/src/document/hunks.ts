import type { AnchoredChange, WorkflowEdge } from '@aob/schemas'
import { referencedNodes } from './node-references.ts'

/** One decision of a review: a field, or a whole element that comes or goes. */
export interface Hunk {
  index: number
  changes: AnchoredChange[]
  /** Hunks that must be accepted with this one, directly. */
  requires: number[]
}

/**
 * A patch cut into its smallest acceptable parts, in the order of its anchored changes: one per field, except that a node's type and
 * config are one, since the type says what the config may be. Dependencies are those a part needs to make sense: an edge its ends,
 * a removed node the removal of its edges, an edge by a new port the config that makes the port, an expression the node it reads.
 */
export function hunksOf(anchored: readonly AnchoredChange[]): Hunk[] {
  const hunks: Hunk[] = []
  const retyped = new Set(anchored.filter(({ target, pointer }) => target.kind === 'node' && pointer === '/type').map(({ target }) => keyOf(target)))
  const typed = new Map<string, Hunk>()
  for (const change of anchored) {
    const key = keyOf(change.target)
    const ofType = retyped.has(key) && (change.pointer === '/type' || partOf(change.pointer, '/config'))
    const joined = ofType ? typed.get(key) : undefined
    if (joined) joined.changes.push(change)
    else {
      const hunk: Hunk = { index: hunks.length, changes: [change], requires: [] }
      hunks.push(hunk)
      if (ofType) typed.set(key, hunk)
    }
  }
  const places = new Places(hunks)
  for (const hunk of hunks) {
    const needed = new Set(hunk.changes.flatMap((change) => places.neededBy(change)))
    needed.delete(hunk.index)
    hunk.requires = [...needed].sort((a, b) => a - b)
  }
  return hunks
}

/** The chosen hunks with everything they require, however indirectly; indexes that name no hunk are left out. */
export function hunkClosure(hunks: readonly Hunk[], chosen: Iterable<number>): number[] {
  const closed = new Set<number>()
  const work = [...chosen]
  for (let index = work.pop(); index !== undefined; index = work.pop()) {
    const hunk = hunks[index]
    if (!hunk || closed.has(index)) continue
    closed.add(index)
    work.push(...hunk.requires)
  }
  return [...closed].sort((a, b) => a - b)
}

/** The changes of the chosen hunks, in their old order; carry them over with `rebaseOperations`. */
export function changesOfHunks(hunks: readonly Hunk[], chosen: Iterable<number>): AnchoredChange[] {
  const wanted = new Set(chosen)
  return hunks.flatMap(({ index, changes }) => (wanted.has(index) ? changes : []))
}

/** Where in the patch what others depend on happens. Elements are told by the path of ids that leads to them: inside bodies ids are their own. */
class Places {
  readonly #addedNodes = new Map<string, number>()
  readonly #addedEdges = new Map<string, number>()
  /** Hunks that take an edge away from a node, by the node. */
  readonly #freed = new Map<string, number[]>()
  /** Hunks that change what decides about a node's ports, by the node. */
  readonly #ports = new Map<string, number[]>()

  constructor(hunks: readonly Hunk[]) {
    for (const { index, changes } of hunks) for (const change of changes) this.#note(change, index)
  }

  neededBy(change: AnchoredChange): number[] {
    const { target, pointer, op } = change
    const beside = neighbour(target)
    const key = pathKey(target.path)
    if (op === 'reorder') return [this.#added(target.kind, key), change.after === undefined ? [] : this.#added(target.kind, beside(change.after))].flat()
    if (target.kind === 'node' && pointer === '' && op === 'remove') return this.#freed.get(key) ?? []
    const read = op === 'remove' ? [] : [...referencedNodes(change.value)].flatMap((node) => this.#added('node', beside(node)))
    if (target.kind !== 'edge' || op === 'remove') return read
    return [...read, ...this.#endsOf(change)]
  }

  #note(change: AnchoredChange, index: number): void {
    const { target, pointer, op } = change
    const beside = neighbour(target)
    const key = pathKey(target.path)
    if (pointer === '' && op === 'add') (target.kind === 'node' ? this.#addedNodes : this.#addedEdges).set(key, index)
    if (target.kind === 'node' && (pointer === '/type' || partOf(pointer, '/config/cases'))) push(this.#ports, key, index)
    if (target.kind !== 'edge') return
    if (pointer === '' && op === 'remove') for (const end of endsOf(change.before)) push(this.#freed, beside(end), index)
    if ((pointer === '/from' || pointer === '/to') && typeof change.before === 'string') push(this.#freed, beside(change.before), index)
  }

  #added(kind: string, key: string): number[] {
    const index = (kind === 'node' ? this.#addedNodes : this.#addedEdges).get(key)
    return index === undefined ? [] : [index]
  }

  #endsOf({ target, pointer, value }: AnchoredChange): number[] {
    const beside = neighbour(target)
    if (pointer === '/from' || pointer === '/to') return typeof value === 'string' ? this.#added('node', beside(value)) : []
    if (pointer !== '') return []
    const [from = '', to = ''] = endsOf(value)
    const port = (value as Partial<WorkflowEdge> | undefined)?.fromPort === undefined ? [] : (this.#ports.get(beside(from)) ?? [])
    return [...this.#added('node', beside(from)), ...this.#added('node', beside(to)), ...port]
  }
}

const pathKey = (path: readonly string[]) => path.join('/')

/** The key of an element in the same graph as the target. */
function neighbour({ path }: AnchoredChange['target']): (id: string) => string {
  return (id) => pathKey([...path.slice(0, -1), id])
}

/** Both ends of an edge as it stands in an anchored change, whose value is an edge by construction. */
function endsOf(value: unknown): string[] {
  const { from = '', to = '' } = (value ?? {}) as Partial<WorkflowEdge>
  return [from, to]
}

const keyOf = ({ kind, path }: AnchoredChange['target']) => [kind, ...path].join('/')

const partOf = (pointer: string, whole: string) => pointer === whole || pointer.startsWith(`${whole}/`)

function push(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
