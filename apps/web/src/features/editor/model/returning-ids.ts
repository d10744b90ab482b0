import { jsonEqual } from '@aob/ir/document'
import type { AnchoredChange, Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { withNodeId } from './document-edit.ts'
import { freeId } from './fresh-id.ts'

/** An id that an earlier patch removed and the draft has again, and the changes of that patch. */
export interface ReturningId {
  kind: 'node' | 'edge'
  id: string
  patchId: string
  changes: readonly AnchoredChange[]
}

/**
 * What comes back as it was is that thing again, by undo for instance, and its patch is one to be restored. Anything else only happens to
 * have the id, and gets another one: histories and runs know the old thing by it (D-26).
 */
export function settleReturning(
  document: Workflow,
  returning: readonly ReturningId[],
  used: ReadonlySet<string>,
): { document: Workflow; restores: string[]; renamed: ReadonlyMap<string, string> } {
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
function isWhatWasRemoved({ position: _position, ...node }: WorkflowNode, returned: ReturningId): boolean {
  const { position: _before, ...before } = removedBy(returned) as Partial<WorkflowNode>
  return jsonEqual(node, before)
}

function withOwnId(edge: WorkflowEdge, returning: readonly ReturningId[], taken: Set<string>): WorkflowEdge {
  const returned = returning.find(({ kind, id }) => kind === 'edge' && id === edge.id)
  const before = returned && (removedBy(returned) as Partial<WorkflowEdge>)
  if (!before || (before.from === edge.from && before.to === edge.to)) return edge
  const id = freeId(`${edge.from}-${edge.to}`, taken)
  taken.add(id)
  return { ...edge, id }
}

function removedBy({ kind, id, changes }: ReturningId): object {
  const removal = changes.find(({ target, pointer, op }) => op === 'remove' && pointer === '' && target.kind === kind && target.path.join('/') === id)
  return typeof removal?.before === 'object' && removal.before !== null ? removal.before : {}
}
