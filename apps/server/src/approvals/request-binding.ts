import { createHash } from 'node:crypto'
import { idOf, prefixOf, protectionsOf } from '@aob/ir/document'
import { graphAt, type IrGraph } from '@aob/ir/program'
import type { Ir, IrNode, WorkflowBody } from '@aob/schemas'
import canonicalize from 'canonicalize'
import type { ApprovalRow } from '../ports/approval-store.ts'

/** What a person is asked, with every expression filled in. Who is asked is no part of it: an escalation asks the same. */
export interface RenderedRequest {
  title: string
  message?: string
  evidence?: unknown
}

/** The part of a graph that gates depend on; layout plays no part. A scope that holds an irreversible node is marked as one. */
function documentOf(graph: IrGraph): WorkflowBody {
  return {
    nodes: Object.values(graph.nodes).map(({ id, type, irreversible }) => ({ id, type, irreversible, position: { x: 0, y: 0 } })),
    edges: Object.values(graph.edges).map(({ id, from, to, port }) => ({ id, from, to, fromPort: port })),
  }
}

/** The irreversible nodes of its graph that cannot be reached without passing this gate, in id order, each with those inside it. */
export function protectedNodes(ir: Ir, gateAddress: string): ApprovalRow['protects'] {
  const [gateId, graph] = [idOf(gateAddress), graphAt(ir, prefixOf(gateAddress))]
  if (!graph) return []
  // One protection names the gate, another the port by which it is left.
  const ids = new Set(protectionsOf(documentOf(graph)).flatMap((protection) => (protection.gateId === gateId ? [protection.nodeId] : [])))
  return [...ids].sort().flatMap((nodeId) => {
    const node = graph.nodes[nodeId]
    return node ? withInside(node, nodeId) : []
  })
}

/** What a person approves is the whole of it: of a scope, also the irreversible nodes in its body, by their path. */
function withInside(node: IrNode, nodeId: string): ApprovalRow['protects'] {
  const inside = Object.values(node.scope?.nodes ?? {}).filter(({ irreversible }) => irreversible)
  const self = { nodeId, ...(node.name === undefined ? {} : { name: node.name }), type: node.type, config: node.config }
  return [self, ...inside.flatMap((inner) => withInside(inner, `${nodeId}/${inner.id}`))]
}

/** What a decision is bound to: the rendered question and the config of everything it releases (D-08); sha256 over RFC 8785 bytes. */
export function requestHashOf({ runId, nodeId }: { runId: string; nodeId: string }, request: RenderedRequest, protects: ApprovalRow['protects']): string {
  const bytes = canonicalize({ runId, nodeId, request, protects: protects.map(({ nodeId, type, config }) => ({ nodeId, type, config })) })
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')
}

/** The rendered request of a stored approval. */
export function renderedRequestOf({ title, message, evidence }: Pick<ApprovalRow, 'title' | 'message' | 'evidence'>): RenderedRequest {
  return { title, ...(message === undefined || message === null ? {} : { message }), ...(evidence === undefined || evidence === null ? {} : { evidence }) }
}

/** What an approval has to be bound to under this IR; undefined when it is bound to just that. */
export function rebound(approval: ApprovalRow, ir: Ir): Pick<ApprovalRow, 'protects' | 'requestHash'> | undefined {
  const protects = protectedNodes(ir, approval.nodeId)
  const requestHash = requestHashOf(approval, renderedRequestOf(approval), protects)
  if (requestHash === approval.requestHash) return undefined
  const previews = new Map(approval.protects.map((node) => [JSON.stringify([node.nodeId, node.config]), node.preview]))
  return {
    requestHash,
    protects: protects.map((node) => {
      const preview = previews.get(JSON.stringify([node.nodeId, node.config]))
      return preview ? { ...node, preview } : node
    }),
  }
}
