import type { ErrorCode, NodeError, Usage } from '@aob/schemas'
import { DomainError } from '../domain-error.ts'
import type { ExecutionResult } from '../ports/execution.ts'

/** A node's success; the port defaults to `out`. */
export function succeeded(output: unknown, port = 'out', usage?: Usage): ExecutionResult {
  return { kind: 'succeeded', port, output, ...(usage ? { usage } : {}) }
}

function causesOf(error: Error): string[] {
  const causes: string[] = []
  for (let current = error.cause; current instanceof Error && causes.length < 5; current = current.cause) causes.push(current.message)
  return causes
}

/** The error as runs record it. Where one code covers passing and lasting failures, `extra.retryable` tells them apart. */
export function nodeErrorOf(error: DomainError): NodeError {
  const causes = causesOf(error)
  const { retryAfterMs, extra } = error.detail
  const retryable = typeof extra?.retryable === 'boolean' ? extra.retryable : error.retryable
  return {
    code: error.code,
    message: error.message,
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(causes.length > 0 ? { causes } : {}),
  }
}

/** Turns expected failures into results; whatever else is thrown is a broken promise of ours and goes on up. */
export async function attempt(work: () => Promise<ExecutionResult>): Promise<ExecutionResult> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'failed', error: nodeErrorOf(error) }
    throw error
  }
}

/** A failure with a code; `retryable` as the table says. */
export function failed(code: ErrorCode, message?: string): ExecutionResult {
  return { kind: 'failed', error: nodeErrorOf(new DomainError(code, message)) }
}
