import type { WorkflowBody, WorkflowEdge, WorkflowNode } from '@aob/schemas'

/**
 * Adjacency of a document or of a body. Edges whose ends do not exist are left out of the adjacency (validation reports them);
 * of elements that share an id the first counts.
 */
export interface Graph {
  readonly nodes: ReadonlyMap<string, WorkflowNode>
  readonly edges: ReadonlyMap<string, WorkflowEdge>
  /** Incoming edges by node id, in edge id order. */
  readonly incoming: ReadonlyMap<string, readonly WorkflowEdge[]>
  /** Outgoing edges by node id, in edge id order. */
  readonly outgoing: ReadonlyMap<string, readonly WorkflowEdge[]>
  /** Nodes without incoming edges, in id order. */
  readonly entries: readonly string[]
}

/** Total order of ids by UTF-16 code units; the one order used wherever order must not depend on the document. */
export function compareIds(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** Builds the adjacency of a document in O(n + e log e). */
export function graphOf(doc: Readonly<Pick<WorkflowBody, 'nodes' | 'edges'>>): Graph {
  const nodes = new Map<string, WorkflowNode>()
  for (const node of doc.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node)
  const edges = new Map<string, WorkflowEdge>()
  for (const edge of doc.edges) if (!edges.has(edge.id)) edges.set(edge.id, edge)
  const incoming = new Map<string, WorkflowEdge[]>()
  const outgoing = new Map<string, WorkflowEdge[]>()
  for (const id of nodes.keys()) {
    incoming.set(id, [])
    outgoing.set(id, [])
  }
  for (const edge of edges.values()) {
    const [leaving, arriving] = [outgoing.get(edge.from), incoming.get(edge.to)]
    if (!leaving || !arriving) continue
    leaving.push(edge)
    arriving.push(edge)
  }
  // Lists of one, as most are, need no order.
  for (const lists of [incoming, outgoing]) for (const list of lists.values()) if (list.length > 1) list.sort((a, b) => compareIds(a.id, b.id))
  const entries = [...nodes.keys()].filter((id) => incoming.get(id)?.length === 0).sort(compareIds)
  return { nodes, edges, incoming, outgoing, entries }
}
