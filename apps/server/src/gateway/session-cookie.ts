import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'

/** Over TLS no other host of the domain can plant one under this name. */
const SECURE_NAME = '__Host-aob_session'
export const PLAIN_NAME = 'aob_session'
/** Far more than a browser sends; what is longer is not looked at. */
const MOST_COOKIE_BYTES = 8_192

/** Whether the browser spoke TLS, to us or to the proxy before us. One who lies about it gets a cookie only TLS brings back. */
export function overTls({ headers, socket }: IncomingMessage): boolean {
  // Only a socket of TLS has the member.
  return (socket as Partial<TLSSocket>).encrypted === true || /^https\b/i.test(String(headers['x-forwarded-proto'] ?? ''))
}

/** The secret a browser brings back; undefined without one, or with several, of which one is not ours. */
export function sessionSecret(request: IncomingMessage): string | undefined {
  const header = request.headers.cookie
  if (header === undefined || header.length > MOST_COOKIE_BYTES) return undefined
  const prefix = `${nameFor(request)}=`
  const values = header.split(';').flatMap((part) => (part.trimStart().startsWith(prefix) ? [part.trim().slice(prefix.length)] : []))
  return values.length === 1 ? values[0] : undefined
}

/** For the whole site, read by no script, sent by no other site's page; it leaves the browser when the session must have ended. */
export function sessionCookie(request: IncomingMessage, secret: string, lifeMs: number): string {
  return `${nameFor(request)}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.ceil(lifeMs / 1_000)}${overTls(request) ? '; Secure' : ''}`
}

export function clearedCookie(request: IncomingMessage): string {
  return sessionCookie(request, '', 0)
}

const nameFor = (request: IncomingMessage) => (overTls(request) ? SECURE_NAME : PLAIN_NAME)
