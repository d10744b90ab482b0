import { DomainError } from './domain-error.ts'
import { rest } from './lifecycle.ts'

const FIRST_WAIT_MS = 200
const LONGEST_WAIT_MS = 5000

/** Whether a part of our own is away: the record, the hot store, the blobs. Says nothing about the node. */
export function isUnavailable(code: string): boolean {
  return code === 'service.unavailable'
}

/** Repeats work that fails because a part of ours is away, until it is back; throws the failure once the signal aborts. */
export async function untilAvailable<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof DomainError) || !isUnavailable(error.code) || signal.aborted) throw error
    }
    await rest(waitMs, signal)
  }
}
