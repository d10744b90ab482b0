import { canonicalType, type NodeType, type Workflow, type WorkflowNode } from '@aob/schemas'
import { distancesBefore } from '../model/connection-rules.ts'
import { bodyAt } from './body-document.ts'

/** Names that are known inside some steps only. */
export const LOCAL_NAMES: Partial<Record<NodeType, readonly string[]>> = { map: ['item', 'index'], loop: ['iteration', 'previous'] }

/** What the expressions of a body can read besides what is in it. */
export interface AroundBody {
  /** Steps that run before those it lies in, the nearest first; of two with one id, the inner. */
  nodes: readonly WorkflowNode[]
  /** Which of them are the workflow's own: those leave outputs a run keeps under their ids. */
  ofWorkflow: readonly string[]
  /** Names the steps around it give, with the step that does. */
  locals: ReadonlyArray<{ name: string; scope: WorkflowNode }>
}

export function aroundBody(document: Workflow, path: readonly string[]): AroundBody {
  const nodes = new Map<string, WorkflowNode>()
  const locals = new Map<string, WorkflowNode>()
  let ofWorkflow: string[] = []
  for (let depth = path.length; depth > 0; depth--) {
    const id = path[depth - 1] ?? ''
    const scope = bodyAt(document, path.slice(0, depth))?.scope
    const graph = depth === 1 ? document : { ...document, ...bodyAt(document, path.slice(0, depth - 1))?.body }
    if (!scope) continue
    for (const name of LOCAL_NAMES[canonicalType(scope.type) ?? 'join'] ?? []) if (!locals.has(name)) locals.set(name, scope)
    const far = distancesBefore(graph, id)
    const before = graph.nodes.filter((node) => node.id !== id && far.has(node.id)).sort((one, other) => (far.get(one.id) ?? 0) - (far.get(other.id) ?? 0))
    ofWorkflow = before.map((node) => node.id).filter((nodeId) => !nodes.has(nodeId))
    for (const node of before) if (!nodes.has(node.id)) nodes.set(node.id, node)
  }
  return { nodes: [...nodes.values()], ofWorkflow, locals: [...locals].map(([name, scope]) => ({ name, scope })) }
}
