import type { HitlConfig } from '@aob/schemas'
import { protectedNodes, type RenderedRequest, requestHashOf } from '../approvals/request-binding.ts'
import { DomainError } from '../domain-error.ts'
import type { ApprovalRow, ApprovalStore } from '../ports/approval-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { ExecutionRequest, Executor, Expressions } from '../ports/execution.ts'
import type { Ids } from '../ports/ids.ts'
import { configOf, textOf } from './config.ts'
import { attempt } from './outcome.ts'

function render(config: HitlConfig, request: ExecutionRequest, expressions: Expressions): RenderedRequest & { assignee?: string } {
  const fill = (value: unknown) => expressions.render(value, request.scope)
  return {
    title: textOf(fill(config.title), 'title'),
    ...(config.message === undefined ? {} : { message: textOf(fill(config.message), 'message') }),
    ...(config.evidence === undefined ? {} : { evidence: fill(config.evidence) }),
    ...(config.assignee === undefined ? {} : { assignee: textOf(fill(config.assignee), 'assignee') }),
  }
}

/**
 * The protected configs as they will probably be carried out, so that a person sees addresses and amounts instead of expressions.
 * What depends on nodes that have not run yet stays as written; the hash covers the configs themselves.
 */
function withPreviews(protects: ApprovalRow['protects'], request: ExecutionRequest, expressions: Expressions): ApprovalRow['protects'] {
  const fill = (value: unknown) => {
    try {
      return expressions.render(value, request.scope)
    } catch (error) {
      if (error instanceof DomainError) return value
      throw error
    }
  }
  return protects.map((node) => ({ ...node, preview: Object.fromEntries(Object.entries(node.config).map(([key, value]) => [key, fill(value)])) }))
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
        const { runId, workspaceId, workflowName, node, address: nodeId } = request
        const { assignee, ...rendered } = render(config, request, deps.expressions)
        const protects = protectedNodes(request.ir, nodeId)
        const question = {
          ...rendered,
          ...(assignee === undefined ? {} : { assignee }),
          approvalId: deps.ids.next(),
          workspaceId,
          runId,
          nodeId,
          ...(node.name === undefined ? {} : { nodeName: node.name }),
          attempt: request.attempt,
          workflowName,
          protects: withPreviews(protects, request, deps.expressions),
          requestHash: requestHashOf({ runId, nodeId }, rendered, protects),
          ...(config.deadlineMs === undefined ? {} : { deadline: new Date(deps.clock.now() + config.deadlineMs) }),
          onTimeout: timeoutPolicy(config, protects),
          ...(config.escalateTo === undefined ? {} : { escalateTo: config.escalateTo }),
        }
        const row = await deps.approvals.request(question, request.retriedFrom)
        const { approvalId, requestHash, title, deadline } = row
        return { kind: 'waiting', approvalId, requestHash, title, ...(deadline ? { deadline: deadline.getTime() } : {}) }
      }),
  }
}
