import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'

type NodeInput = Omit<WorkflowNode, 'position'> & { position?: WorkflowNode['position'] }

/** A workflow from short parts: positions and edge ids are filled in. An edge is `from>to`, `from:port>to`. */
export function workflow(name: string, nodes: NodeInput[], edges: string[], rest: Partial<Workflow> = {}): Workflow {
  return {
    schemaVersion: 1,
    name,
    ...rest,
    nodes: nodes.map((node, index) => ({ position: { x: index * 300, y: 0 }, ...node })),
    edges: edges.map(edgeOf),
  }
}

export function edgeOf(text: string): WorkflowEdge {
  const [left = '', to = ''] = text.split('>')
  const [from = '', fromPort] = left.split(':')
  return { id: `${from}-${fromPort ?? 'out'}-${to}`, from, to, ...(fromPort ? { fromPort } : {}) }
}

export function httpNode(id: string, url: string, method: 'GET' | 'POST' = 'GET', rest: Partial<NodeInput> = {}): NodeInput {
  return { id, type: 'http', config: { method, url }, ...rest }
}

export function functionNode(id: string, code: string, rest: Partial<NodeInput> = {}): NodeInput {
  return { id, type: 'function', config: { code }, ...rest }
}
