import { DomainError } from '../../domain-error.ts'

const RETRY_AFTER_MS = 1000
const HINT = 'Check that Kafka runs where AOB_KAFKA_BROKERS points and lets us in.'

/** The log does not answer. What was asked for may have happened all the same; nobody but the caller may decide to ask again. */
export function unavailable(reason: string, cause?: unknown): DomainError {
  return new DomainError('service.unavailable', reason, { retryAfterMs: RETRY_AFTER_MS, hint: HINT, ...(cause === undefined ? {} : { cause }) })
}

/** The one mapping of this border: whatever the client says about brokers, connections and protocol is "unavailable". */
export function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error
  return unavailable(`Kafka cannot be used: ${deepestMessage(error)}`, error)
}

/** The client wraps what a broker said in several layers, of which the innermost says most. */
export function deepestMessage(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return deepestMessage(error.errors.at(-1))
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : deepestMessage(error.cause)
}

/** Whether a broker answered with this error of the protocol, anywhere in what the client made of it. */
export function says(error: unknown, apiId: string): boolean {
  if (!(error instanceof Error)) return false
  if ('apiId' in error && error.apiId === apiId) return true
  const inner = error instanceof AggregateError ? error.errors : []
  return [...inner, error.cause].some((each) => says(each, apiId))
}
