import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DEFAULT_LIMITS, type Limits } from '@aob/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEgress, type Egress } from '../egress/egress.ts'
import { createExpressions } from '../expressions/expressions.ts'
import type { ExecutionRequest, ExecutionResult } from '../ports/execution.ts'
import { createHttpExecutor } from './http.ts'
import { testRequest } from './test-request.ts'

let server: Server
let base: string
let egress: Egress
let last: { method: string; url: string; headers: IncomingMessage['headers']; body: string }
let bounds: Partial<Limits> = {}
let reply: { status: number; headers?: Record<string, string>; body?: string | Buffer }

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      last = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
      if (request.url === '/never') return
      response.writeHead(reply.status, reply.headers).end(reply.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  base = `http://127.0.0.1:${port}`
  egress = createEgress({ allow: [`127.0.0.1:${port}`] })
})
afterAll(async () => {
  await egress.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function run(config: Record<string, unknown>, overrides: Partial<ExecutionRequest> = {}): Promise<ExecutionResult> {
  const scope = { inputs: { id: 'A 1', n: 3 }, nodes: {}, run: { id: 'run-1', workflow: 'W' }, vars: { sample: base } }
  const executor = createHttpExecutor({
    expressions: createExpressions(),
    egress,
    clock: { now: () => Date.UTC(2026, 0, 1) },
    limits: { ...DEFAULT_LIMITS, ...bounds },
  })
  return executor.execute(testRequest({ type: 'http', config }, { scope, ...overrides }))
}
const json = (value: unknown, status = 200) => ({ status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) })
const errorOf = (result: ExecutionResult) => (result.kind === 'failed' ? result.error : undefined)

describe('the http executor', () => {
  it('[EX-02] sends method, query, headers and JSON body, and parses the JSON answer', async () => {
    reply = { ...json({ ok: true }), headers: { 'content-type': 'application/json', 'set-cookie': 'secret=1', etag: '"1"' } }
    const result = await run({
      method: 'POST',
      url: '{{ vars.sample }}/orders?a=1#f',
      query: { id: '{{ inputs.id }}', n: '{{ inputs.n }}' },
      headers: { 'X-Count': '{{ inputs.n }}' },
      body: { count: '{{ inputs.n }}' },
    })
    expect(result).toEqual({
      kind: 'succeeded',
      port: 'out',
      output: { status: 200, headers: { 'content-type': 'application/json', etag: '"1"' }, body: { ok: true } },
    })
    expect(last).toMatchObject({
      method: 'POST',
      url: '/orders?a=1&id=A+1&n=3',
      body: '{"count":3}',
      headers: { 'x-count': '3', 'content-type': 'application/json' },
    })
  })

  it('[D-22] carries the same idempotency key on every attempt and lets no config replace it', async () => {
    reply = json({})
    await run({ url: `${base}/x`, headers: { 'Idempotency-Key': 'mine' } }, { attempt: 1 })
    expect(last.headers['idempotency-key']).toBe('run-1/node')
    await run({ url: `${base}/x` }, { attempt: 2 })
    expect(last.headers['idempotency-key']).toBe('run-1/node')
  })

  it('gives text as text, other bytes as base64 and nothing as null', async () => {
    reply = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'héllo' }
    expect(await run({ url: `${base}/x` })).toMatchObject({ output: { body: 'héllo' } })
    reply = { status: 200, headers: { 'content-type': 'image/png' }, body: Buffer.from([1, 2, 255]) }
    expect(await run({ url: `${base}/x` })).toMatchObject({ output: { body: { base64: 'AQL/' } } })
    reply = { status: 204 }
    expect(await run({ url: `${base}/x` })).toMatchObject({ output: { status: 204, body: null } })
  })

  it.each([408, 425, 429, 500, 503])('%d may pass: retryable, honouring Retry-After', async (status) => {
    reply = { status, headers: { 'retry-after': '7' }, body: 'busy' }
    expect(errorOf(await run({ url: `${base}/x` }))).toMatchObject({
      code: 'http.unavailable',
      retryable: true,
      retryAfterMs: 7000,
      message: expect.stringContaining('busy'),
    })
  })

  it.each([304, 400, 404, 409, 422])('%d will not pass by itself', async (status) => {
    reply = { status, body: status === 304 ? undefined : 'no' }
    expect(errorOf(await run({ url: `${base}/x` }))).toMatchObject({ code: 'http.status', retryable: false })
  })

  it('accepts what expectStatus names and nothing else', async () => {
    reply = { status: 404, body: 'gone' }
    expect(await run({ url: `${base}/x`, expectStatus: [200, 404] })).toMatchObject({ kind: 'succeeded', output: { status: 404 } })
    reply = json({})
    expect(errorOf(await run({ url: `${base}/x`, expectStatus: [201] }))).toMatchObject({ code: 'http.status' })
  })

  it('a JSON answer that is none is a failure, not text', async () => {
    reply = { status: 200, headers: { 'content-type': 'application/json' }, body: '{oops' }
    expect(errorOf(await run({ url: `${base}/x` }))).toMatchObject({ code: 'http.status' })
  })

  it.each<[string, string, Partial<Limits>, string]>([
    ['nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, {}, 'limit.depth'],
    ['lists without end', `[${'[],'.repeat(1_000_000)}[]]`, {}, 'limit.values'],
    ['names without end', `{${Array.from({ length: 20_000 }, (_, index) => `"n${index}":0`).join(',')}}`, {}, 'limit.values'],
    ['one value too many', '[1,2,3]', { maxJsonValues: 2 }, 'limit.values'],
    ['one level too deep', '[[[1]]]', { maxDepth: 2 }, 'limit.depth'],
  ])('[D-23] an answer of hostile JSON is refused before it is built: %s', async (_, body, limits, code) => {
    bounds = limits
    reply = { status: 200, headers: { 'content-type': 'application/json' }, body }
    expect(errorOf(await run({ url: `${base}/x` }))).toMatchObject({ code, retryable: false })
    bounds = {}
  })

  it('[D-23] what is just within the bounds is taken, and a name that looks like a prototype is a name', async () => {
    bounds = { maxJsonValues: 3, maxDepth: 3 }
    reply = { status: 200, headers: { 'content-type': 'application/json' }, body: '[[[1]]]' }
    expect(await run({ url: `${base}/x` })).toMatchObject({ output: { body: [[[1]]] } })
    bounds = {}
    reply = { ...reply, body: '{"__proto__":{"admin":true}}' }
    const result = await run({ url: `${base}/x` })
    expect(JSON.stringify(result.kind === 'succeeded' && result.output)).toContain('{"__proto__":{"admin":true}}')
    expect(Reflect.get({}, 'admin')).toBeUndefined()
  })

  it('ends at the signal', async () => {
    expect(errorOf(await run({ url: `${base}/never` }, { signal: AbortSignal.timeout(50) }))).toMatchObject({ code: 'http.timeout', retryable: true })
  })

  it('says what is wrong with its config', async () => {
    expect(errorOf(await run({ url: 'http://10.0.0.1/' }))).toMatchObject({ code: 'ssrf.address', retryable: false })
    expect(errorOf(await run({ url: '{{ inputs }}' }))).toMatchObject({ code: 'node.config_invalid' })
    expect(errorOf(await run({ url: '{{ inputs.missing }}' }))).toMatchObject({ code: 'expression.failed' })
    expect(errorOf(await run({ uri: 'x' }))).toMatchObject({ code: 'node.config_invalid' })
    for (const name of ['Host', 'content-length', 'Transfer-Encoding']) {
      expect(errorOf(await run({ url: `${base}/x`, headers: { [name]: '1' } })), name).toMatchObject({ code: 'node.config_invalid' })
    }
    expect(errorOf(await run({ url: `${base}/x`, headers: { 'X-A': 'one\r\nX-B: two' } }))).toMatchObject({ code: 'node.config_invalid' })
  })
})
