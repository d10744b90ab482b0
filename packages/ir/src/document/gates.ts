import { canonicalType, type WorkflowBody, type WorkflowEdge } from '@aob/schemas'
import { holdsIrreversible } from './bodies.ts'
import { dominatorChain, immediateDominators } from './dominators.ts'
import type { Graph } from './graph.ts'
import { compareIds } from './graph.ts'

/** A human gate that every path to an irreversible node passes; with a port when every path also leaves it by that port. */
export interface Protection {
  nodeId: string
  gateId: string
  port?: string
}

/** Whether nodes of this type stop until a person has decided. */
export function isGateType(type: string): boolean {
  return canonicalType(type) === 'hitl'
}

/**
 * The gates before every irreversible node of one graph; a scope that holds one counts as one. Ports count: leading an edge from the gate's `reject` to the node would keep the gate
 * among its dominators and still go round the approval. To that end each gate's ports are nodes of their own in a widened graph.
 */
export function protectionsOf(doc: WorkflowBody): Protection[] {
  const irreversible = doc.nodes.filter(holdsIrreversible).sort((a, b) => compareIds(a.id, b.id))
  const gates = new Set(doc.nodes.filter((node) => isGateType(node.type)).map((node) => node.id))
  if (irreversible.length === 0 || gates.size === 0) return []
  const immediate = immediateDominators(withPorts(doc, gates))
  return irreversible.flatMap(({ id: nodeId }) =>
    dominatorChain(immediate, nodeId).flatMap((step) => {
      const [gateId = '', port] = step.split(SEPARATOR)
      return gates.has(gateId) ? [{ nodeId, gateId, ...(port === undefined ? {} : { port }) }] : []
    }),
  )
}

/** Cannot occur in an id. */
const SEPARATOR = '\n'

/** The document's graph in which each edge out of a gate passes through a node `<gate>\n<port>`. Node contents play no part. */
function withPorts(doc: WorkflowBody, gates: ReadonlySet<string>): Graph {
  const nodes = new Map(doc.nodes.map((node) => [node.id, node]))
  const incoming = new Map<string, WorkflowEdge[]>(doc.nodes.map((node) => [node.id, []]))
  const outgoing = new Map<string, WorkflowEdge[]>(doc.nodes.map((node) => [node.id, []]))
  const link = (id: string, from: string, to: string) => {
    const edge = { id, from, to }
    outgoing.get(from)?.push(edge)
    incoming.get(to)?.push(edge)
  }
  for (const edge of doc.edges) {
    if (!nodes.has(edge.from) || !nodes.has(edge.to)) continue
    if (!gates.has(edge.from)) {
      link(edge.id, edge.from, edge.to)
      continue
    }
    const port = `${edge.from}${SEPARATOR}${edge.fromPort ?? 'out'}`
    if (!incoming.has(port)) {
      incoming.set(port, [])
      outgoing.set(port, [])
      link(port, edge.from, port)
    }
    link(edge.id, port, edge.to)
  }
  const entries = [...incoming].filter(([, edges]) => edges.length === 0).map(([id]) => id)
  return { nodes, edges: new Map(), incoming, outgoing, entries: entries.sort(compareIds) }
}
