import { DomainError } from '../domain-error.ts'
import type { Egress, EgressResponse } from '../egress/egress.ts'
import { isTransient, retryAfterMs } from '../egress/retry-after.ts'
import { type JsonBounds, parseJsonWithin } from '../json-extent.ts'
import type { ExecutionRequest, Executor, Expressions } from '../ports/execution.ts'
import { configOf, textOf } from './config.ts'
import { attempt, nodeErrorOf, succeeded } from './outcome.ts'

/** Response headers worth keeping; the rest is transport, or changes with every call. */
const KEPT_HEADERS = ['content-type', 'etag', 'last-modified', 'link', 'location', 'retry-after', 'x-request-id', 'idempotency-replayed']
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
/** Characters of an error body shown in the message. */
const EXCERPT_LENGTH = 300

interface Call {
  method: string
  url: string
  headers: Record<string, string>
  body?: string
}

function textMap(value: unknown, field: string): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).flatMap(([name, item]) => (item === null ? [] : [[name, textOf(item, `${field}/${name}`)]])))
}

function withQuery(url: string, query: Record<string, string>): string {
  const pairs = new URLSearchParams(query).toString()
  if (pairs === '') return url
  const [address = '', fragment] = url.split('#', 2)
  return `${address}${address.includes('?') ? '&' : '?'}${pairs}${fragment === undefined ? '' : `#${fragment}`}`
}

/** Headers that frame the message or choose its addressee: they follow from URL and body and are never taken from a config. */
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'proxy-authorization',
  'proxy-connection',
])

/** Names and values as HTTP allows them: a computed header must not smuggle in another one. */
function checkHeaders(headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || /[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/.test(value)) {
      throw new DomainError('node.config_invalid', `The header ${JSON.stringify(name)} is not a valid HTTP header.`, { pointer: `/config/headers/${name}` })
    }
    if (OWN_HEADERS.has(name)) throw new DomainError('node.config_invalid', `The header ${name} cannot be set.`, { pointer: `/config/headers/${name}` })
  }
}

function prepareCall(request: ExecutionRequest, expressions: Expressions): Call {
  const config = configOf('http', request)
  const method = config.method ?? 'GET'
  const fill = (value: unknown) => expressions.render(value, request.scope)
  const headers = Object.fromEntries(Object.entries(textMap(fill(config.headers), 'headers')).map(([name, value]) => [name.toLowerCase(), value]))
  checkHeaders(headers)
  // Ours, whatever the config says: the sink must see one key for all attempts of this effect (D-22).
  headers['idempotency-key'] = request.idempotencyKey
  const call: Call = { method, url: withQuery(textOf(fill(config.url), 'url'), textMap(fill(config.query), 'query')), headers }
  if (config.body === undefined || !METHODS_WITH_BODY.has(method)) return call
  const body = fill(config.body)
  const isText = typeof body === 'string' && headers['content-type'] !== undefined && !headers['content-type'].includes('json')
  headers['content-type'] ??= 'application/json'
  return { ...call, body: isText ? body : JSON.stringify(body) }
}

function bodyOf(response: EgressResponse, bounds: JsonBounds): unknown {
  const type = response.headers['content-type']?.toLowerCase() ?? ''
  if (response.body.byteLength === 0) return null
  const bytes = Buffer.from(response.body.buffer, response.body.byteOffset, response.body.byteLength)
  if (!/json/.test(type))
    return /^(text\/|application\/(xml|javascript|x-www-form-urlencoded))|\+xml/.test(type) || type === ''
      ? bytes.toString('utf8')
      : { base64: bytes.toString('base64') }
  try {
    return parseJsonWithin(bytes, bounds)
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw new DomainError('http.status', 'The service announced JSON and sent something else.', { cause: error })
  }
}

function outputOf(response: EgressResponse, bounds: JsonBounds): { status: number; headers: Record<string, string>; body: unknown } {
  const kept = KEPT_HEADERS.flatMap((name) => (response.headers[name] === undefined ? [] : [[name, response.headers[name]] as const]))
  return { status: response.status, headers: Object.fromEntries(kept), body: bodyOf(response, bounds) }
}

function isExpected(status: number, expected: readonly number[] | undefined): boolean {
  return expected ? expected.includes(status) : status >= 200 && status <= 299
}

/** An answer nobody asked for: overload and server errors may pass by themselves, anything else will not. */
function statusError(response: EgressResponse, call: Call, nowMs: number): DomainError {
  const excerpt = Buffer.from(response.body).toString('utf8', 0, EXCERPT_LENGTH).trim()
  const message = `${call.method} ${new URL(response.url).host} answered ${response.status}${excerpt === '' ? '' : `: ${excerpt}`}`
  if (!isTransient(response.status)) return new DomainError('http.status', message)
  return new DomainError('http.unavailable', message, { retryAfterMs: retryAfterMs(response.headers['retry-after'], nowMs) })
}

/** Calls an HTTP service. Every request carries the node's idempotency key, reads included. */
export function createHttpExecutor(deps: { expressions: Expressions; egress: Egress; clock: { now(): number }; limits: JsonBounds }): Executor {
  return {
    type: 'http',
    execute: (request) =>
      attempt(async () => {
        const call = prepareCall(request, deps.expressions)
        const response = await deps.egress.fetch(call.url, { ...call, signal: request.signal })
        if (isExpected(response.status, configOf('http', request).expectStatus)) return succeeded(outputOf(response, deps.limits))
        return { kind: 'failed', error: nodeErrorOf(statusError(response, call, deps.clock.now())) }
      }),
  }
}
