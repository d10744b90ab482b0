import { DomainError } from '../../domain-error.ts'

const RETRY_AFTER_MS = 1000

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT'])

/** SQLSTATEs that say "not now": connection, shutdown, start-up, statement timeout, no resources, a standby that cannot write. */
const NOT_NOW = /^(08...|57P0[123]|57014|53...|25006)$/

/** Wrong user, password or database name: it may be mended, but not by waiting. */
const REFUSED = /^(28...|3D000)$/

/** The driver reports some lost connections without any code. */
const LOST = /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|query read timeout|client was closed/i

export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The one mapping of this border: an unreachable database is `service.unavailable`, anything else passes as it is. */
export function asDomainError(error: unknown): unknown {
  if (error instanceof DomainError) return error
  const code = sqlState(error)
  const message = error instanceof Error ? error.message : ''
  if ((code !== undefined && (NETWORK.has(code) || NOT_NOW.test(code))) || LOST.test(message)) {
    const hint = 'Check that Postgres runs where DATABASE_URL points.'
    return new DomainError('service.unavailable', 'The database cannot be reached.', { retryAfterMs: RETRY_AFTER_MS, hint, cause: error })
  }
  if (code !== undefined && REFUSED.test(code)) {
    const hint = 'Check user, password and database name in DATABASE_URL.'
    return new DomainError('service.unavailable', `The database refuses the connection: ${message}.`, { retryAfterMs: RETRY_AFTER_MS, hint, cause: error })
  }
  return error
}

/** A deadlock victim or a serialization failure: the same transaction may succeed when tried again. */
export function isTransient(error: unknown): boolean {
  const code = sqlState(error)
  return code === '40001' || code === '40P01'
}
