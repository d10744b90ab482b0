import { Agent, request as httpRequest } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestProduct, type TestProduct } from '../testing/test-product.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { type GatewayUnderTest, startGateway } from './testing/gateway-under-test.ts'

let product: TestProduct
let gateway: GatewayUnderTest
let runId: string
let approvalId: string
const agent = new Agent({ keepAlive: true, maxSockets: 16 })

beforeAll(async () => {
  product = await startTestProduct({ hot: 'memory' })
  gateway = await startGateway(product.services, { materializer: product.engine.materializer })
  runId = await product.run({
    schemaVersion: 1,
    name: 'target',
    nodes: [{ id: 'ask', type: 'hitl', config: { title: 'Wait' }, position: { x: 0, y: 0 } }],
    edges: [],
  })
  const [approval] = await waitUntil('the request', async () => {
    const waiting = await product.services.approvals.list(product.caller, { runId })
    return waiting.length > 0 && waiting
  })
  approvalId = approval?.approvalId ?? ''
  await product.services.workflows.create(product.caller, {
    workflow: { schemaVersion: 1, name: 'target', nodes: [{ id: 'a', type: 'join', position: { x: 0, y: 0 } }], edges: [] },
  })
})
afterAll(async () => {
  agent.destroy()
  await gateway?.close(500)
  await product?.close()
})

const ID = '01890000-0000-7000-8000-000000000001'
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('add', '/nodes/-', '/nodes/0', '/edges/99', '/nodes/0/config', '/name', 'target', 'main', 'a', 'b', '-1', '1e999', '{{ nodes.a }}', '{{ ('),
  fc.constantFrom('\u0000', '\ud800', '__proto__', 'constructor'),
)
const key = fc.constantFrom('id', 'type', 'config', 'name', 'from', 'to', 'position', 'x', 'url', 'when', '__proto__', 'constructor', 'prototype', '')
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, text, fc.double(), fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
}))
const position = fc.record({ x: fc.integer(), y: fc.integer() })
const element = fc.oneof(
  fc.record(
    { id: fc.constantFrom('a', 'b', 'c', 'a b'), type: fc.constantFrom('join', 'http', 'function', 'agent', 'odd'), position, config: value, name: text },
    { requiredKeys: ['id', 'type', 'position'] },
  ),
  fc.record(
    { id: fc.constantFrom('e', 'f'), from: fc.constantFrom('a', 'b'), to: fc.constantFrom('a', 'c'), when: text, fromPort: text },
    { requiredKeys: ['id', 'from', 'to'] },
  ),
  value,
)
const document = fc.record(
  {
    schemaVersion: fc.constantFrom(1, 2),
    name: text,
    description: text,
    nodes: fc.array(element, { maxLength: 3 }),
    edges: fc.array(element, { maxLength: 2 }),
  },
  { requiredKeys: ['schemaVersion', 'name', 'nodes', 'edges'] },
)
const path = fc.constantFrom(
  '/nodes/-',
  '/nodes/0',
  '/nodes/0/name',
  '/nodes/0/config',
  '/nodes/9',
  '/edges/-',
  '/edges/0/when',
  '/name',
  '',
  '/nodes/00',
  '/a~2',
  '/nodes/0/id',
  '/nodes/__proto__',
)
const operation = fc.record({ op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'), path, value: element, from: path })
const patch = fc.record(
  {
    operations: fc.array(operation, { minLength: 1, maxLength: 3 }),
    rebase: fc.boolean(),
    rationale: text,
    baseVersion: fc.constantFrom(ID),
    patchId: fc.uuid(),
  },
  { requiredKeys: ['operations'] },
)
const creation = fc.record({ workflow: document, name: text, tag: text }, { requiredKeys: ['workflow'] })
const start = fc.record({ ref: text, tag: text, inputs: value, workflow: document, mode: text }, { requiredKeys: [] })
const decision = fc.record({ decision: fc.constantFrom('approve', 'reject'), requestHash: fc.constantFrom('0'.repeat(64), 'x'), reason: text })

const rarely = fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat() })

/** A body of about the right shape, a blind one now and then, seldom cut or with one byte changed. */
function bodyLike(shape: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> {
  return fc.tuple(fc.oneof({ weight: 9, arbitrary: shape }, { weight: 1, arbitrary: value }), rarely, rarely).map(([any, cut, flip]) => {
    const json = JSON.stringify(any)
    const bytes = Buffer.from(cut === undefined ? json : json.slice(0, cut % (json.length + 1)))
    if (flip !== undefined && bytes.length > 0) bytes[flip % bytes.length] = flip % 256
    return bytes
  })
}

function answerOf(path: string, bytes: Buffer): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      gateway.url + path,
      { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': bytes.byteLength } },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      },
    )
    request.on('error', reject)
    request.end(bytes)
  })
}

it('[SE-10] fuzzed bodies never give 500, whichever door they come to', async () => {
  const doors: Array<[string, fc.Arbitrary<unknown>]> = [
    ['/api/v1/workflows', creation],
    ['/api/v1/workflows/validate', fc.record({ workflow: document })],
    ['/api/v1/workflows/target/tags/main/patches', patch],
    ['/api/v1/runs', start],
    [`/api/v1/runs/${runId}/patch`, patch],
    [`/api/v1/patches/${ID}/reject`, fc.record({ reason: text })],
    [`/api/v1/approvals/${approvalId}/decide`, decision],
    ['/trpc/workflows.create', creation],
    ['/trpc/runs.patch', patch.map((sent) => ({ ...sent, runId }))],
    [
      '/trpc/workflows.patch,runs.start?batch=1',
      fc.tuple(patch, start).map(([first, second]) => ({ 0: { name: 'target', tag: 'main', ...first }, 1: second })),
    ],
  ]
  const answers = new Set<number>()
  await fc.assert(
    fc.asyncProperty(fc.tuple(...doors.map(([, shape]) => bodyLike(shape))), async (bodies) => {
      const answered = await Promise.all(doors.map(async ([door], index) => [door, await answerOf(door, bodies[index] ?? Buffer.alloc(0))] as const))
      for (const [door, { status, text }] of answered) {
        answers.add(status)
        // A batch hides its failures behind 207.
        expect([door, status < 500 && !text.includes('internal.error'), text]).toEqual([door, true, text])
      }
    }),
    { numRuns: Number(process.env.AOB_FUZZ_RUNS ?? 200) },
  )
  // The bodies reach beyond the first check: some are refused for their meaning, and some are answered.
  expect([...answers]).toEqual(expect.arrayContaining([200, 400, 404, 409, 422]))
}, 120_000)
