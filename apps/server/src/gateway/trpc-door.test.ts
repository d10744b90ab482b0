import { DEFAULT_LIMITS } from '@aob/schemas'
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client'
import { afterEach, describe, expect, it } from 'vitest'
import type { AppRouter } from '../api/routers/app.ts'
import { DomainError } from '../domain-error.ts'
import { type GatewayUnderTest, startGateway } from './testing/gateway-under-test.ts'
import { plainJson } from './testing/plain-json.ts'
import { createServicesDouble, RUN_ID, type ServicesDouble } from './testing/services-double.ts'

const open: GatewayUnderTest[] = []
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close(500)
})

async function gatewayOf(double: ServicesDouble = createServicesDouble(), options: Parameters<typeof startGateway>[1] = {}): Promise<GatewayUnderTest> {
  const gateway = await startGateway(double.services, options)
  open.push(gateway)
  return gateway
}

const JSON_TYPE = { 'content-type': 'application/json' }

describe('the same door for tRPC', () => {
  const clientOf = (gateway: GatewayUnderTest, headers: Record<string, string> = {}) =>
    createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${gateway.url}/trpc`, headers, transformer: plainJson })] })

  async function dataOf(action: Promise<unknown>): Promise<unknown> {
    try {
      await action
    } catch (error) {
      if (error instanceof TRPCClientError) return error.data
      throw error
    }
    throw new Error('expected a refusal')
  }

  it('input of the wrong shape comes back with code and pointer', async () => {
    const client = clientOf(await gatewayOf())
    const operations = [{ op: 'add', path: 'nodes' }] as never
    expect(await dataOf(client.runs.patch.mutate({ runId: RUN_ID, operations }))).toMatchObject({
      code: 'request.invalid',
      pointer: '/operations/0/value',
      httpStatus: 422,
      path: 'runs.patch',
    })
  })

  it('a body that is too large is refused in the form tRPC clients read', async () => {
    const client = clientOf(await gatewayOf(createServicesDouble(), { limits: { ...DEFAULT_LIMITS, maxRequestBytes: 1_000, maxClientBufferBytes: 1_000 } }))
    expect(await dataOf(client.workflows.create.mutate({ workflow: { name: 'x'.repeat(2_000) } }))).toMatchObject({
      code: 'request.too_large',
      httpStatus: 413,
    })
  })

  it('prototype keys are refused before a procedure runs', async () => {
    const gateway = await gatewayOf()
    const answer = await fetch(`${gateway.url}/trpc/workflows.create`, { method: 'POST', headers: JSON_TYPE, body: '{"workflow":{"__proto__":{}}}' })
    expect([answer.status, await answer.json()]).toMatchObject([422, { error: { data: { code: 'request.invalid', pointer: '/workflow/__proto__' } } }])
  })

  it('an unknown procedure and a query called as a mutation are named as such', async () => {
    const gateway = await gatewayOf()
    const missing = await fetch(`${gateway.url}/trpc/nothing.here`)
    expect([missing.status, await missing.json()]).toMatchObject([404, { error: { data: { code: 'resource.not_found' } } }])
    const wrong = await fetch(`${gateway.url}/trpc/workflows.list`, { method: 'POST', headers: JSON_TYPE, body: '{}' })
    expect([wrong.status, await wrong.json()]).toMatchObject([405, { error: { data: { code: 'request.method' } } }])
  })

  it('a refusal keeps everything a client can act on', async () => {
    const refusal = new DomainError('patch.base_moved', 'The head is v1.3.', { pointer: '/baseVersion', extra: { head: 'h', missing: [{ patchId: 'p' }] } })
    const refuse = async () => {
      throw refusal
    }
    const gateway = await gatewayOf(createServicesDouble({ workflows: { patch: refuse } }))
    const patch = { operations: [{ op: 'remove' as const, path: '/nodes/0' }] }
    const expected = {
      code: 'patch.base_moved',
      status: 409,
      detail: 'The head is v1.3.',
      pointer: '/baseVersion',
      head: 'h',
      missing: [{ patchId: 'p' }],
      retryable: true,
    }
    expect(await dataOf(clientOf(gateway).workflows.patch.mutate({ name: 'orders', tag: 'main', ...patch }))).toMatchObject(expected)
    const rest = await fetch(`${gateway.url}/api/v1/workflows/orders/tags/main/patches`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(patch) })
    expect(await rest.json()).toMatchObject(expected)
  })

  it('an unexpected failure tells a trace id and nothing else', async () => {
    const fail = async () => {
      throw new TypeError('secret detail at db.ts:12')
    }
    const gateway = await gatewayOf(createServicesDouble({ workflows: { get: fail } }))
    const rest = await (await fetch(`${gateway.url}/api/v1/workflows/orders`)).text()
    const trpc = await (await fetch(`${gateway.url}/trpc/workflows.get?input=${encodeURIComponent('{"name":"orders"}')}`)).text()
    for (const text of [rest, trpc]) {
      expect(text).toContain('internal.error')
      expect(text).toMatch(/"traceId":"[0-9a-f-]{36}"/)
      expect(text).not.toMatch(/secret|stack|db\.ts/)
    }
  })

  it('what cannot be served now says when to come back', async () => {
    const refuse = async () => {
      throw new DomainError('service.unavailable', undefined, { retryAfterMs: 2_500 })
    }
    const gateway = await gatewayOf(createServicesDouble({ runs: { start: refuse } }))
    const answer = await fetch(`${gateway.url}/api/v1/runs`, { method: 'POST', headers: JSON_TYPE, body: '{"ref":"orders"}' })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3'])
  })
})
