import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Credentials } from '../api/context.ts'
import { DomainError } from '../domain-error.ts'
import type { Caller } from '../usecases/services.ts'

/**
 * Who calls (D-31). A request from this machine, or any request while no token is configured, is the local principal;
 * everybody else shows the bearer token. A request that names a forwarder is not from this machine, wherever the forwarder runs.
 * @throws DomainError `auth.required`
 */
export function callerOf(request: IncomingMessage, credentials: Credentials, shown = bearerToken(request)): Caller {
  const { apiToken, local } = credentials
  if (shown !== undefined) {
    if (apiToken !== undefined && !sameText(shown, apiToken)) throw new DomainError('auth.required', 'The bearer token is not known.')
    return local
  }
  if (apiToken === undefined || fromThisMachine(request)) return local
  throw new DomainError('auth.required')
}

function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}

function fromThisMachine({ headers, socket }: IncomingMessage): boolean {
  if (headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined) return false
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  return address === '::1' || address.startsWith('127.')
}

/** Compared by digest, so that neither length nor content shows in the time it takes. */
function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
