import { isIP } from 'node:net'
import type { ErrorCode } from '@aob/schemas'
import { isForbiddenAddress } from './addresses.ts'

/** Why an address may not be called. */
export interface EgressRefusal {
  code: Extract<ErrorCode, `ssrf.${string}`>
  message: string
}

/** Exact `host:port` entries, lower case: what the operator allows although it is private. */
export type AllowList = ReadonlySet<string>

export const MAX_URL_LENGTH = 8000

const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' }
const FORBIDDEN_HOSTS = new Set(['localhost', 'metadata', 'metadata.google.internal', 'instance-data', 'instance-data.ec2.internal', 'rancher-metadata'])
const FORBIDDEN_SUFFIXES = ['.localhost', '.local', '.internal', '.localdomain', '.home.arpa']
/** First segments that lead into a service's own administration, by whole segments. */
const FORBIDDEN_PATHS = [['admin'], ['api', 'keys'], ['computemetadata'], ['_cluster'], ['server-status']]
/** Segments that are never called wherever they stand. */
const FORBIDDEN_SEGMENT = /^\.(env|git)(\.|$)/

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

function decodeFully(path: string): string {
  let text = path
  for (let round = 0; round < 5; round += 1) {
    const decoded = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    if (decoded === text) break
    text = decoded
  }
  return text.normalize('NFKC')
}

/** Segments as a careless server may read them: decoded, without parameters, empty and dot segments. */
function readSegments(path: string): string[] {
  const segments: string[] = []
  for (const raw of decodeFully(path).replaceAll('\\', '/').split('/')) {
    // For some servers a NUL ends a path.
    const segment = (raw.split('\0', 1)[0] ?? '')
      .replace(/[;?#].*$/s, '')
      .trim()
      .toLowerCase()
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return segments
}

function forbiddenPath(path: string): boolean {
  const segments = readSegments(path)
  if (segments.some((segment) => FORBIDDEN_SEGMENT.test(segment))) return true
  return FORBIDDEN_PATHS.some((forbidden) => forbidden.every((segment, index) => segments[index] === segment))
}

function refuse(code: EgressRefusal['code'], message: string): EgressRefusal {
  return { code, message }
}

function judgeHost(url: URL): EgressRefusal | undefined {
  const host = bareHost(url.hostname)
  if (host === '') return refuse('ssrf.host', 'The URL has no host.')
  if (isIP(host)) return isForbiddenAddress(host) ? refuse('ssrf.address', `${host} is a private, local or reserved address.`) : undefined
  if (FORBIDDEN_HOSTS.has(host) || FORBIDDEN_SUFFIXES.some((suffix) => host.endsWith(suffix))) return refuse('ssrf.host', `The host ${host} is not allowed.`)
  return undefined
}

/** The URL parsed, or why it cannot be. Anything two parsers could read in two ways is refused. */
export function parseUrl(text: string): URL | EgressRefusal {
  if (text.length > MAX_URL_LENGTH) return refuse('ssrf.url', `The URL is longer than ${MAX_URL_LENGTH} characters.`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  if (/[\u0000-\u0020\u007f\\]/.test(text.replace(/[?#].*$/s, ''))) return refuse('ssrf.url', 'The URL holds spaces, backslashes or control characters.')
  if (!URL.canParse(text)) return refuse('ssrf.url', 'The URL cannot be parsed; write an absolute http or https address.')
  return new URL(text)
}

/** Judges an already parsed URL by the four layers; DNS is judged again when connecting. */
export function judgeUrl(url: URL, allow: AllowList): EgressRefusal | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('ssrf.protocol', `${url.protocol} addresses may not be called, only http and https.`)
  if (url.username !== '' || url.password !== '') return refuse('ssrf.url', 'The URL carries a user or password; use a header.')
  if (forbiddenPath(url.pathname)) return refuse('ssrf.path', `The path ${url.pathname} is not allowed.`)
  return allow.has(endpointOf(url)) ? undefined : judgeHost(url)
}

const TEMPLATE = /\{\{.*?\}\}/gs

/**
 * Judges a URL without connecting: protocol, host and literal address, path. Undefined when fine.
 *
 * A URL with `{{ expressions }}` is judged as far as its literal part reaches: an address that is computed is judged when called.
 * Never throws.
 */
export function checkUrl(text: string, allow: AllowList): EgressRefusal | undefined {
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
