import { DomainError } from '../domain-error.ts'

/** One request of a chain of redirects. */
export interface Hop {
  url: string
  method: string
  headers: Record<string, string>
  body?: string
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** What may follow to another origin: nothing that could be a credential. */
const PORTABLE_HEADERS = new Set(['accept', 'accept-language', 'content-type', 'user-agent', 'idempotency-key'])

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status)
}

function dropsBody(status: number, method: string): boolean {
  if (status === 303) return method !== 'HEAD'
  return (status === 301 || status === 302) && method === 'POST'
}

/**
 * The request that follows a redirect: 303, and 301 or 302 after POST, become GET without body (RFC 9110 15.4); another origin
 * gets only portable headers. The address is not judged here.
 */
export function followRedirect(hop: Hop, status: number, location: string): Hop {
  if (!URL.canParse(location, hop.url)) throw new DomainError('ssrf.url', 'The redirect leads to an address that cannot be parsed.')
  const target = new URL(location, hop.url)
  const sameOrigin = target.origin === new URL(hop.url).origin
  const getOnly = dropsBody(status, hop.method)
  const headers = Object.entries(hop.headers).filter(([name]) => {
    const lower = name.toLowerCase()
    if (getOnly && lower.startsWith('content-')) return false
    return sameOrigin || PORTABLE_HEADERS.has(lower)
  })
  return {
    url: target.href,
    method: getOnly ? 'GET' : hop.method,
    headers: Object.fromEntries(headers),
    ...(getOnly || hop.body === undefined ? {} : { body: hop.body }),
  }
}
