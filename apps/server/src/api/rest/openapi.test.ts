import { readFile } from 'node:fs/promises'
import { validate } from '@cfworker/json-schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GatewayUnderTest, startGateway } from '../../gateway/testing/gateway-under-test.ts'
import { createServicesDouble } from '../../gateway/testing/services-double.ts'
import { ROUTES } from './table.ts'

interface OpenApi {
  openapi: string
  paths: Record<
    string,
    Record<string, { operationId: string; responses: object; requestBody?: { content: { 'application/json': { schema: { $ref: string } } } } }>
  >
  components: { schemas: Record<string, object> }
}

let gateway: GatewayUnderTest
let document: OpenApi

beforeAll(async () => {
  gateway = await startGateway(createServicesDouble().services)
  document = JSON.parse(await (await fetch(`${gateway.url}/api/v1/openapi.json`)).text())
})
afterAll(() => gateway.close(500))

describe('the OpenAPI document', () => {
  it('lists the routes of the golden file, which is what the server offers', async () => {
    const listed = Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`))
    const golden = await readFile(new URL('./routes.golden.txt', import.meta.url), 'utf8')
    expect(`${listed.sort().join('\n')}\n`).toBe(golden)
    expect(ROUTES.map(({ method, path }) => `${method} /api/v1${path}`).sort()).toEqual(listed.sort())
  })

  it('names for every path exactly the methods the server allows there', async () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const address = gateway.url + path.replaceAll(/\{\w+\}/g, 'x')
      const answer = await fetch(address, { method: 'OPTIONS' })
      const methods = Object.keys(item).map((method) => method.toUpperCase())
      expect([path, answer.status]).toEqual([path, 204])
      for (const method of methods) expect([path, answer.headers.get('allow')?.split(', ')]).toEqual([path, expect.arrayContaining([method])])
    }
  })

  it('asks no query that refuses what stands in its own path: the run of an audit was an unknown field', () => {
    for (const { method, path, query } of ROUTES) {
      const schema = query && (document.components.schemas[query.component] as { properties?: object; additionalProperties?: unknown } | undefined)
      if (schema?.additionalProperties !== false) continue
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
      expect([method, path, Object.keys(schema.properties ?? {})]).toEqual([method, path, expect.arrayContaining(named)])
    }
  })

  it('gives every operation its own id', () => {
    const ids = Object.values(document.paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '')
    expect(references.length).toBeGreaterThan(50)
    for (const reference of references) {
      const target = reference
        .slice(2)
        .split('/')
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document)
      expect([reference, typeof target]).toEqual([reference, 'object'])
    }
  })

  it('carries schemas that judge: the body of a patch', () => {
    const reference = document.paths['/api/v1/runs/{runId}/patch']?.post?.requestBody?.content['application/json'].schema.$ref
    const schema = { $ref: reference, components: document.components } as object
    expect(validate({ operations: [{ op: 'remove', path: '/nodes/0' }] }, schema).valid).toBe(true)
    expect(validate({ operations: [{ op: 'explode', path: '/nodes/0' }] }, schema).valid).toBe(false)
  })
})
