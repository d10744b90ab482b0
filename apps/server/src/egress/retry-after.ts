import { MAX_RETRY_AFTER_MS } from '@aob/ir/run'

/** Statuses that may pass by themselves. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500
}

/** `Retry-After` in milliseconds, from seconds or an HTTP date (RFC 9110 10.2.3), cut to the longest wait a run obeys; undefined when absent or unreadable. */
export function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined
  const text = value.trim()
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS)
}
