import { canonicalType, type Workflow, type WorkflowBody, type WorkflowNode } from '@aob/schemas'
import { bodyOf } from './bodies.ts'

/** A node without the graph inside it: what is compared field by field, while the graph is compared by id. */
export function shellOf(node: WorkflowNode): WorkflowNode {
  const { body: _, ...config } = (node.config ?? {}) as Record<string, unknown>
  return { ...node, config }
}

export function withBody(shell: WorkflowNode, body: WorkflowBody): WorkflowNode {
  return { ...shell, config: { ...shell.config, body } }
}

/** A node as far as what is inside it goes by: graphs in it in the order of their ids, and nothing of where cards lie in them. */
export function withoutArrangement(node: WorkflowNode): WorkflowNode {
  const body = bodyOf(node)
  if (!body) return node
  const nodes = body.nodes.map((inner) => withoutArrangement({ ...inner, position: { x: 0, y: 0 } }))
  return withBody(node, { ...body, nodes: nodes.sort(byId), edges: [...body.edges].sort(byId) })
}

const byId = (left: { id: string }, right: { id: string }): number => (left.id < right.id ? -1 : 1)

/**
 * The graphs inside versions of one node, when they can be compared by id: each has one, and all are of one type. A node that becomes
 * another kind of scope, or stops being one, changes as a whole.
 */
export function bodiesOf<Nodes extends readonly WorkflowNode[]>(...nodes: Nodes): { [K in keyof Nodes]: WorkflowBody } | undefined {
  const type = canonicalType(nodes[0]?.type ?? '')
  const bodies = nodes.map((node) => (canonicalType(node.type) === type ? bodyOf(node) : undefined))
  // One body for each node, in order.
  return bodies.includes(undefined) ? undefined : (bodies as { [K in keyof Nodes]: WorkflowBody })
}

/** The graph a path of scope ids leads to; undefined where one of them is gone or has none. */
export function graphAt(doc: Workflow, path: readonly string[]): WorkflowBody | undefined {
  let graph: WorkflowBody | undefined = doc
  for (const id of path) {
    const node: WorkflowNode | undefined = graph?.nodes.find((candidate) => candidate.id === id)
    graph = node && bodyOf(node)
  }
  return graph
}
