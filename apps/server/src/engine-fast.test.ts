import { afterEach, describe, expect, it } from 'vitest'
import { closeAll, closeLater, gate, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { functionNode, httpNode, workflow } from './testing/workflows.ts'

afterEach(closeAll)

const call = (id: string) => httpNode(id, `{{ vars.sink }}/${id}`, 'POST')
const CHAIN = workflow('chain', ['a', 'b', 'c', 'd', 'e'].map(call), ['a>b', 'b>c', 'c>d', 'd>e'])

async function startFast(product: TestProduct, document = CHAIN): Promise<string> {
  return (await product.services.runs.start(product.caller, { workflow: { ...document }, inputs: {}, mode: 'fast' })).runId
}

describe.each(hotStoresUnderTest())('mode fast on the %s hot store', (hot) => {
  it('[DM-01] logs one event per node beside start and end, and shows the same run', async () => {
    const { product } = await sinkAndProduct(hot)
    const [fast, full] = [await product.ended(await startFast(product)), await product.ended(await product.run(CHAIN))]
    expect([fast.run.mode, full.run.mode]).toEqual(['fast', 'full'])
    const [fewer, all] = [await product.events(fast.run.runId), await product.events(full.run.runId)]
    expect([fewer.length, all.length]).toEqual([2 + 5, 2 + 3 * 5])
    expect(fewer.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(new Set(fewer.map(({ type }) => type))).toEqual(new Set(['run.started', 'node.completed', 'run.completed']))
    const outcomes = ({ nodes }: typeof fast) => Object.values(nodes).map(({ nodeId, status, port }) => [nodeId, status, port])
    expect(outcomes(fast)).toEqual(outcomes(full))
  })

  it('[D-21] goes on from the record when the hot state is lost: joins and outputs survive, each effect happens once', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const slow = gate()
    sink.on('/c', async () => {
      await slow.opened
      return { body: { done: 'c' } }
    })
    const nodes = [
      call('a'),
      call('b'),
      call('c'),
      { id: 'both', type: 'join', config: {}, join: 'all' as const },
      functionNode('sum', 'return input'),
      call('z'),
    ]
    const runId = await startFast(product, workflow('diamond', nodes, ['a>b', 'a>c', 'b>both', 'c>both', 'both>sum', 'sum>z']))
    await waitUntil('c to be under way and b recorded', async () => sink.received.some(({ path }) => path === '/c') && (await product.detail(runId)).nodes.b)
    const next = hot === 'memory' ? await restarted(product, slow.release) : await emptied(product, slow.release)
    const detail = await next.ended(runId)
    expect(detail.run.status).toBe('COMPLETED')
    for (const path of ['/a', '/b', '/c', '/z']) expect([path, sink.effects(path)]).toEqual([path, 1])
    const events = await next.events(runId)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.filter(({ type }) => type === 'node.completed')).toHaveLength(6)
    expect(await next.output(detail, 'both')).toMatchObject({ b: expect.anything(), c: expect.anything() })
  })

  async function emptied(product: TestProduct, release: () => void): Promise<TestProduct> {
    await product.emptyHotStore()
    release()
    return product
  }

  async function restarted(product: TestProduct, release: () => void): Promise<TestProduct> {
    const next = await product.restart()
    closeLater(next)
    release()
    return next
  }

  it('[D-25] writes down that an irreversible node begins', async () => {
    const { product } = await sinkAndProduct(hot)
    const pay = httpNode('pay', '{{ vars.sink }}/pay', 'POST', { irreversible: true })
    const { run } = await product.ended(await startFast(product, workflow('payment', [call('a'), pay], ['a>pay'])))
    expect((await product.events(run.runId)).map(({ type }) => type)).toEqual([
      'run.started',
      'node.completed',
      'node.started',
      'node.completed',
      'run.completed',
    ])
  })
})
