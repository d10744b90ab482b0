import { canonicalType, type FieldProblem, type Workflow, type WorkflowBody } from '@aob/schemas'
import { nodeConfigValidators } from '@aob/schemas/validators'
import { bodyOf } from './bodies.ts'

/** A graph of a document: the workflow itself, or the body of a scope. */
export interface PlacedGraph {
  graph: WorkflowBody
  /** Pointer of the graph, empty for the workflow. */
  pointer: string
  /** The outermost scope it lies in: what the canvas shows of it. */
  scopeId?: string
}

/** Every graph of a document whose shape the schema confirms, outer ones first. A body of another shape is its config's problem (V9). */
export function graphsOf(doc: Workflow): PlacedGraph[] {
  const found: PlacedGraph[] = [{ graph: doc, pointer: '' }]
  for (let at = 0; at < found.length; at++) {
    const { graph, pointer, scopeId } = found[at] ?? { graph: doc, pointer: '' }
    for (const [index, node] of graph.nodes.entries()) {
      const type = canonicalType(node.type)
      const body = bodyOf(node)
      if (!body || type === undefined || !nodeConfigValidators[type](node.config)) continue
      found.push({ graph: body, pointer: `${pointer}/nodes/${index}/config/body`, scopeId: scopeId ?? node.id })
    }
  }
  return found
}

/** Problems of an inner graph as problems of the document: pointers from its root, and the node people see. */
export function placed({ pointer, scopeId }: PlacedGraph, problems: readonly FieldProblem[]): FieldProblem[] {
  if (scopeId === undefined) return [...problems]
  return problems.map(({ edgeId: _edge, ...problem }) => ({ ...problem, pointer: `${pointer}${problem.pointer}`, nodeId: scopeId }))
}
