import { isIP } from 'node:net'
import { partsRefusal, textRefusal, type UrlRefusal } from '@aob/ir/document'
import { isForbiddenAddress } from './addresses.ts'

/** Exact `host:port` entries, lower case: what the operator allows although it is private. */
export type AllowList = ReadonlySet<string>

const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' }
const FORBIDDEN_HOSTS = new Set(['localhost', 'metadata', 'metadata.google.internal', 'instance-data', 'instance-data.ec2.internal', 'rancher-metadata'])
const FORBIDDEN_SUFFIXES = ['.localhost', '.local', '.internal', '.localdomain', '.home.arpa']

/** Reads the operator's list; an entry without port stands for 80 and 443. */
export function parseAllowList(entries: Iterable<string>): AllowList {
  const allowed = new Set<string>()
  for (const entry of entries) {
    const text = entry.trim().toLowerCase()
    if (text === '') continue
    const hasPort = /:\d+$/.test(text) && !/^[^[]*:[^[]*:/.test(text)
    if (hasPort) allowed.add(text)
    else for (const port of Object.values(DEFAULT_PORTS)) allowed.add(`${text}:${port}`)
  }
  return allowed
}

/** `host:port` of a URL as the allow-list writes it. */
export function endpointOf(url: URL): string {
  return `${url.hostname.toLowerCase()}:${url.port || DEFAULT_PORTS[url.protocol] || ''}`
}

/** Host without brackets and trailing dots. */
export function bareHost(hostname: string): string {
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '')
    .toLowerCase()
}

function refuse(code: UrlRefusal['code'], message: string): UrlRefusal {
  return { code, message }
}

function judgeHost(url: URL): UrlRefusal | undefined {
  const host = bareHost(url.hostname)
  if (host === '') return refuse('ssrf.host', 'The URL has no host.')
  if (isIP(host)) return isForbiddenAddress(host) ? refuse('ssrf.address', `${host} is a private, local or reserved address.`) : undefined
  if (FORBIDDEN_HOSTS.has(host) || FORBIDDEN_SUFFIXES.some((suffix) => host.endsWith(suffix))) return refuse('ssrf.host', `The host ${host} is not allowed.`)
  return undefined
}

/** The URL parsed, or why it cannot be. */
export function parseUrl(text: string): URL | UrlRefusal {
  return textRefusal(text, URL.canParse) ?? new URL(text)
}

/** Judges an already parsed URL by the four layers; DNS is judged again when connecting. */
export function judgeUrl(url: URL, allow: AllowList): UrlRefusal | undefined {
  return partsRefusal(url) ?? (allow.has(endpointOf(url)) ? undefined : judgeHost(url))
}

const TEMPLATE = /\{\{.*?\}\}/gs

/**
 * Judges a URL without connecting: protocol, host and literal address, path. Undefined when fine.
 *
 * A URL with `{{ expressions }}` is judged as far as its literal part reaches: an address that is computed is judged when called.
 * Never throws.
 */
export function checkUrl(text: string, allow: AllowList): UrlRefusal | undefined {
  const parts = text.split(TEMPLATE)
  if (parts.length > 1) {
    const literal = parts[0] ?? ''
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(literal)?.[1]?.toLowerCase()
    if (scheme && scheme !== 'http' && scheme !== 'https') return refuse('ssrf.protocol', `${scheme}: addresses may not be called, only http and https.`)
    // The authority is complete only when its path, query or fragment has begun before the first expression.
    if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#]+[/?#]/i.test(literal)) return undefined
  }
  const url = parseUrl(parts.join('x'))
  return url instanceof URL ? judgeUrl(url, allow) : url
}
