import type { Operation, Workflow } from '@aob/schemas'
import { diffWorkflows, type ElementChange, type FieldChange } from './diff.ts'

/**
 * The smallest patch, by id, that turns `before` into `after` up to the order of nodes and edges, which carries no meaning.
 * Paths are valid one after another: removals by descending index, then changes inside elements, then appends. Ids are never edited:
 * an element with another id is another element.
 */
export function operationsBetween(before: Workflow, after: Workflow): Operation[] {
  const diff = diffWorkflows(before, after)
  const removedEdges = new Set(diff.edges.removed.map((edge) => edge.id))
  const removedNodes = new Set(diff.nodes.removed.map((node) => node.id))
  const moved: ElementChange[] = diff.nodes.moved.map(({ id, before: old, after: now }) => ({
    id,
    fields: [{ pointer: '/position', before: old, after: now }],
  }))
  return [
    ...removals('edges', before.edges, removedEdges),
    ...removals('nodes', before.nodes, removedNodes),
    ...inside('nodes', before.nodes, removedNodes, [...diff.nodes.changed, ...moved]),
    ...inside('edges', before.edges, removedEdges, diff.edges.changed),
    ...diff.document.map((field) => asOperation('', field)),
    ...diff.nodes.added.map((value): Operation => ({ op: 'add', path: '/nodes/-', value })),
    ...diff.edges.added.map((value): Operation => ({ op: 'add', path: '/edges/-', value })),
  ]
}

function removals(list: 'nodes' | 'edges', elements: readonly { id: string }[], removed: ReadonlySet<string>): Operation[] {
  return elements.flatMap(({ id }, index) => (removed.has(id) ? [{ op: 'remove' as const, path: `/${list}/${index}` }] : [])).reverse()
}

function inside(list: 'nodes' | 'edges', elements: readonly { id: string }[], removed: ReadonlySet<string>, changes: readonly ElementChange[]): Operation[] {
  const kept = elements.filter(({ id }) => !removed.has(id))
  const indexOf = new Map(kept.map(({ id }, index) => [id, index]))
  return changes.flatMap(({ id, fields }) => fields.map((field) => asOperation(`/${list}/${indexOf.get(id)}`, field)))
}

function asOperation(prefix: string, field: FieldChange): Operation {
  const path = `${prefix}${field.pointer}`
  if (!('after' in field)) return { op: 'remove', path }
  return { op: 'before' in field ? 'replace' : 'add', path, value: field.after }
}

/** Whether operations name positions and so need a base (D-26). Appending a node or an edge names none. */
export function needsBase(operations: readonly Operation[]): boolean {
  return !operations.every(({ op, path }) => op === 'add' && (path === '/nodes/-' || path === '/edges/-'))
}
