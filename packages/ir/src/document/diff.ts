import type { PatchSummary, Position, Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { jsonEqual } from './json-equality.ts'
import { isPlainObject } from './plain-object.ts'
import { formatPointer } from './pointer.ts'

/** One value that differs. `before` or `after` is absent when the member is missing on that side. */
export interface FieldChange {
  /** RFC 6901 pointer inside the element, or inside the document. */
  pointer: string
  before?: unknown
  after?: unknown
}

export interface ElementChange {
  id: string
  fields: FieldChange[]
}

export interface NodeMove {
  id: string
  before: Position
  after: Position
}

/** What differs between two documents, by id. Order of nodes and edges carries no meaning and is not compared. */
export interface WorkflowDiff {
  nodes: {
    added: WorkflowNode[]
    removed: WorkflowNode[]
    changed: ElementChange[]
    /** Nodes of which nothing but the position changed. */
    moved: NodeMove[]
  }
  edges: { added: WorkflowEdge[]; removed: WorkflowEdge[]; changed: ElementChange[] }
  /** Everything outside nodes and edges: name, settings, inputs, groups, notes. */
  document: FieldChange[]
}

/** Compares two documents by id; elements are listed in the order of `after`, removed ones in the order of `before`. */
export function diffWorkflows(before: Workflow, after: Workflow): WorkflowDiff {
  const nodes = diffElements(before.nodes, after.nodes)
  const moves = nodes.pairs.filter(isMove)
  const { nodes: _n, edges: _e, ...oldRest } = before
  const { nodes: _m, edges: _f, ...newRest } = after
  const edges = diffElements(before.edges, after.edges)
  return {
    nodes: {
      added: nodes.added,
      removed: nodes.removed,
      changed: nodes.pairs.filter((pair) => !isMove(pair)).map(({ now, fields }) => ({ id: now.id, fields })),
      moved: moves.map(({ old, now }) => ({ id: now.id, before: old.position, after: now.position })),
    },
    edges: { added: edges.added, removed: edges.removed, changed: edges.pairs.map(({ now, fields }) => ({ id: now.id, fields })) },
    document: diffFieldsOf(oldRest, newRest),
  }
}

/** Ids by kind of change, as kept in events and records. A mere move counts as no change. */
export function summarize(diff: WorkflowDiff): PatchSummary {
  const ids = (elements: readonly { id: string }[]) => elements.map((element) => element.id)
  return {
    nodesAdded: ids(diff.nodes.added),
    nodesRemoved: ids(diff.nodes.removed),
    nodesChanged: ids(diff.nodes.changed),
    edgesAdded: ids(diff.edges.added),
    edgesRemoved: ids(diff.edges.removed),
    edgesChanged: ids(diff.edges.changed),
  }
}

/** Whether nothing but the position of a node changed. */
export function isMove({ fields }: { fields: FieldChange[] }): boolean {
  return fields.length === 1 && fields[0]?.pointer === '/position'
}

export interface Pairing<T> {
  added: T[]
  removed: T[]
  pairs: { old: T; now: T; fields: FieldChange[] }[]
}

/** Elements of one list, by id. What an edit of a long list left alone at either end costs a comparison of objects and nothing more. */
export function diffElements<T extends { id: string }>(before: readonly T[], after: readonly T[]): Pairing<T> {
  if (before === after) return { added: [], removed: [], pairs: [] }
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let tail = 0
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  return pairsOf(before.slice(start, before.length - tail), after.slice(start, after.length - tail))
}

function pairsOf<T extends { id: string }>(before: readonly T[], after: readonly T[]): Pairing<T> {
  const old = new Map(before.map((element) => [element.id, element]))
  const kept = new Set(after.map((element) => element.id))
  const result: Pairing<T> = { added: [], removed: before.filter((element) => !kept.has(element.id)), pairs: [] }
  for (const now of after) {
    const was = old.get(now.id)
    if (was === undefined) result.added.push(now)
    else if (was !== now) {
      const fields = diffFieldsOf(was, now)
      if (fields.length > 0) result.pairs.push({ old: was, now, fields })
    }
  }
  return result
}

/**
 * Members that differ between two objects, as deep as both sides are objects. Arrays and positions count as one value:
 * an index inside them would not survive a concurrent change.
 */
export function diffFieldsOf(before: object, after: object): FieldChange[] {
  const changes: FieldChange[] = []
  const work: { old: object; now: object; path: string[] }[] = [{ old: before, now: after, path: [] }]
  for (let at = 0; at < work.length; at++) {
    const step = work[at]
    if (!step) break
    const { old, now, path } = step
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const was: unknown = Object.hasOwn(old, key) ? Reflect.get(old, key) : undefined
      const is: unknown = Object.hasOwn(now, key) ? Reflect.get(now, key) : undefined
      if (was === is) continue
      const pointer = [...path, key]
      if (isPlainObject(was) && isPlainObject(is) && !(path.length === 0 && key === 'position')) {
        work.push({ old: was, now: is, path: pointer })
      } else if (was === undefined || is === undefined || !jsonEqual(was, is)) {
        changes.push({ pointer: formatPointer(pointer), ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) })
      }
    }
  }
  return changes
}
