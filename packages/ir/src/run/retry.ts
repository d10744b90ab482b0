import type { IrRetry } from '@aob/schemas'

/** Longest wait a server's Retry-After may impose, in milliseconds (24 hours, the longest a retry policy may ask for). */
export const MAX_RETRY_AFTER_MS = 86_400_000

/**
 * Milliseconds to wait after the failure of `attempt` (1 for the first): exponential from `baseMs`, capped at `maxMs`,
 * of which the upper half is jitter derived from the seed. The same arguments give the same delay.
 */
export function retryDelay(retry: IrRetry, attempt: number, seed: string): number {
  const ceiling = Math.min(retry.maxMs, retry.baseMs * 2 ** Math.max(0, attempt - 1))
  return Math.round(ceiling / 2 + (ceiling / 2) * fraction(seed))
}

/** When the next attempt is due: the policy's delay, or later when the service asked for more. */
export function retryDueAt(retry: IrRetry, attempt: number, seed: string, retryAfterMs: number | undefined, now: number): number {
  return now + Math.max(retryDelay(retry, attempt, seed), Math.min(Math.max(0, retryAfterMs ?? 0), MAX_RETRY_AFTER_MS))
}

/** FNV-1a over UTF-16 code units with a final avalanche (murmur3), as a fraction in [0, 1). */
function fraction(seed: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
