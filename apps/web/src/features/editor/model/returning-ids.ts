import { jsonEqual } from '@aob/ir/document'
import type { AnchoredChange, Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { bodyAt, withBodyAt } from '../bodies/body-document.ts'
import { withRenamedOutput } from '../bodies/renamed-output.ts'
import { freeId } from './fresh-id.ts'
import { withNodeId } from './node-id.ts'

/** An id that an earlier patch removed and the draft has again, and the changes of that patch. */
export interface ReturningId {
  kind: 'node' | 'edge'
  /** In the body of a step with the way to it: `each/fetch`. */
  id: string
  patchId: string
  changes: readonly AnchoredChange[]
}

/**
 * What comes back as it was is that thing again, by undo for instance, and its patch is one to be restored. Anything else only happens to
 * have the id, and gets another one: histories and runs know the old thing by it (D-26).
 */
export function settleReturning(document: Workflow, returning: readonly ReturningId[], used: ReadonlySet<string>): Settled {
  const prefixOf = ({ id }: ReturningId) => id.slice(0, id.lastIndexOf('/') + 1)
  const all: Settled = { document, restores: [], renamed: new Map() }
  return [...new Set(returning.map(prefixOf))].reduce((before, prefix) => {
    const own = returning.filter((one) => prefixOf(one) === prefix)
    const path = prefix.split('/').slice(0, -1)
    const graph = prefix === '' ? before.document : bodyAt(before.document, path)?.body
    if (!graph) return before
    const { nodes, edges } = graph
    const local = own.map((one) => ({ ...one, id: one.id.slice(prefix.length), removed: removedBy(one) }))
    const after = settleIn({ ...before.document, nodes, edges }, local, used)
    const settled = prefix === '' ? after.document : withRenamedOutput(withBodyAt(before.document, path, after.document), path, after.renamed)
    const restores = [...new Set([...before.restores, ...after.restores])]
    return { document: settled, restores, renamed: new Map([...before.renamed, ...after.renamed]) }
  }, all)
}

interface Settled {
  document: Workflow
  restores: string[]
  renamed: ReadonlyMap<string, string>
}

type InGraph = ReturningId & { removed: object }

function settleIn(document: Workflow, returning: readonly InGraph[], used: ReadonlySet<string>): Settled {
  const taken = new Set([...used, ...document.nodes.map(({ id }) => id), ...returning.map(({ id }) => id)])
  const renamed = new Map<string, string>()
  let settled = document
  for (const returned of returning) {
    const node = returned.kind === 'node' ? document.nodes.find(({ id }) => id === returned.id) : undefined
    if (!node || isWhatWasRemoved(node, returned)) continue
    const id = freeId(node.id, taken)
    taken.add(id)
    renamed.set(node.id, id)
    settled = withNodeId(settled, node.id, id)
  }
  const edgeIds = new Set([...settled.edges.map(({ id }) => id), ...returning.map(({ id }) => id)])
  settled = { ...settled, edges: settled.edges.map((edge) => withOwnId(edge, returning, edgeIds)) }
  const restores = returning
    .filter(({ kind, id }) => (kind === 'node' ? !renamed.has(id) : settled.edges.some((edge) => edge.id === id)))
    .map(({ patchId }) => patchId)
  return { document: settled, restores: [...new Set(restores)], renamed }
}

/** Where it stands is nobody's business but the canvas's. */
function isWhatWasRemoved({ position: _position, ...node }: WorkflowNode, { removed }: InGraph): boolean {
  const { position: _before, ...before } = removed as Partial<WorkflowNode>
  return jsonEqual(node, before)
}

function withOwnId(edge: WorkflowEdge, returning: readonly InGraph[], taken: Set<string>): WorkflowEdge {
  const returned = returning.find(({ kind, id }) => kind === 'edge' && id === edge.id)
  const before = returned && (returned.removed as Partial<WorkflowEdge>)
  if (!before || (before.from === edge.from && before.to === edge.to)) return edge
  const id = freeId(`${edge.from}-${edge.to}`, taken)
  taken.add(id)
  return { ...edge, id }
}

function removedBy({ kind, id, changes }: ReturningId): object {
  const removal = changes.find(({ target, pointer, op }) => op === 'remove' && pointer === '' && target.kind === kind && target.path.join('/') === id)
  return typeof removal?.before === 'object' && removal.before !== null ? removal.before : {}
}
