import type { IncomingMessage, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { DomainError } from '../domain-error.ts'

export interface OriginPolicy {
  /** @throws DomainError `request.origin` when Host is a name we do not answer to: a rebound DNS name must not reach us. */
  checkHost(request: IncomingMessage): void
  /** True without an Origin, for our own page, and for a configured origin. */
  allows(request: IncomingMessage): boolean
  /** Allow headers for a configured or own origin; none for any other (UI-20). */
  corsHeaders(request: IncomingMessage): Record<string, string>
}

const METHODS = 'GET, HEAD, POST, DELETE, OPTIONS'
const REQUEST_HEADERS = 'authorization, content-type, idempotency-key, if-none-match, last-event-id, prefer, trpc-accept'
const EXPOSED = 'aob-artifact-id, aob-head, etag, location, preference-applied, retry-after'

/** `origins` as in AOB_ORIGINS, e.g. `https://flows.example.org`; their hosts are also names we answer to, as are `hosts`. */
export function createOriginPolicy(origins: readonly string[], hosts: readonly string[] = []): OriginPolicy {
  const listed = new Set(origins.map((origin) => new URL(origin).origin))
  const names = new Set(['localhost', ...hosts.map((host) => host.toLowerCase()), ...origins.map((origin) => new URL(origin).hostname)])
  const allows = (request: IncomingMessage) => {
    const { origin, host } = request.headers
    return origin === undefined || listed.has(origin) || hostOfOrigin(origin) === host?.toLowerCase()
  }
  return {
    allows,
    checkHost(request) {
      const name = hostName(request.headers.host)
      if (name === undefined || !(isIP(name) !== 0 || names.has(name) || name.endsWith('.localhost'))) {
        throw new DomainError('request.origin', 'The Host header is not a name of this server.', { hint: 'Use its address, or configure AOB_ORIGINS.' })
      }
    },
    corsHeaders(request) {
      const { origin } = request.headers
      if (origin === undefined) return {}
      const vary = { vary: 'Origin' }
      if (!allows(request)) return vary
      const echoed = { ...vary, 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED }
      if (!isPreflight(request)) return echoed
      return { ...echoed, 'access-control-allow-methods': METHODS, 'access-control-allow-headers': REQUEST_HEADERS, 'access-control-max-age': '600' }
    },
  }
}

export function isPreflight(request: IncomingMessage): boolean {
  return request.method === 'OPTIONS' && request.headers.origin !== undefined && request.headers['access-control-request-method'] !== undefined
}

/** 204 in any case; whether the browser may go on is in the headers. */
export function answerPreflight(response: ServerResponse): void {
  response.writeHead(204)
  response.end()
}

function hostOfOrigin(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    // `null` and other opaque origins have no host.
    return undefined
  }
}

function hostName(host: string | undefined): string | undefined {
  try {
    return host === undefined ? undefined : new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '').toLowerCase()
  } catch {
    // Not a host at all.
    return undefined
  }
}
