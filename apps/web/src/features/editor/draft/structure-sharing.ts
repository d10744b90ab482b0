import { jsonEqual } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'

/** `next` with every part that says the same as in `old` being the object it was there: what did not change is not drawn anew. */
export function sharingWith(old: Workflow, next: Workflow): Workflow {
  if (old === next) return old
  const nodes = sharedList(old.nodes, next.nodes)
  const edges = sharedList(old.edges, next.edges)
  const { nodes: _nodes, edges: _edges, ...oldRest } = old
  const { nodes: _nextNodes, edges: _nextEdges, ...rest } = next
  if (nodes === old.nodes && edges === old.edges && jsonEqual(oldRest, rest)) return old
  return { ...rest, nodes, edges }
}

/** The document, or the published one where both say the same: nothing is left to save, and that is seen by identity. */
export function asPublished(published: Workflow, document: Workflow): Workflow {
  const { nodes, edges } = published
  if (document === published || document.nodes.length !== nodes.length || document.edges.length !== edges.length) return document
  return sharingWith(published, document) === published ? published : document
}

function sharedList<T extends { id: string }>(old: T[], next: T[]): T[] {
  if (old === next) return old
  const known = new Map(old.map((element) => [element.id, element]))
  const list = next.map((element) => {
    const before = known.get(element.id)
    return before !== undefined && (before === element || jsonEqual(before, element)) ? before : element
  })
  return list.length === old.length && list.every((element, index) => element === old[index]) ? old : list
}
