import type { Operation } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { WorkflowDeps } from './workflow-deps.ts'

/** Throws `limit.operations` or `limit.bytes` before anything walks the operations. */
export function refuseOversized({ limits }: Pick<WorkflowDeps, 'limits'>, operations: readonly Operation[]): void {
  if (operations.length > limits.maxOperations) {
    throw new DomainError('limit.operations', `The patch has ${operations.length} operations; the limit is ${limits.maxOperations}.`, {
      pointer: '/operations',
    })
  }
  const bytes = Buffer.byteLength(JSON.stringify(operations))
  if (bytes > limits.maxPatchBytes) {
    throw new DomainError('limit.bytes', `The patch has ${bytes} bytes; the limit is ${limits.maxPatchBytes}.`, {
      pointer: '/operations',
      extra: { limit: 'maxPatchBytes' },
    })
  }
}
