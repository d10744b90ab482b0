import { createHash } from 'node:crypto'
import { protectionsOf } from '@aob/ir/document'
import type { HitlConfig, Ir, Workflow } from '@aob/schemas'
import canonicalize from 'canonicalize'
import type { ApprovalRow, ApprovalStore } from '../ports/approval-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { ExecutionRequest, Executor, Expressions } from '../ports/execution.ts'
import type { Ids } from '../ports/ids.ts'
import { configOf, textOf } from './config.ts'
import { attempt } from './outcome.ts'

/** What a person is asked, with every expression filled in. */
interface RenderedRequest {
  title: string
  message?: string
  evidence?: unknown
  assignee?: string
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
export function requestHashOf(identity: { runId: string; nodeId: string }, rendered: RenderedRequest, protects: ApprovalRow['protects']): string {
  const bytes = canonicalize({ ...identity, request: rendered, protects: protects.map(({ nodeId, type, config }) => ({ nodeId, type, config })) })
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')
}

function render(config: HitlConfig, request: ExecutionRequest, expressions: Expressions): RenderedRequest {
  const fill = (value: unknown) => expressions.render(value, request.scope)
  return {
    title: textOf(fill(config.title), 'title'),
    ...(config.message === undefined ? {} : { message: textOf(fill(config.message), 'message') }),
    ...(config.evidence === undefined ? {} : { evidence: fill(config.evidence) }),
    ...(config.assignee === undefined ? {} : { assignee: textOf(fill(config.assignee), 'assignee') }),
  }
}

/** A gate before something irreversible never opens by itself (D-08): there `approve` at the deadline becomes `escalate`. */
function timeoutPolicy(config: HitlConfig, protects: ApprovalRow['protects']): ApprovalRow['onTimeout'] {
  const policy = config.onTimeout ?? 'escalate'
  return policy === 'approve' && protects.length > 0 ? 'escalate' : policy
}

/** Asks a person and leaves the node waiting. Asking again in the same attempt finds the first request. */
export function createHitlExecutor(deps: { expressions: Expressions; approvals: ApprovalStore; ids: Ids; clock: Clock }): Executor {
  return {
    type: 'hitl',
    execute: (request) =>
      attempt(async () => {
        const config = configOf('hitl', request)
        const { runId, workspaceId, workflowName, node } = request
        const rendered = render(config, request, deps.expressions)
        const protects = protectedNodes(request.ir, node.id)
        const row = await deps.approvals.request({
          ...rendered,
          approvalId: deps.ids.next(),
          workspaceId,
          runId,
          nodeId: node.id,
          ...(node.name === undefined ? {} : { nodeName: node.name }),
          attempt: request.attempt,
          workflowName,
          protects,
          requestHash: requestHashOf({ runId, nodeId: node.id }, rendered, protects),
          ...(config.deadlineMs === undefined ? {} : { deadline: new Date(deps.clock.now() + config.deadlineMs) }),
          onTimeout: timeoutPolicy(config, protects),
          ...(config.escalateTo === undefined ? {} : { escalateTo: config.escalateTo }),
        })
        const { approvalId, requestHash, title, deadline } = row
        return { kind: 'waiting', approvalId, requestHash, title, ...(deadline ? { deadline: deadline.getTime() } : {}) }
      }),
  }
}
