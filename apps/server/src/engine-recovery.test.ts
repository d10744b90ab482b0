import { afterEach, describe, expect, it } from 'vitest'
import { closeAll, closeLater, failureOf, gate, gatedHitl, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { functionNode, httpNode, workflow } from './testing/workflows.ts'

afterEach(closeAll)

describe.each(hotStoresUnderTest())('what goes wrong on the %s hot store', (hot) => {
  it('[CO-12] forged, late and malformed completions change nothing', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const fetching = gate()
    sink.on('/fetch', async () => {
      await fetching.opened
      return { body: {} }
    })
    const runId = await product.run(workflow('forged', [httpNode('fetch', '{{ vars.sink }}/fetch'), functionNode('after', 'return 1')], ['fetch>after']))
    await waitUntil('fetch to run', async () => (await product.detail(runId)).nodes.fetch?.status === 'running')
    const { partition } = (await product.engine.runs.get(runId)) ?? { partition: 0 }
    const forge = (fields: Record<string, string>) => product.hotStore.queue.append(partition, 'completions', fields)
    const outcome = { kind: 'succeeded', port: 'out', outputRef: `cas://sha256:${'0'.repeat(64)}` }
    await forge({ runId, json: JSON.stringify({ nodeId: 'fetch', attempt: 7, outcome }) })
    await forge({ runId, json: JSON.stringify({ nodeId: 'after', attempt: 1, outcome }) })
    await forge({ runId, json: JSON.stringify({ nodeId: '__proto__', attempt: 1, outcome }) })
    await forge({ runId: '019a0000-0000-7000-8000-00000000dead', json: JSON.stringify({ nodeId: 'fetch', attempt: 1, outcome }) })
    await forge({ runId, json: '{' })
    for (const json of [
      '{',
      JSON.stringify({ runId, seq: 99, at: 1, type: 'run.completed' }),
      JSON.stringify({ runId, seq: 2 ** 40, at: 1, type: 'run.completed', data: {} }),
    ]) {
      await product.hotStore.queue.append(partition, 'events', { runId, json })
    }
    await waitUntil('the forgeries to be set aside', async () => (await product.hotStore.queue.depth('completions')) === 0)
    fetching.release()
    const detail = await product.ended(runId)
    expect(detail.run.status).toBe('COMPLETED')
    expect((await product.events(runId)).filter((event) => event.type === 'node.completed')).toHaveLength(2)
    await waitUntil('forged events to be set aside', async () => (await product.hotStore.queue.depth('events')) === 0)
  })

  it('[AP-01] the same idempotency key starts one run', async () => {
    const { product } = await sinkAndProduct(hot)
    const document = workflow('once', [functionNode('only', 'return 1')], [])
    const starts = await Promise.all(Array.from({ length: 5 }, () => product.services.runs.start(product.caller, { workflow: document }, 'key-1')))
    expect(new Set(starts.map(({ runId }) => runId)).size).toBe(1)
  })

  it('[ER-10] a cancelled run emits no more tokens', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const fetching = gate()
    sink.on('/fetch', async () => {
      await fetching.opened
      return { body: {} }
    })
    const runId = await product.run(
      workflow('cancelled', [httpNode('fetch', '{{ vars.sink }}/fetch'), httpNode('after', '{{ vars.sink }}/after')], ['fetch>after']),
    )
    await waitUntil('fetch to arrive', () => sink.received.length > 0)
    expect(await product.services.runs.cancel(product.caller, runId, 'changed my mind')).toEqual({ status: 'CANCELLED' })
    fetching.release()
    await waitUntil('the late completion to be handled', async () => (await product.hotStore.queue.depth('completions')) === 0)
    expect(sink.effects('/after')).toBe(0)
    expect((await failureOf(product.services.runs.cancel(product.caller, runId))).code).toBe('run.terminal')
  })

  it.runIf(hot === 'redis')('[D-21] [DB-04] with the hot store emptied, a run goes on from the record and each effect happens once', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const second = gate()
    sink.on('/second', async () => {
      await second.opened
      return { body: {} }
    })
    const runId = await product.run(
      workflow(
        'emptied',
        [
          httpNode('first', '{{ vars.sink }}/first', 'POST'),
          httpNode('second', '{{ vars.sink }}/second', 'POST'),
          httpNode('third', '{{ vars.sink }}/third', 'POST'),
        ],
        ['first>second', 'second>third'],
      ),
    )
    await waitUntil('second to arrive', () => sink.effects('/second') === 1)
    await waitUntil('its start to be recorded', async () => (await product.detail(runId)).nodes.second?.status === 'running')
    await product.emptyHotStore()
    second.release()
    const detail = await product.ended(runId)
    expect(detail.run.status).toBe('COMPLETED')
    for (const path of ['/first', '/second', '/third']) expect(sink.effects(path)).toBe(1)
    const events = await product.events(runId)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
  })

  it('[CO-06] [HI-09] a restart keeps runs, proposals and approvals', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const waiting = await product.run(gatedHitl('waiting', '{{ vars.sink }}'))
    await waitUntil('the run to wait', async () => (await product.detail(waiting)).run.status === 'WAITING_FOR_APPROVAL')
    const next = await product.restart()
    closeLater(next)
    const [approval] = await next.services.approvals.list(next.caller, { runId: waiting, status: 'waiting_for_approval' })
    if (!approval) throw new Error('the approval is gone')
    await waitUntil(
      'the run to have hot state again',
      async () => (await next.engine.commander.load(waiting, (await next.engine.runs.get(waiting))?.partition ?? 0)) !== undefined,
    )
    await next.services.approvals.decide(next.caller, approval.approvalId, { decision: 'reject', reason: 'not now', requestHash: approval.requestHash })
    const detail = await next.ended(waiting)
    expect(detail).toMatchObject({ run: { status: 'COMPLETED' }, nodes: { refused: { status: 'succeeded' }, send: { status: 'not_taken' } } })
    expect(sink.effects('/send')).toBe(0)
  })
})
