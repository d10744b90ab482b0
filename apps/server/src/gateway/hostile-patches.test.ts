import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DEFAULT_LIMITS, type Operation } from '@aob/schemas'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createSessionMemory } from '../adapters/memory/session-memory.ts'
import { createLogger } from '../observability/logger.ts'
import { startTestProduct, type TestProduct } from '../testing/test-product.ts'
import { waitUntil } from '../testing/wait-until.ts'
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
    sessions: createSessionMemory(),
    clock: engine.clock,
  })
  // Client and server share a thread here that is busy for long: only one of them may give up an idle connection, or they do so at once.
  http.server.keepAliveTimeout = 0
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

/** The sizes of the bodies that came past the bounds while something was done. */
async function admittedDuring<Answer>(work: () => Promise<Answer>): Promise<{ admitted: number[]; answered: Answer }> {
  const { materializer } = product.engine
  const admitted: number[] = []
  const admit = materializer.admit
  materializer.admit = (bytes) => {
    admitted.push(bytes.byteLength)
    return admit(bytes)
  }
  try {
    return { admitted, answered: await work() }
  } finally {
    materializer.admit = admit
  }
}

const rename: Operation = { op: 'replace', path: '/nodes/0/name', value: 'x' }
const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`
const manyMembers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]))
const manyNames = JSON.stringify(manyMembers(DEFAULT_LIMITS.maxJsonNames + 1))
const bomb = [
  { op: 'add', path: '/nodes/0/config/bomb', value: 'x'.repeat(100_000) },
  ...Array.from({ length: 200 }, () => ({ op: 'copy', from: '/nodes/0/config', path: '/nodes/0/config/bomb' })),
]

describe('hostile patches, while others work', () => {
  it.each<[string, number, string, () => string, string?]>([
    ['10 MB', 413, 'request.too_large', () => patchOf([{ op: 'add', path: '/description', value: 'x'.repeat(10_000_000) }])],
    ['3 MB, which a body may be and a patch may not', 413, 'limit.bytes', () => patchOf([{ op: 'add', path: '/description', value: 'x'.repeat(3_000_000) }])],
    [
      'more names than a body may have',
      413,
      'limit.values',
      () => patchOf([{ op: 'add', path: '/description', value: manyMembers(DEFAULT_LIMITS.maxJsonNames) }]),
    ],
    [
      'more items than a body may have, within the bytes of a patch',
      413,
      'limit.values',
      () => patchOf([{ op: 'add', path: '/description', value: 0 }]).replace(':0}', `:[${'[],'.repeat(DEFAULT_LIMITS.maxJsonValues)}[]]}`),
    ],
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
    const post = (path: string, body: string) => fetch(`${origin}/trpc/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const large = JSON.stringify({ name: VICTIM, tag: 'main', operations: [{ op: 'add', path: '/description', value: 'x'.repeat(2_100_000) }] })
    const { admitted } = await admittedDuring(async () => {
      for (const path of ['workflows.patch', 'drafts.append', 'runs.previewPatch']) {
        const answer = await post(path, large)
        expect([path, answer.status, await answer.text()]).toEqual([path, 413, expect.stringContaining('"code":"limit.bytes"')])
      }
      expect((await post('workflows.patch,workflows.patch?batch=1', `{"0":${large},"1":${large}}`)).status).toBe(413)
    })
    expect(admitted).toEqual([])
    // Something else may be larger.
    const other = await admittedDuring(() => post('workflows.create', JSON.stringify({ workflow: { name: 'x'.repeat(2_200_000) } })))
    expect(other.answered.status).not.toBe(413)
    expect(other.admitted).not.toEqual([])
  })

  it.each([
    '/api/v1/workflows',
    '/api/v1/workflows/validate',
    '/api/v1/runs',
    '/api/v1/tags/victim@main/restore',
    '/trpc/workflows.create',
    '/trpc/runs.start,runs.start?batch=1',
  ])('more names than a body may have are refused before anything reads them at %s, and everybody else is served', async (path) => {
    const { admitted, answered } = await admittedDuring(async () => {
      const hostile = Array.from({ length: 3 }, () =>
        fetch(origin + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: manyNames }),
      )
      return { neighbours: await neighboursWork(), hostile: await Promise.all(hostile) }
    })
    expect(answered.neighbours).toBe(2 * NEIGHBOURS.length)
    for (const answer of answered.hostile) {
      expect([answer.status, await answer.text()]).toEqual([
        413,
        expect.stringMatching(/"code":"limit.values".*"limit":"maxJsonNames"|"limit":"maxJsonNames".*"code":"limit.values"/s),
      ])
    }
    // The neighbours' four patches, and none of the bodies.
    expect(admitted.filter((bytes) => bytes >= manyNames.length)).toEqual([])
  })

  it('and over a WebSocket, which goes on afterwards', async () => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/trpc`)
    const answers: string[] = []
    socket.on('message', (data) => answers.push(data.toString()))
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    socket.send(`{"id":1,"method":"query","params":{"path":"workflows.get","input":${manyNames}}}`)
    socket.send(JSON.stringify({ id: 2, method: 'query', params: { path: 'workflows.get', input: { name: VICTIM } } }))
    expect(await neighboursWork()).toBe(2 * NEIGHBOURS.length)
    await waitUntil('both answers', () => answers.length === 2)
    expect(answers.find((answer) => answer.includes('limit.values'))).toBeDefined()
    expect(answers.find((answer) => answer.includes('"id":2'))).toContain(versions.get(VICTIM))
    socket.close()
  })

  it('exactly 10,000 operations are taken', async () => {
    const answer = await send(VICTIM, patchOf(Array.from({ length: 10_000 }, (_, index) => ({ ...rename, op: 'add', value: `name ${index}` }))))
    expect(answer.status).toBe(201)
  })
})
