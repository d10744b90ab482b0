import { createHash } from 'node:crypto'
import { protectionsOf } from '@aob/ir/document'
import type { Ir, Workflow } from '@aob/schemas'
import canonicalize from 'canonicalize'
import type { ApprovalRow } from '../ports/approval-store.ts'

/** What a person is asked, with every expression filled in. Who is asked is no part of it: an escalation asks the same. */
export interface RenderedRequest {
  title: string
  message?: string
  evidence?: unknown
}

/** The part of a document that gates depend on; layout plays no part. */
function documentOf(ir: Ir): Workflow {
  return {
    schemaVersion: 1,
    name: ir.name,
    nodes: Object.values(ir.nodes).map(({ id, type, irreversible }) => ({ id, type, irreversible, position: { x: 0, y: 0 } })),
    edges: Object.values(ir.edges).map(({ id, from, to, port }) => ({ id, from, to, fromPort: port })),
  }
}

/** The irreversible nodes that cannot be reached without passing this gate, in id order. */
export function protectedNodes(ir: Ir, gateId: string): ApprovalRow['protects'] {
  // One protection names the gate, another the port by which it is left.
  const ids = new Set(protectionsOf(documentOf(ir)).flatMap((protection) => (protection.gateId === gateId ? [protection.nodeId] : [])))
  return [...ids].sort().flatMap((nodeId) => {
    const node = ir.nodes[nodeId]
    return node ? [{ nodeId, ...(node.name === undefined ? {} : { name: node.name }), type: node.type, config: node.config }] : []
  })
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
