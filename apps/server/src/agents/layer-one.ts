import { agentLimitMessage, applyOperations, countAgents } from '@aob/ir/document'
import type { Limits, Operation, Workflow } from '@aob/schemas'
import { validateOperations, validateWorkflow } from '@aob/schemas/validators'
import { DomainError } from '../domain-error.ts'

/** Layer 1 of the agent limit, before the model is asked. Throws DomainError `limit.agents`. */
export function checkAgentCount(count: number, limit: number): void {
  if (count > limit) throw new DomainError('limit.agents', agentLimitMessage(count, limit), { pointer: '/nodes' })
}

/** Operations as RFC 6902 writes them. Throws DomainError `patch.operation_invalid` with a pointer, `limit.operations`. */
export function checkOperations(operations: unknown, limits: Limits): Operation[] {
  if (Array.isArray(operations) && operations.length > limits.maxOperations) {
    throw new DomainError('limit.operations', `The patch has ${operations.length} operations; the limit is ${limits.maxOperations}.`, {
      pointer: '/operations',
    })
  }
  if (!validateOperations(operations)) {
    const [issue] = validateOperations.errors ?? []
    throw new DomainError('patch.operation_invalid', `operations${issue?.instancePath ?? ''} ${issue?.message ?? 'is not a list of operations'}.`, {
      pointer: `/operations${issue?.instancePath ?? ''}`,
    })
  }
  // The validator has just checked exactly this shape.
  return operations as Operation[]
}

/**
 * Layer 1 of the agent limit, on the workflow as the patch would leave it. A patch that does not apply, or leaves something that is
 * no workflow, is left to layer 2, which says what is wrong with it.
 */
export function checkAgentsAfter(workflow: unknown, operations: readonly Operation[], limit: number): void {
  const applied = applyOperations(workflow, operations)
  if (applied.kind !== 'ok' || !validateWorkflow(applied.document)) return
  // The validator has just checked exactly this shape.
  checkAgentCount(countAgents(applied.document as Workflow), limit)
}
