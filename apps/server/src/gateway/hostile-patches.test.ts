import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Operation } from '@aob/schemas'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../observability/logger.ts'
import { startTestProduct, type TestProduct } from '../testing/test-product.ts'
import { functionNode, workflow } from '../testing/workflows.ts'
import { createHttpServer, type HttpServer } from './http-server.ts'

let product: TestProduct
let http: HttpServer
let origin: string
/** What reaches the stores: a refused patch may not get that far. */
const stored = { blobs: 0, published: 0 }

beforeAll(async () => {
  product = await startTestProduct({ hot: 'memory' })
  const { engine } = product
  count(engine.blobs, 'put', 'blobs')
  count(engine.documents, 'publish', 'published')
  http = createHttpServer({
    services: product.services,
    logger: createLogger('silent'),
    registry: engine.metrics.registry,
    origins: [],
    limits: engine.limits,
    materializer: engine.materializer,
    credentials: { local: product.caller },
  })
  await new Promise<void>((resolve) => http.server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await http?.close()
  await product?.close()
})
beforeEach(() => {
  stored.blobs = 0
  stored.published = 0
})

function count<Key extends string>(store: Record<Key, unknown>, method: Key, name: keyof typeof stored): void {
  const original = store[method] as (...input: unknown[]) => unknown
  store[method] = function counted(this: unknown, ...input: unknown[]) {
    stored[name] += 1
    return original.apply(store, input)
  }
}

const VICTIM = 'victim'
const NEIGHBOURS = ['ada', 'bob', 'eve', 'mia']
let versions = new Map<string, string>()
beforeAll(async () => {
  const created = [VICTIM, ...NEIGHBOURS].map(async (name): Promise<[string, string]> => {
    const document = workflow(name, [functionNode('a', 'return 1'), functionNode('b', 'return 2')], ['a>b'])
    return [name, (await product.services.workflows.create(product.caller, { workflow: { ...document } })).artifactId]
  })
  versions = new Map(await Promise.all(created))
})

let round = 0
const send = (name: string, body: string, contentType = 'application/json') =>
  fetch(`${origin}/api/v1/workflows/${name}/tags/main/patches`, { method: 'POST', headers: { 'content-type': contentType }, body })
const patchOf = (operations: unknown) => JSON.stringify({ operations, baseVersion: versions.get(VICTIM) })

/** Everybody else publishes a patch and reads; all of it has to succeed. Returns how many were answered. */
async function neighboursWork(): Promise<number> {
  round += 1
  const node = { ...functionNode(`n${round}`, 'return 3'), position: { x: 0, y: 0 } }
  const answers = await Promise.all(
    NEIGHBOURS.flatMap((name) => [
      send(name, JSON.stringify({ operations: [{ op: 'add', path: '/nodes/-', value: node }] })),
      fetch(`${origin}/api/v1/workflows/${name}`),
    ]),
  )
  return answers.filter(({ ok }) => ok).length
}

const rename: Operation = { op: 'replace', path: '/nodes/0/name', value: 'x' }
const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`
const manyMembers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]))
const bomb = [
  { op: 'add', path: '/nodes/0/config/bomb', value: 'x'.repeat(100_000) },
  ...Array.from({ length: 200 }, () => ({ op: 'copy', from: '/nodes/0/config', path: '/nodes/0/config/bomb' })),
]

describe('hostile patches, while others work', () => {
  it.each<[string, number, string, () => string, string?]>([
    ['10 MB', 413, 'request.too_large', () => patchOf([{ op: 'add', path: '/description', value: 'x'.repeat(10_000_000) }])],
    ['3 MB, which a body may be and a patch may not', 413, 'limit.bytes', () => patchOf([{ op: 'add', path: '/description', value: 'x'.repeat(3_000_000) }])],
    ['3 MB of members, refused by its size alone', 413, 'limit.bytes', () => patchOf([{ op: 'add', path: '/description', value: manyMembers(300_000) }])],
    ['100,000 operations that are none', 422, 'request.invalid', () => patchOf(Array.from({ length: 100_000 }, () => ({})))],
    ['10,000 operations that are none', 422, 'request.invalid', () => patchOf(Array.from({ length: 10_000 }, () => ({ op: 'x', y: 1 })))],
    ['10,001 operations', 422, 'request.invalid', () => patchOf(Array.from({ length: 10_001 }, () => rename))],
    ['a copy bomb', 413, 'limit.bytes', () => patchOf(bomb)],
    [
      'nesting as deep as a body is long',
      422,
      'limit.depth',
      () => patchOf([{ op: 'add', path: '/description', value: 0 }]).replace(':0}', `:${nested(100_000)}}`),
    ],
    ['a path through a prototype', 422, 'patch.path_missing', () => patchOf([{ op: 'add', path: '/nodes/0/__proto__/polluted', value: true }])],
    ['a path through a constructor', 422, 'patch.path_missing', () => patchOf([{ op: 'add', path: '/constructor/prototype/polluted', value: true }])],
    [
      'a member named like a prototype',
      422,
      'request.invalid',
      () => patchOf([{ op: 'add', path: '/nodes/0/config/x', value: 0 }]).replace(':0}', ':{"__proto__":{"polluted":true}}}'),
    ],
    ['a list that is none any more', 422, 'workflow.invalid', () => patchOf([{ op: 'replace', path: '/nodes', value: 5 }])],
    ['elements that are none any more', 422, 'workflow.invalid', () => patchOf([{ op: 'replace', path: '/edges/0', value: null }])],
    ['a form', 415, 'request.content_type', () => 'operations=1', 'application/x-www-form-urlencoded'],
    ['text', 415, 'request.content_type', () => patchOf([rename]), 'text/plain'],
    ['XML that says it is JSON', 400, 'request.not_json', () => '<patch/>'],
  ])('%s is refused with %i %s before any store is touched, and everybody else is served', async (_, status, code, body, contentType) => {
    const text = body()
    const before = await product.services.workflows.get(product.caller, VICTIM)
    const hostile = Array.from({ length: 3 }, () => send(VICTIM, text, contentType))
    expect(await neighboursWork()).toBe(2 * NEIGHBOURS.length)
    for (const answer of await Promise.all(hostile)) {
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code])
    }
    // What was stored is the neighbours' alone.
    expect(stored).toEqual({ blobs: NEIGHBOURS.length, published: NEIGHBOURS.length })
    expect(await product.services.workflows.get(product.caller, VICTIM)).toEqual(before)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('a body that never ends holds nobody: others are answered while it is on its way, and it is refused at the bound', async () => {
    const refused = new Promise<number>((resolve, reject) => {
      const hostile = httpRequest(`${origin}/api/v1/workflows/${VICTIM}/tags/main/patches`, { method: 'POST', headers: { 'content-type': 'application/json' } })
      hostile.on('response', (response) => resolve(response.statusCode ?? 0))
      hostile.on('error', reject)
      hostile.write(`{"operations":"${'x'.repeat(1_000_000)}`, () => {
        neighboursWork().then((answered) => {
          expect(answered).toBe(2 * NEIGHBOURS.length)
          // Beyond the bound; nothing says that it is over.
          for (let sent = 0; sent < 9; sent++) hostile.write('x'.repeat(1_000_000))
        }, reject)
      })
    })
    expect(await refused).toBe(413)
  })

  it('what is more than a patch may be is refused before it is parsed, by tRPC in its own form and in a batch too', async () => {
    const { engine } = product
    let admitted = 0
    const admit = engine.materializer.admit
    engine.materializer.admit = (bytes) => {
      admitted += 1
      return admit(bytes)
    }
    const post = (path: string, body: string) => fetch(`${origin}/trpc/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const large = JSON.stringify({ name: VICTIM, tag: 'main', operations: [{ op: 'add', path: '/description', value: 'x'.repeat(2_100_000) }] })
    try {
      for (const path of ['workflows.patch', 'drafts.append', 'runs.previewPatch']) {
        const answer = await post(path, large)
        expect([path, answer.status, await answer.text()]).toEqual([path, 413, expect.stringContaining('"code":"limit.bytes"')])
      }
      expect((await post('workflows.patch,workflows.patch?batch=1', `{"0":${large},"1":${large}}`)).status).toBe(413)
      expect(admitted).toBe(0)
      // Something else may be larger.
      expect((await post('workflows.create', JSON.stringify({ workflow: { name: 'x'.repeat(2_200_000) } }))).status).not.toBe(413)
      expect(admitted).toBeGreaterThan(0)
    } finally {
      engine.materializer.admit = admit
    }
  })

  it('exactly 10,000 operations are taken', async () => {
    const answer = await send(VICTIM, patchOf(Array.from({ length: 10_000 }, (_, index) => ({ ...rename, op: 'add', value: `name ${index}` }))))
    expect(answer.status).toBe(201)
  })
})
