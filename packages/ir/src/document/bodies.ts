import { canonicalType, NODE_FACTS, type Workflow, type WorkflowBody, type WorkflowNode } from '@aob/schemas'
import { isPlainObject } from './plain-object.ts'

/** Whether nodes of this type run an inner graph. */
export function isScopeType(type: string): boolean {
  const canonical = canonicalType(type)
  return canonical !== undefined && NODE_FACTS[canonical].scope
}

/**
 * The inner graph of a map, loop or composite, and of a sub-workflow that has been expanded (`expandWorkflows`).
 * Undefined for any other node, and for a body that is no graph: validation reports it.
 */
export function bodyOf(node: WorkflowNode): WorkflowBody | undefined {
  if (!isScopeType(node.type) || node.config === undefined) return undefined
  const body: unknown = Object.hasOwn(node.config, 'body') ? Reflect.get(node.config, 'body') : undefined
  return isPlainObject(body) && isElements(Reflect.get(body, 'nodes')) && isElements(Reflect.get(body, 'edges')) ? (body as WorkflowBody) : undefined
}

/** The config of a node without what lies inside it. */
export function ownConfig(node: WorkflowNode): object {
  const config: object = node.config ?? {}
  if (!isScopeType(node.type)) return config
  return Object.fromEntries(Object.entries(config).filter(([key]) => key !== 'body' && key !== 'pinned'))
}

export interface PlacedNode {
  node: WorkflowNode
  path: string[]
  pointer: string
}

/** Every node of a document, outer ones first, with the path of ids and the pointer that lead to it; iterative, so depth is bounded by memory alone. */
export function allNodes(doc: Pick<Workflow, 'nodes'>): PlacedNode[] {
  const found: PlacedNode[] = []
  const work: { nodes: readonly WorkflowNode[]; path: string[]; pointer: string }[] = [{ nodes: doc.nodes, path: [], pointer: '' }]
  for (let at = 0; at < work.length; at++) {
    const { nodes = [], path = [], pointer = '' } = work[at] ?? {}
    for (const [index, node] of nodes.entries()) {
      const here = { node, path: [...path, node.id], pointer: `${pointer}/nodes/${index}` }
      found.push(here)
      const body = bodyOf(node)
      if (body) work.push({ nodes: body.nodes, path: here.path, pointer: `${here.pointer}/config/body` })
    }
  }
  return found
}

/** Whether any node of a document is so, those in bodies included; walks without noting where it is, so it costs next to nothing. */
export function someNode(doc: Pick<Workflow, 'nodes'>, is: (node: WorkflowNode) => boolean): boolean {
  return countNodes(doc, is, 1) > 0
}

/** How many nodes of a document are so, those in bodies included; counting stops at `enough`. */
export function countNodes(doc: Pick<Workflow, 'nodes'>, is: (node: WorkflowNode) => boolean, enough = Number.POSITIVE_INFINITY): number {
  let found = 0
  const work: (readonly WorkflowNode[])[] = [doc.nodes]
  for (let nodes = work.pop(); nodes !== undefined; nodes = work.pop()) {
    for (const node of nodes) {
      if (is(node) && ++found >= enough) return found
      const body = bodyOf(node)
      if (body) work.push(body.nodes)
    }
  }
  return found
}

/** Whether an effect that cannot be taken back lies in the node: its own, or one inside its body. */
export function holdsIrreversible(node: WorkflowNode): boolean {
  if (node.irreversible) return true
  const body = bodyOf(node)
  return body !== undefined && someNode(body, (inner) => inner.irreversible === true)
}

function isElements(value: unknown): boolean {
  return Array.isArray(value) && value.every((element) => isPlainObject(element) && typeof Reflect.get(element, 'id') === 'string')
}
