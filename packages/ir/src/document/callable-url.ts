import type { ErrorCode } from '@aob/schemas'

/** Why an address may not be called. */
export interface UrlRefusal {
  code: Extract<ErrorCode, `ssrf.${string}`>
  message: string
}

/** Of a URL as browsers and Node parse it; the core has no parser of its own. */
export interface UrlParts {
  protocol: string
  username: string
  password: string
  pathname: string
}

export const MAX_URL_LENGTH = 8000

/** First segments that lead into a service's own administration, by whole segments. */
const FORBIDDEN_PATHS = [['admin'], ['api', 'keys'], ['computemetadata'], ['_cluster'], ['server-status']]
/** Segments that are never called wherever they stand. */
const FORBIDDEN_SEGMENT = /^\.(env|git)(\.|$)/

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

const refuse = (code: UrlRefusal['code'], message: string): UrlRefusal => ({ code, message })

/** Why a text is no URL whoever reads it: anything two parsers could read in two ways is refused. `canParse` says what this one thinks. */
export function textRefusal(text: string, canParse: (text: string) => boolean): UrlRefusal | undefined {
  if (text.length > MAX_URL_LENGTH) return refuse('ssrf.url', `The URL is longer than ${MAX_URL_LENGTH} characters.`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  if (/[\u0000-\u0020\u007f\\]/.test(text.replace(/[?#].*$/s, ''))) return refuse('ssrf.url', 'The URL holds spaces, backslashes or control characters.')
  return canParse(text) ? undefined : refuse('ssrf.url', 'The URL cannot be parsed; write an absolute http or https address.')
}

/** What may not be called whatever network one stands in: protocol, credentials, path. */
export function partsRefusal({ protocol, username, password, pathname }: UrlParts): UrlRefusal | undefined {
  if (protocol !== 'http:' && protocol !== 'https:') return refuse('ssrf.protocol', `${protocol} addresses may not be called, only http and https.`)
  if (username !== '' || password !== '') return refuse('ssrf.url', 'The URL carries a user or password; use a header.')
  return forbiddenPath(pathname) ? refuse('ssrf.path', `The path ${pathname} is not allowed.`) : undefined
}
