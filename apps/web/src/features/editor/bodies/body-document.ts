import { bodyOf } from '@aob/ir/document'
import type { Workflow, WorkflowBody, WorkflowNode } from '@aob/schemas'

/** A body in the document it lies in. */
export interface FoundBody {
  body: WorkflowBody
  /** The step it belongs to. */
  scope: WorkflowNode
  /** Leads to the body from the root of the document. */
  pointer: string
}

/** The body at a path of ids, outermost first; undefined where one of the steps is gone or has none. */
export function bodyAt(document: Workflow, path: readonly string[]): FoundBody | undefined {
  let graph: Pick<WorkflowBody, 'nodes'> = document
  let pointer = ''
  let found: FoundBody | undefined
  for (const id of path) {
    const index = graph.nodes.findIndex((node) => node.id === id)
    const scope = graph.nodes[index]
    const body = scope && bodyOf(scope)
    if (!body) return undefined
    pointer += `/nodes/${index}/config/body`
    found = { body, scope, pointer }
    graph = body
  }
  return found
}

/** The document with other steps and connections in the body at a path; the same one where there is no such body. */
export function withBodyAt(document: Workflow, path: readonly string[], drawn: Pick<WorkflowBody, 'nodes' | 'edges'>): Workflow {
  const nodes = withBodyIn(document.nodes, path, drawn)
  return nodes === document.nodes ? document : { ...document, nodes }
}

function withBodyIn(nodes: WorkflowNode[], [id, ...rest]: readonly string[], drawn: Pick<WorkflowBody, 'nodes' | 'edges'>): WorkflowNode[] {
  const index = nodes.findIndex((node) => node.id === id)
  const scope = nodes[index]
  const body = scope && bodyOf(scope)
  if (!scope || !body) return nodes
  const after = rest.length === 0 ? { ...body, nodes: drawn.nodes, edges: drawn.edges } : { ...body, nodes: withBodyIn(body.nodes, rest, drawn) }
  return nodes.with(index, { ...scope, config: { ...scope.config, body: after } })
}

/** A body as the workflow an editor draws: its own steps and connections, with the inputs of the workflow around it. The same object while those are. */
export function drawnBodies(path: readonly string[]): (document: Workflow) => Workflow | undefined {
  let last: { nodes: unknown; edges: unknown; inputs: unknown; drawn: Workflow } | undefined
  return (document) => {
    const found = bodyAt(document, path)
    if (!found) return undefined
    const { nodes, edges } = found.body
    const { inputs, schemaVersion, name } = document
    if (last?.nodes !== nodes || last.edges !== edges || last.inputs !== inputs)
      last = { nodes, edges, inputs, drawn: { schemaVersion, name, nodes, edges, ...(inputs === undefined ? {} : { inputs }) } }
    return last.drawn
  }
}
