import { DomainError } from '../../domain-error.ts'

const RETRY_AFTER_MS = 1000

/** Replies that say "not now": loading, read-only replica, out of memory, cannot persist, cluster or replicas down, wrong password. */
const NOT_NOW = /^(LOADING|READONLY|OOM|MISCONF|CLUSTERDOWN|MASTERDOWN|NOREPLICAS|BUSY|TRYAGAIN|UNBLOCKED|NOAUTH|WRONGPASS|NOPERM)\b/

export function isMissingFunction(error: unknown): boolean {
  return isReply(error) && error.message.includes('Function not found')
}

/** The one mapping of this border. A reply that blames our own call stays an error of ours; everything else is "unavailable". */
export function asDomainError(error: unknown): unknown {
  if (error instanceof DomainError) return error
  if (isReply(error) && !NOT_NOW.test(error.message)) return error
  const reason = isReply(error) ? `Redis refuses work: ${error.message}` : 'Redis cannot be reached.'
  const hint = 'Check that Redis runs where REDIS_URL points and lets us in.'
  return new DomainError('service.unavailable', reason, { retryAfterMs: RETRY_AFTER_MS, hint, cause: error })
}

function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError'
}
