import type { Operation, RunDetail, Workflow } from '@aob/schemas'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Llm } from './ports/llm.ts'
import { startEffectSink } from './testing/effect-sink.ts'
import { closeAll, closeLater, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, functionNode, httpNode, workflow } from './testing/workflows.ts'

type Nodes = Parameters<typeof workflow>[1]

const body = (nodes: Nodes, edges: string[] = []) => ({ nodes: nodes.map((node) => ({ position: { x: 0, y: 0 }, ...node })), edges: edges.map(edgeOf) })
const call = (id: string, rest: Partial<Nodes[number]> = {}) => httpNode(id, `{{ vars.sink }}/${id}`, 'POST', rest)
const placed = (node: Nodes[number]) => ({ position: { x: 900, y: 0 }, ...node })

/** Every kind of scope, each calling outside, and one that meets a failure. */
const everyScope = (): Workflow =>
  workflow(
    'every scope',
    [
      functionNode('list', 'return [1, 2, 3]'),
      { id: 'each', type: 'map', config: { items: 'nodes.list', concurrency: 2, onItemError: 'collect', body: body([call('item')]) } },
      { id: 'again', type: 'loop', config: { until: 'iteration == 1', body: body([call('turn')]) } },
      { id: 'both', type: 'composite', config: { body: body([call('one'), call('two')], ['one>two']) } },
      { id: 'other', type: 'workflow', config: { ref: 'callee', inputs: { n: 4 } } },
    ],
    ['list>each', 'each>again', 'each>both', 'both>other'],
  )

/** Starts a run, applies a patch of it while it stands at its gate, approves, and waits for its end. */
async function patchedRun(product: TestProduct, document: Workflow, operations: Operation[], mode?: 'fast'): Promise<RunDetail> {
  const { services, caller } = product
  const { runId } = await services.runs.start(caller, { workflow: { ...document }, inputs: {}, ...(mode ? { mode } : {}) })
  const approval = await waitUntil('the question', async () => (await services.approvals.list(caller, { runId, status: 'waiting_for_approval' }))[0] ?? false)
  await services.runs.patch(caller, runId, { patchId: uuidv7(), operations, rationale: 'One more.' })
  await services.approvals.decide(caller, approval.approvalId, { decision: 'approve', requestHash: approval.requestHash, reason: 'Seen.' })
  return product.ended(runId)
}

const ADD_LAST: Operation[] = [
  { op: 'add', path: '/nodes/-', value: placed(call('last')) },
  { op: 'add', path: '/edges/-', value: edgeOf('third>last') },
]

const gated = (): Workflow =>
  workflow('gated', [call('first'), { id: 'ask', type: 'hitl', config: { title: 'Go on?' } }, call('third')], ['first>ask', 'ask:approve>third'])

/** A frozen replay: nobody is called, and what it comes to and tells is what the original came to and told. */
async function expectSame({ product, calls }: { product: TestProduct; calls: () => number }, first: RunDetail, from?: string): Promise<void> {
  const before = calls()
  const { runId, status } = await product.services.runs.replay(product.caller, first.run.runId, { mode: 'freeze', ...(from ? { from } : {}) })
  const again = await product.ended(runId)
  expect([status, again.run.status, again.run.mode]).toEqual([first.run.status, first.run.status, first.run.mode])
  expect(again.stateHash).toBe(first.stateHash)
  expect(again.run.replay).toEqual({ of: first.run.runId, mode: 'freeze', ...(from ? { from } : {}) })
  expect(calls()).toBe(before)
  const told = async (id: string) => (await product.events(id)).map(({ seq, type, data }) => [seq, type, 'nodeId' in data ? data.nodeId : ''])
  expect(await told(runId)).toEqual(await told(first.run.runId))
}

describe.each(hotStoresUnderTest())('a run of mode fast, frozen (%s)', (hot) => {
  afterEach(closeAll)

  it('[ES-07][ES-08][B8] retries, rounds of a map, a patch and a decision come from its short log', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const inside = { product, calls: () => sink.received.length }
    sink.on('/first', (_, count) => (count < 3 ? { status: 503 } : { body: {} }))
    sink.on('/item', (_, count) => (count === 2 ? { status: 503 } : { body: {} }))
    const retry = { maxAttempts: 4, baseMs: 5, maxMs: 10 }
    const { nodes, ...rest } = gated()
    const each = placed({ id: 'each', type: 'map', config: { items: '[1, 2, 3]', concurrency: 2, body: body([call('item', { retry })]) } })
    const document = {
      ...rest,
      settings: { maxConcurrency: 2 },
      nodes: [...nodes.map((node) => (node.id === 'first' ? { ...node, retry } : node)), each],
      edges: [...rest.edges, edgeOf('third>each')],
    }
    const first = await patchedRun(product, document, ADD_LAST, 'fast')
    expect(first).toMatchObject({ run: { status: 'COMPLETED', mode: 'fast', patchCount: 1 }, nodes: { first: { attempt: 3 }, last: { status: 'succeeded' } } })
    await expectSame(inside, first)
    await expectSame(inside, first, 'ask')
  })
})

describe('a run frozen, whatever the hot store', () => {
  let inside: { product: TestProduct; calls: () => number }
  let sink: Awaited<ReturnType<typeof sinkAndProduct>>['sink']
  afterAll(closeAll)
  beforeAll(async () => {
    const parts = await sinkAndProduct('memory')
    sink = parts.sink
    inside = { product: parts.product, calls: () => sink.received.length }
    await inside.product.services.workflows.create(inside.product.caller, { workflow: { ...workflow('callee', [call('called')], []) } })
  })

  it('[ES-08][D-28] with every kind of scope in it, from any of its nodes', async () => {
    const { product } = inside
    sink.on('/item', (_, count) => (count === 2 ? { status: 400 } : { body: {} }))
    const first = await product.ended(await product.run(everyScope()))
    expect([first.run.status, sink.received.length]).toEqual(['COMPLETED', 3 + 2 + 2 + 1])
    for (const from of [undefined, ...Object.keys(first.nodes)]) await expectSame(inside, first, from)
  })

  it('[ES-08] after a sub-workflow it called has been published anew and archived', async () => {
    const { product } = inside
    const first = await product.ended(await product.run(everyScope()))
    const { tags } = await product.services.workflows.get(product.caller, 'callee')
    await product.services.workflows.patch(product.caller, 'callee', 'main', {
      baseVersion: tags[0]?.artifactId ?? '',
      operations: [{ op: 'replace', path: '/nodes/0/config/url', value: '{{ vars.sink }}/somebody_else' }],
    })
    await product.services.workflows.archive(product.caller, 'callee')
    await expectSame(inside, first)
  })

  it('[ES-08] of a run that failed, and of one that was cancelled, the end is theirs', async () => {
    const { product } = inside
    sink.on('/broken', () => ({ status: 400 }))
    const failed = await product.ended(await product.run(workflow('broken', [call('broken'), call('never')], ['broken>never'])))
    expect(failed.run.status).toBe('FAILED')
    await expectSame(inside, failed, 'broken')
    const waiting = await product.run(gated())
    await waitUntil('the gate', async () => (await product.detail(waiting)).nodes.ask?.status === 'waiting')
    await product.services.runs.cancel(product.caller, waiting)
    await expectSame(inside, await product.ended(waiting))
  })

  it('[CL-10] from a node before a patch: the patch is in the frozen replay, and not in the live one, whose graph is that of the time', async () => {
    const { product } = inside
    const first = await patchedRun(product, gated(), ADD_LAST)
    for (const from of ['first', 'third', 'last']) await expectSame(inside, first, from)
    const { runId } = await product.services.runs.replay(product.caller, first.run.runId, { mode: 'live', from: 'ask' })
    const asked = await waitUntil('the gate to ask again', async () => {
      const [question] = await product.services.approvals.list(product.caller, { runId, status: 'waiting_for_approval' })
      return question ?? false
    })
    await product.services.approvals.decide(product.caller, asked.approvalId, { decision: 'approve', requestHash: asked.requestHash, reason: 'Again.' })
    const live = await product.ended(runId)
    expect([live.nodes.first?.reused, live.nodes.third?.status, live.nodes.last]).toEqual([true, 'succeeded', undefined])
    const later = await product.ended((await product.services.runs.replay(product.caller, first.run.runId, { mode: 'live', from: 'last' })).runId)
    expect(later.nodes).toMatchObject({ first: { reused: true }, ask: { reused: true }, third: { reused: true }, last: { status: 'succeeded' } })
    // What a live replay took over is in its record, so that it can be frozen in turn.
    await expectSame(inside, later)
  })

  it('[ES-06][D-28] a map is taken over with what it came to; with other inputs it executes again when its list may be another', async () => {
    const { product } = inside
    const map = (items: string): Nodes[number] => ({ id: 'each', type: 'map', config: { items, body: body([call('item')]) } })
    const document = (items: string): Workflow => ({
      ...workflow('inputs', [map(items), call('after')], ['each>after']),
      inputs: { type: 'object', properties: { list: { type: 'array', default: [1] } } },
    })
    const replayed = async (items: string) => {
      const first = await product.ended(await product.run(document(items)))
      const input = { mode: 'live' as const, from: 'after', inputs: { list: [1, 2, 3] } }
      return product.ended((await product.services.runs.replay(product.caller, first.run.runId, input)).runId)
    }
    sink.on('/item', () => ({ body: {} }))
    expect((await replayed('[7]')).nodes.each?.reused).toBe(true)
    expect((await replayed('inputs.list')).nodes.each).toMatchObject({ scope: { count: 3 } })
  })
})

describe('a run with an agent, frozen', () => {
  afterEach(closeAll)

  it('[ES-07] its tool calls, its patch and its answer come from the record: no model is asked', async () => {
    const sink = await startEffectSink()
    closeLater(sink)
    let asked = 0
    const operations = [
      { op: 'add', path: '/nodes/-', value: placed(call('checked')) },
      { op: 'add', path: '/edges/-', value: edgeOf('triage>checked') },
    ]
    const llm: Llm = {
      describe: () => ({ configured: true, scripted: true, model: 'scripted/test', label: 'scripted model' }),
      async chat({ messages }) {
        asked += 1
        const turn = messages.filter(({ role }) => role === 'assistant').length
        const tools = [
          { id: 'c0', name: 'read_context', arguments: '{}' },
          { id: 'c1', name: 'patch_workflow', arguments: JSON.stringify({ operations, rationale: 'Check it.' }) },
        ]
        const tool = tools[turn]
        return { text: tool ? '' : 'done', toolCalls: tool ? [tool] : [], usage: { inputTokens: 3, outputTokens: 2 }, model: 'scripted/test' }
      },
    }
    const product = await startTestProduct({ hot: 'memory', llm, env: { AOB_EGRESS_ALLOW: sink.hostPort, AOB_VARS: JSON.stringify({ sink: sink.url }) } })
    closeLater(product)
    const document = workflow('agent', [{ id: 'triage', type: 'agent', config: { prompt: 'Look.' } }, call('save')], ['triage>save'], {
      settings: { review: { agent: 'auto' } },
    })
    for (const mode of ['full', 'fast'] as const) {
      const { runId } = await product.services.runs.start(product.caller, { workflow: { ...document }, inputs: {}, mode })
      const first = await product.ended(runId)
      expect(first).toMatchObject({ run: { status: 'COMPLETED', patchCount: 1 }, nodes: { checked: { status: 'succeeded' } } })
      await expectSame({ product, calls: () => asked + sink.received.length }, first)
    }
    expect(asked).toBe(2 * 3)
  })
})
