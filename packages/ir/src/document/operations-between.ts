import type { Operation, Workflow, WorkflowBody } from '@aob/schemas'
import { diffElements, diffFieldsOf, diffWorkflows, type FieldChange, type Pairing } from './diff.ts'
import { bodiesOf, shellOf } from './scope-bodies.ts'

/**
 * The smallest patch, by id, that turns `before` into `after` up to the order of nodes and edges, which carries no meaning; inside
 * bodies as well. Paths are valid one after another: removals by descending index, then changes inside elements, then appends. Ids are
 * never edited: an element with another id is another element.
 */
export function operationsBetween(before: Workflow, after: Workflow): Operation[] {
  const { document } = diffWorkflows({ ...before, nodes: [], edges: [] }, { ...after, nodes: [], edges: [] })
  return graphOperations(before, after, { prefix: '', document })
}

function graphOperations(before: WorkflowBody, after: WorkflowBody, { prefix, document }: { prefix: string; document: readonly FieldChange[] }): Operation[] {
  const [nodes, edges] = [diffElements(before.nodes, after.nodes), diffElements(before.edges, after.edges)]
  const [nodeAt, edgeAt] = [placesAfter(`${prefix}/nodes`, before.nodes, nodes), placesAfter(`${prefix}/edges`, before.edges, edges)]
  return [
    ...removals(`${prefix}/edges`, before.edges, edges.removed),
    ...removals(`${prefix}/nodes`, before.nodes, nodes.removed),
    ...nodes.pairs.flatMap(({ old, now, fields }) => {
      const at = nodeAt(now.id)
      const bodies = bodiesOf(old, now)
      if (!bodies) return fields.map((field) => asOperation(at, field))
      const shell = diffFieldsOf(shellOf(old), shellOf(now)).map((field) => asOperation(at, field))
      return [...shell, ...graphOperations(...bodies, { prefix: `${at}/config/body`, document: [] })]
    }),
    ...edges.pairs.flatMap(({ now, fields }) => fields.map((field) => asOperation(edgeAt(now.id), field))),
    ...document.map((field) => asOperation('', field)),
    ...nodes.added.map((value): Operation => ({ op: 'add', path: `${prefix}/nodes/-`, value })),
    ...edges.added.map((value): Operation => ({ op: 'add', path: `${prefix}/edges/-`, value })),
  ]
}

type Identified = readonly { id: string }[]

function removals(list: string, elements: Identified, removed: Identified): Operation[] {
  if (removed.length === 0) return []
  const gone = new Set(removed.map(({ id }) => id))
  return elements.flatMap(({ id }, index) => (gone.has(id) ? [{ op: 'remove' as const, path: `${list}/${index}` }] : [])).reverse()
}

/** Where changed elements stand once the removed ones are gone. */
function placesAfter(list: string, elements: Identified, { removed, pairs }: Pick<Pairing<{ id: string }>, 'removed' | 'pairs'>): (id: string) => string {
  const gone = new Set(removed.map(({ id }) => id))
  const asked = new Set(pairs.map(({ now }) => now.id))
  const places = new Map<string, number>()
  let place = 0
  if (asked.size > 0)
    for (const { id } of elements) {
      if (gone.has(id)) continue
      if (asked.has(id)) places.set(id, place)
      place++
    }
  return (id) => `${list}/${places.get(id)}`
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
