import { afterEach, describe, expect, it } from 'vitest'
import type { EffectSink } from './testing/effect-sink.ts'
import { closeAll, closeLater, failureOf, gate, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { functionNode, httpNode, workflow } from './testing/workflows.ts'

afterEach(closeAll)

const TWO = workflow('two', [httpNode('first', '{{ vars.sink }}/first', 'POST'), httpNode('second', '{{ vars.sink }}/second', 'POST')], ['first>second'])
const REVIEWED = workflow(
  'reviewed',
  [httpNode('call', '{{ vars.sink }}/call', 'POST', { onError: 'review' }), httpNode('after', '{{ vars.sink }}/after', 'POST')],
  ['call>after'],
)
const SIX = workflow(
  'six',
  Array.from({ length: 6 }, (_, index) => httpNode(`n${index}`, '{{ vars.sink }}/work', 'POST')),
  [],
)
const paths = (sink: { received: ReadonlyArray<{ path: string }> }) => sink.received.map(({ path }) => path)
const recorded = (product: TestProduct, runId: string, type: string) =>
  waitUntil(`${type} of ${runId}`, async () => (await product.events(runId)).some((event) => event.type === type))

/** Calls of `/work` stay until they are released; says how many are there, and were at most at the same time. */
function heldWork(sink: EffectSink) {
  let [now, most] = [0, 0]
  const doors = gate()
  sink.on('/work', async () => {
    now += 1
    most = Math.max(most, now)
    await doors.opened
    now -= 1
    return { body: {} }
  })
  return { now: () => now, most: () => most, release: doors.release }
}

describe.each(hotStoresUnderTest())('control of a run on the %s hot store', (hot) => {
  it('[R17] [R18] [D-32] what is at work finishes, nothing new starts until the run is resumed', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const { services, caller } = product
    const working = gate()
    sink.on('/first', async () => {
      await working.opened
      return { body: {} }
    })
    const runId = await product.run(TWO)
    await waitUntil('the first call', () => sink.received.length === 1)
    expect(await services.runs.pause(caller, runId, 'Let me look.')).toEqual({ status: 'PAUSED' })
    expect((await services.runs.list(caller, { status: 'PAUSED' })).items.map((run) => run.runId)).toEqual([runId])
    working.release()
    await recorded(product, runId, 'node.completed')
    expect(await product.detail(runId)).toMatchObject({ run: { status: 'PAUSED' }, nodes: { first: { status: 'succeeded' } } })
    expect((await failureOf(services.runs.pause(caller, runId))).code).toBe('run.paused')
    expect(paths(sink)).toEqual(['/first'])
    await services.runs.resume(caller, runId)
    expect((await product.ended(runId)).run.status).toBe('COMPLETED')
    expect(paths(sink)).toEqual(['/first', '/second'])
    expect((await failureOf(services.runs.resume(caller, runId))).code).toBe('run.terminal')
    const control = (await product.events(runId)).filter(({ type }) => type === 'run.paused' || type === 'run.resumed')
    expect(control).toMatchObject([{ actor: caller.actor, data: { reason: 'Let me look.' } }, { actor: caller.actor }])
  })

  it('[R17] [D-21] a paused run stays paused over a restart', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const working = gate()
    sink.on('/first', async () => {
      await working.opened
      return { body: {} }
    })
    const runId = await product.run(TWO)
    await waitUntil('the first call', () => sink.received.length === 1)
    await product.services.runs.pause(product.caller, runId)
    const restarting = product.restart()
    working.release()
    const next = await restarting
    closeLater(next)
    expect((await next.detail(runId)).run.status).toBe('PAUSED')
    await next.services.runs.resume(next.caller, runId)
    expect((await next.ended(runId)).run.status).toBe('COMPLETED')
    expect(sink.received.filter(({ path }) => path === '/second')).toHaveLength(1)
  })

  it('[R19] a held node is resolved by a person, once, with a reason', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const { services, caller } = product
    sink.on('/call', () => ({ status: 400, body: {} }))
    const resolve = (runId: string, input: Parameters<typeof services.runs.resolve>[2]) => services.runs.resolve(caller, { runId, nodeId: 'call' }, input)
    const held = async () => {
      const runId = await product.run(REVIEWED)
      await recorded(product, runId, 'node.held')
      return runId
    }
    const completed = await held()
    const agent = { ...caller, actor: { kind: 'agent' as const, id: 'scout' } }
    expect((await failureOf(services.runs.resolve(agent, { runId: completed, nodeId: 'call' }, { resolution: 'skip', reason: 'r' }))).code).toBe(
      'auth.forbidden',
    )
    expect((await failureOf(resolve(completed, { resolution: 'skip', reason: 'r', output: { a: 1 } }))).detail.pointer).toBe('/output')
    expect((await failureOf(resolve(completed, { resolution: 'complete', reason: 'r', port: 'sideways' }))).code).toBe('graph.unknown_port')
    await resolve(completed, { resolution: 'complete', reason: 'Done by phone.', output: { done: true } })
    const detail = await product.ended(completed)
    expect(detail.run.status).toBe('COMPLETED')
    expect(await product.output(detail, 'call')).toEqual({ done: true })
    const failed = await held()
    await resolve(failed, { resolution: 'fail', reason: 'Not worth it.' })
    expect((await product.ended(failed)).run).toMatchObject({ status: 'FAILED' })
    const tried = await held()
    sink.on('/call', () => ({ body: {} }))
    const answers = await Promise.allSettled([resolve(tried, { resolution: 'retry', reason: 'a' }), resolve(tried, { resolution: 'retry', reason: 'b' })])
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await product.ended(tried)).run.status).toBe('COMPLETED')
    expect((await product.events(tried)).filter(({ type }) => type === 'node.resolved')).toMatchObject([{ actor: caller.actor, data: { resolution: 'retry' } }])
  })

  it('[R20] [ER-08] a workflow keeps to its bound of nodes at work', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const work = heldWork(sink)
    const runId = await product.run({ ...SIX, settings: { maxConcurrency: 2 } })
    await waitUntil('two nodes at work', () => work.now() === 2)
    work.release()
    expect((await product.ended(runId)).run.status).toBe('COMPLETED')
    expect(work.most()).toBe(2)
  })

  it('[QP-08] a node type with slots of its own fills them, no more, and takes none of the others', async () => {
    const { sink, product } = await sinkAndProduct(hot, { AOB_TASK_CONCURRENCY: '1', AOB_TYPE_CONCURRENCY: 'http=2' })
    const work = heldWork(sink)
    const runId = await product.run(SIX)
    await waitUntil('both slots at work', () => work.now() === 2)
    expect((await product.ended(await product.run(workflow('beside', [functionNode('only', 'return 1')], [])))).run.status).toBe('COMPLETED')
    work.release()
    expect((await product.ended(runId)).run.status).toBe('COMPLETED')
    expect(work.most()).toBe(2)
  })
})
