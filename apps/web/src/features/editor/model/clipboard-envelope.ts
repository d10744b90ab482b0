import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import type { XY } from '../../../ui/canvas/point.ts'
import { snap } from './document-edit.ts'
import { freeId } from './fresh-id.ts'
import { renameReferences } from './rename-references.ts'

/** What copying puts on the system clipboard; the version says how to read it in years to come. */
export interface ClipboardEnvelope {
  kind: 'aob/workflow-fragment'
  version: 1
  nodes: WorkflowNode[]
  edges: WorkflowEdge[]
}

/** The chosen nodes and the edges between them. */
export function copyFragment(document: Workflow, nodeIds: readonly string[]): ClipboardEnvelope {
  const chosen = new Set(nodeIds)
  return {
    kind: 'aob/workflow-fragment',
    version: 1,
    nodes: document.nodes.filter((node) => chosen.has(node.id)),
    edges: document.edges.filter((edge) => chosen.has(edge.from) && chosen.has(edge.to)),
  }
}

/**
 * Lays a fragment into a document under fresh ids, none of them `used`, moved by `offset`. Edges follow their nodes;
 * expressions keep naming the old ids where those still exist, and the copied ones where they were remapped.
 */
export function pasteFragment(
  document: Workflow,
  fragment: ClipboardEnvelope,
  { offset, used }: { offset: XY; used: ReadonlySet<string> },
): { document: Workflow; pasted: string[] } {
  const taken = new Set([...used, ...document.nodes.map((node) => node.id)])
  const renamed = new Map<string, string>()
  for (const node of fragment.nodes) {
    const id = freeId(node.id, taken)
    taken.add(id)
    renamed.set(node.id, id)
  }
  const nodes = fragment.nodes.map((node) => ({
    ...node,
    id: renamed.get(node.id) ?? node.id,
    position: snap({ x: node.position.x + offset.x, y: node.position.y + offset.y }),
    ...(node.config ? { config: renameReferences(node.config, renamed) } : {}),
  }))
  const edgeIds = new Set(document.edges.map((edge) => edge.id))
  const edges = fragment.edges.flatMap((edge) => {
    const [from, to] = [renamed.get(edge.from), renamed.get(edge.to)]
    if (!from || !to) return []
    const id = freeId(`${from}-${to}`, edgeIds)
    edgeIds.add(id)
    return [{ ...edge, id, from, to }]
  })
  return { document: { ...document, nodes: [...document.nodes, ...nodes], edges: [...document.edges, ...edges] }, pasted: nodes.map((node) => node.id) }
}
