import type { UrlRefusal } from '@aob/ir/document'
import { type Response, fetch as undiciFetch } from 'undici'
import { DomainError } from '../domain-error.ts'
import { type AllowList, checkUrl, judgeUrl, parseAllowList, parseUrl } from './check-url.ts'
import { createGuardedAgent, type Resolve, resolveBySystem } from './dispatcher.ts'
import { followRedirect, type Hop, isRedirect } from './redirects.ts'

/** Bounds of one call, each overridable. */
export const EGRESS_LIMITS = {
  /** Redirects followed before giving up. */
  maxRedirects: 5,
  /** Bytes of a body after decompression. */
  maxResponseBytes: 8_000_000,
  /** Milliseconds of a whole call when the caller sets no earlier end. */
  timeoutMs: 30_000,
  connectTimeoutMs: 10_000,
} as const

export type EgressLimits = { readonly [K in keyof typeof EGRESS_LIMITS]: number }

export interface EgressRequest {
  method: string
  headers?: Readonly<Record<string, string>>
  body?: string
  signal?: AbortSignal
}

export interface EgressResponse {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: Uint8Array
  /** Where the answer came from after redirects. */
  url: string
}

/** The only door to the outside: every call of a node goes through it. */
export interface Egress {
  /**
   * Calls an address and reads the whole answer. Rejects with DomainError `ssrf.*` when a layer refuses, `http.timeout`,
   * `http.unavailable` for network failures, `limit.bytes` for a body over the limit; any status is an answer.
   */
  fetch(url: string, request: EgressRequest): Promise<EgressResponse>
  /** The same judgement without connecting, for validators (SE-05). */
  checkUrl(url: string): UrlRefusal | undefined
  /** Closes pooled connections; idempotent. */
  close(): Promise<void>
}

function refusalError(refusal: UrlRefusal): DomainError {
  return new DomainError(refusal.code, refusal.message)
}

function domainCause(error: unknown): DomainError | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 10; current = current.cause, depth += 1) {
    if (current instanceof DomainError) return current
    if (current instanceof AggregateError) for (const inner of current.errors) if (inner instanceof DomainError) return inner
  }
  return undefined
}

function networkReason(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(inner instanceof Error)) return String(inner)
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : undefined
  return inner.message || code || inner.name
}

/** One mapping from whatever the network threw to our codes. */
function failureOf(error: unknown, host: string, signal: AbortSignal): DomainError {
  const known = domainCause(error)
  if (known) return known
  if (signal.aborted) return new DomainError('http.timeout', `The call to ${host} was not finished in time.`, { cause: error })
  return new DomainError('http.unavailable', `${host} could not be reached: ${networkReason(error)}`, { cause: error })
}

async function readBody(response: Response, limit: number): Promise<Uint8Array> {
  if (!response.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop early cancels the stream and with it the connection.
  for await (const chunk of response.body) {
    size += chunk.byteLength
    if (size > limit) throw new DomainError('limit.bytes', `The response is larger than ${limit} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

function headersOf(response: Response): Record<string, string> {
  const headers: Record<string, string> = {}
  response.headers.forEach((value, name) => {
    headers[name] = value
  })
  return headers
}

/** Builds the guard. `allow` entries are exact `host:port`s that bypass the host and address layers, never protocol or path. */
export function createEgress(options: { allow?: Iterable<string>; limits?: Partial<EgressLimits>; resolve?: Resolve } = {}): Egress {
  const allow: AllowList = parseAllowList(options.allow ?? [])
  const limits: EgressLimits = { ...EGRESS_LIMITS, ...options.limits }
  const agent = createGuardedAgent({ allow, resolve: options.resolve ?? resolveBySystem, connectTimeoutMs: limits.connectTimeoutMs })
  let closing: Promise<void> | undefined

  function admit(text: string): URL {
    const url = parseUrl(text)
    if (!(url instanceof URL)) throw refusalError(url)
    const refusal = judgeUrl(url, allow)
    if (refusal) throw refusalError(refusal)
    return url
  }

  async function send(hop: Hop, signal: AbortSignal): Promise<Response> {
    const url = admit(hop.url)
    try {
      return await undiciFetch(url, { method: hop.method, headers: hop.headers, body: hop.body, redirect: 'manual', dispatcher: agent, signal })
    } catch (error) {
      throw failureOf(error, url.host, signal)
    }
  }

  async function exchange(first: Hop, signal: AbortSignal): Promise<EgressResponse> {
    let hop = first
    for (let redirects = 0; ; redirects += 1) {
      const response = await send(hop, signal)
      const location = response.headers.get('location')
      if (!isRedirect(response.status) || location === null) {
        try {
          return { status: response.status, headers: headersOf(response), body: await readBody(response, limits.maxResponseBytes), url: hop.url }
        } catch (error) {
          throw failureOf(error, new URL(hop.url).host, signal)
        }
      }
      await response.body?.cancel()
      if (redirects >= limits.maxRedirects) throw new DomainError('ssrf.redirects', `More than ${limits.maxRedirects} redirects.`)
      hop = followRedirect(hop, response.status, location)
    }
  }

  return {
    async fetch(url, request) {
      const end = AbortSignal.timeout(limits.timeoutMs)
      const signal = request.signal ? AbortSignal.any([request.signal, end]) : end
      return exchange({ url, method: request.method.toUpperCase(), headers: { ...request.headers }, body: request.body }, signal)
    },
    checkUrl: (url) => checkUrl(url, allow),
    close() {
      closing ??= agent.destroy()
      return closing
    },
  }
}
