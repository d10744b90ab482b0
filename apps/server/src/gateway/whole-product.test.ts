import { createHash } from 'node:crypto'
import type { PatchAccepted, RunEvent, RunStartedAnswer, WorkflowCreated } from '@aob/schemas'
import { validateRunEvent } from '@aob/schemas/api-validators'
import { createTRPCClient, createWSClient, httpBatchLink, splitLink, type TRPCClient, wsLink } from '@trpc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { AppRouter } from '../api/routers/app.ts'
import { type EffectSink, startEffectSink } from '../testing/effect-sink.ts'
import { startTestProduct, type TestProduct } from '../testing/test-product.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { functionNode, httpNode, workflow } from '../testing/workflows.ts'
import { type DroppingProxy, startDroppingProxy } from './testing/dropping-proxy.ts'
import { type GatewayUnderTest, startGateway } from './testing/gateway-under-test.ts'
import { plainJson } from './testing/plain-json.ts'
import { readSse } from './testing/sse-reader.ts'

let sink: EffectSink
let product: TestProduct
let gateway: GatewayUnderTest
let proxy: DroppingProxy
let client: TRPCClient<AppRouter>
let socket: ReturnType<typeof createWSClient>

beforeAll(async () => {
  sink = await startEffectSink()
  product = await startTestProduct({ hot: 'memory', env: { AOB_EGRESS_ALLOW: sink.hostPort, AOB_VARS: JSON.stringify({ sink: sink.url }) } })
  gateway = await startGateway(product.services, { materializer: product.engine.materializer })
  proxy = await startDroppingProxy(gateway.port)
  const url = `127.0.0.1:${proxy.port}/trpc`
  // `ws` speaks the browser's interface; tRPC's type asks for the DOM class.
  socket = createWSClient({ url: `ws://${url}`, WebSocket: WebSocket as never, retryDelayMs: () => 5 })
  client = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: wsLink({ client: socket, transformer: plainJson }),
        false: httpBatchLink({ url: `http://${url}`, transformer: plainJson }),
      }),
    ],
  })
})
afterAll(async () => {
  await socket?.close()
  await proxy?.close()
  await gateway?.close(1_000)
  await product?.close()
  await sink?.close()
})

const chainOf = (name: string, length: number) => {
  const ids = Array.from({ length }, (_, index) => `s${index}`)
  return workflow(
    name,
    ids.map((id) => functionNode(id, 'return 1')),
    ids.slice(1).map((id, index) => `s${index}>${id}`),
  )
}

async function post<Answer>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; headers: Headers; body: Answer }> {
  const answer = await fetch(gateway.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) }
}

async function get(path: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: Headers; text: string }> {
  const answer = await fetch(gateway.url + path, { headers })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

describe('workflows over REST', () => {
  it('[VC-01] [CM-06] [CM-07] are created, read with an ETag, patched and undone', async () => {
    const created = await post<WorkflowCreated>('/api/v1/workflows', { workflow: chainOf('over rest', 2) })
    expect([created.status, created.headers.get('location')]).toEqual([201, '/api/v1/workflows/over%20rest'])
    const base = await get('/api/v1/workflows/over%20rest/tags/main/base')
    expect([base.status, base.headers.get('etag')]).toEqual([200, `"${created.body.casId}"`])
    expect(createHash('sha256').update(base.text).digest('hex')).toBe(created.body.casId)
    expect((await get('/api/v1/workflows/over%20rest/tags/main/base', { 'if-none-match': `"${created.body.casId}"` })).status).toBe(304)
    const patch = { operations: [{ op: 'replace', path: '/nodes/0/config/code', value: 'return 2' }], baseVersion: created.body.artifactId, rationale: 'two' }
    const patched = await post<PatchAccepted>('/workflows/over%20rest/tags/main/patches', patch, { 'idempotency-key': '01890000-0000-7000-8000-0000000000aa' })
    expect([patched.status, patched.body.patchId, patched.body.versionLabel]).toEqual([201, '01890000-0000-7000-8000-0000000000aa', 'v1.1'])
    const again = await post('/workflows/over%20rest/tags/main/patches', patch, { 'idempotency-key': '01890000-0000-7000-8000-0000000000aa' })
    expect(again.body).toEqual(patched.body)
    const chain = await get('/api/v1/workflows/over%20rest/tags/main/patches')
    expect(JSON.parse(chain.text)).toMatchObject([{ seq: 1, patchId: patched.body.patchId, rationale: 'two', operations: patch.operations }])
    expect([chain.headers.get('etag'), chain.headers.get('aob-head')]).toEqual([`"${patched.body.artifactId}"`, patched.body.artifactId])
    const undone = await post('/api/v1/tags/over%20rest@main/undo', '')
    expect([undone.status, undone.body]).toMatchObject([200, { artifactId: created.body.artifactId, versionLabel: 'v1.0' }])
    expect((await post('/api/v1/tags/over%20rest@main/undo', '')).status).toBe(409)
  })

  it('[D-23] a duplicate key, a lone surrogate and an integer no double holds do not pass the door', async () => {
    const bodies = ['{"workflow":{"name":"a","name":"b"}}', '{"workflow":{"name":"\\ud800"}}', '{"workflow":{"name":9007199254740993}}']
    for (const body of bodies) {
      const answer = await post<{ code: string }>('/api/v1/workflows', body)
      expect([body, answer.status, answer.body.code]).toEqual([body, 400, 'request.not_json'])
    }
    const deep = await post<{ code: string }>('/api/v1/workflows', `{"workflow":${'['.repeat(200)}${']'.repeat(200)}}`)
    expect([deep.status, deep.body.code]).toEqual([422, 'limit.depth'])
  })

  it('[TY-04] an unknown field is pointed at, and nothing is stored', async () => {
    const answer = await post<{ pointer: string }>('/workflows', { workflow: { ...chainOf('with nods', 1), nods: [] } })
    expect([answer.status, answer.body.pointer]).toEqual([422, '/nods'])
    expect((await get('/api/v1/workflows/with%20nods')).status).toBe(404)
  })
})

describe('runs', () => {
  it('[AP-01] [ST-03] [ST-10] start idempotently and are followed to the end by valid events', async () => {
    await post('/api/v1/workflows', { workflow: chainOf('followed', 3) })
    const key = { 'idempotency-key': 'order-17' }
    const started = await post<RunStartedAnswer>('/api/v1/runs', { ref: 'followed' }, key)
    expect([started.status, started.body.status]).toEqual([201, 'RUNNING'])
    expect((await post<RunStartedAnswer>('/runs', { ref: 'followed@main' }, key)).body.runId).toBe(started.body.runId)
    const { runId } = started.body
    const events: RunEvent[] = []
    const stream = await fetch(`${gateway.url}/api/v1/runs/${runId}/events`)
    for await (const { id, data } of readSse(stream)) {
      const event: RunEvent = JSON.parse(data)
      expect([id, validateRunEvent(event)]).toEqual([String(event.seq), true])
      events.push(event)
    }
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.at(-1)?.type).toBe('run.completed')
    const finished = await fetch(`${gateway.url}/api/v1/runs/${runId}/events`, { headers: { 'last-event-id': String(events.length) } })
    expect(finished.status).toBe(204)
    expect(JSON.parse((await get(`/api/v1/runs/${runId}/timeline?after=2&limit=2`)).text)).toEqual({ events: events.slice(2, 4), last: 4 })
    const completed = events.find((event) => event.type === 'node.completed')
    const ref = completed?.type === 'node.completed' ? completed.data.outputRef : ''
    const bytes = await get(`/api/v1/artifacts/${ref.replace('cas://sha256:', '')}`)
    expect([bytes.status, bytes.text]).toEqual([200, '1'])
    const weak = await get(`/api/v1/artifacts/${ref.replace('cas://sha256:', '')}`, { 'if-none-match': `"other", W/${bytes.headers.get('etag')}` })
    expect([weak.status, weak.text]).toEqual([304, ''])
    expect(await client.artifacts.read.query({ ref })).toEqual({ ref, bytes: 1, text: '1', truncated: false })
  })

  it('[ST-05] are seen without gap or duplicate by a client whose connection is cut 20 times', async () => {
    const { runId } = await client.runs.start.mutate({ workflow: { ...chainOf('long', 120) } })
    const seen: number[] = []
    const types: string[] = []
    let complete = false
    client.runs.events.subscribe(
      { runId },
      {
        onData({ data }) {
          seen.push(data.seq)
          types.push(data.type)
        },
        onComplete: () => {
          complete = true
        },
      },
    )
    let drops = 0
    for (let turn = 1; drops < 20 && !complete; turn++) {
      await waitUntil('more events', () => complete || seen.length >= turn * 5)
      if (!complete && (await waitUntil('a connection', () => proxy.drop() || complete))) drops += 1
    }
    await waitUntil('the end', () => complete, 60_000)
    expect(drops).toBe(20)
    expect(seen).toEqual(seen.map((_, index) => index + 1))
    expect(types.at(-1)).toBe('run.completed')
    expect(await client.runs.get.query({ runId })).toMatchObject({ run: { status: 'COMPLETED' }, seq: seen.length })
  }, 90_000)

  it('[PP-01] take a patch between two nodes and run on the patched graph', async () => {
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    sink.on('/held', async () => {
      await held
      return { body: { ok: true } }
    })
    const base = workflow('patched', [httpNode('fetch', '{{ vars.sink }}/held'), functionNode('save', 'return "saved"')], ['fetch>save'])
    const { runId, artifactId } = await client.runs.start.mutate({ workflow: { ...base } })
    await waitUntil('the first node to be under way', () => sink.received.some(({ path }) => path === '/held'))
    const operations = [
      { op: 'add', path: '/nodes/-', value: { ...functionNode('check', 'return "checked"'), position: { x: 150, y: 0 } } },
      { op: 'remove', path: '/edges/0' },
      { op: 'add', path: '/edges/-', value: { id: 'fetch-check', from: 'fetch', to: 'check' } },
      { op: 'add', path: '/edges/-', value: { id: 'check-save', from: 'check', to: 'save' } },
    ]
    const refused = await post<{ code: string }>(`/api/v1/runs/${runId}/patch`, { operations })
    expect([refused.status, refused.body.code]).toEqual([422, 'patch.base_required'])
    const patched = await post<PatchAccepted>(`/runs/${runId}/patch`, { operations, baseVersion: artifactId, rationale: 'check first' })
    expect([patched.status, patched.body.status, patched.body.irVersion]).toEqual([201, 'applied', 2])
    release()
    const detail = await product.ended(runId)
    expect(Object.entries(detail.nodes).map(([id, { status }]) => [id, status])).toEqual(
      expect.arrayContaining([
        ['fetch', 'succeeded'],
        ['check', 'succeeded'],
        ['save', 'succeeded'],
      ]),
    )
    const document = await client.runs.document.query({ runId })
    const materialized = product.engine.materializer.materialize(
      new TextEncoder().encode(document.base),
      document.patches.map((patch) => patch.operations),
    )
    const nodes: Array<{ id: string }> = JSON.parse(new TextDecoder().decode(materialized)).nodes
    expect(nodes.map(({ id }) => id)).toEqual(['fetch', 'save', 'check'])
    expect(document.head).toBe(patched.body.artifactId)
    for (const alias of [`/api/v1/runs/${runId}`, `/api/v1/workflows/${runId}`]) {
      expect((await get(`${alias}/base`)).text).toBe(document.base)
      expect(JSON.parse((await get(`${alias}/patches`)).text)).toMatchObject([{ patchId: patched.body.patchId }])
    }
    expect(await client.runs.audit.query({ runId })).toMatchObject([{ patchId: patched.body.patchId, status: 'applied', rationale: 'check first' }])
    const trails = await get(`/api/v1/runs/${runId}/audit/nodes?node=check&limit=5`)
    expect([trails.status, JSON.parse(trails.text)]).toMatchObject([
      200,
      [{ nodeId: 'check', addedBy: { patchId: patched.body.patchId }, attempts: [{ irVersion: 2 }] }],
    ])
    expect((await get(`/api/v1/runs/${runId}/audit/nodes?limit=none`)).status).toBe(422)
    const late = await post<{ code: string }>(`/api/v1/runs/${runId}/patch`, { operations, baseVersion: patched.body.artifactId })
    expect([late.status, late.body.code]).toEqual([409, 'run.terminal'])
  })

  it('[D-08] wait for a person, whose decision is bound to what was shown and counts once', async () => {
    const gated = workflow('gated', [{ id: 'ask', type: 'hitl', config: { title: 'Go on?' } }, functionNode('go', 'return 1')], ['ask:approve>go'])
    const { runId } = await client.runs.start.mutate({ workflow: { ...gated } })
    const [approval] = await waitUntil('the request', async () => {
      const waiting = await client.approvals.list.query({ status: 'waiting_for_approval', runId })
      return waiting.length > 0 && waiting
    })
    const path = `/api/v1/approvals/${approval?.approvalId}/decide`
    const stale = await post<{ code: string }>(path, { decision: 'approve', requestHash: '0'.repeat(64) })
    expect([stale.status, stale.body.code]).toEqual([409, 'approval.hash_mismatch'])
    const decided = await post(path, { decision: 'approve', requestHash: approval?.requestHash })
    expect([decided.status, decided.body]).toMatchObject([200, { status: 'approved', decidedBy: { id: 'local-user' } }])
    const second = await post<{ code: string; winner: unknown }>(path, { decision: 'reject', reason: 'no', requestHash: approval?.requestHash })
    expect([second.status, second.body.code, Boolean(second.body.winner)]).toEqual([409, 'approval.decided', true])
    expect((await product.ended(runId)).run.status).toBe('COMPLETED')
  })
})
