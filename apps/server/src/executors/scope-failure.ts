import type { NodeError } from '@aob/schemas'
import type { ExecutionRequest, ExecutionResult } from '../ports/execution.ts'

/** The failure of a scope whose body failed: the code of what failed inside, so that error edges can tell failures apart, and where. */
export function failureInside({ opened, node }: ExecutionRequest): ExecutionResult | undefined {
  const error = opened?.progress.error
  if (!opened || !error) return undefined
  const [index] = [...opened.results].find(([, result]) => result.error) ?? []
  const where = index === undefined || node.type === 'composite' || node.type === 'workflow' ? node.id : `${node.id}[${index}]`
  const failed: NodeError = {
    code: error.code,
    message: `${where}: ${error.message}`,
    retryable: false,
    causes: [error.message, ...(error.causes ?? [])].slice(0, 5),
  }
  return { kind: 'failed', error: failed }
}
