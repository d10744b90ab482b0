import { afterEach, describe, expect, it } from 'vitest'
import { closeAll, closeLater } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { workflow } from './testing/workflows.ts'

afterEach(closeAll)

const HOUR = 3_600_000

/** A product whose time stands still until the test moves it on; several processes may share it. */
async function inTime(hot: 'redis' | 'memory') {
  let now = Date.now()
  const product = await startTestProduct({ hot, clock: { now: () => now } })
  closeLater(product)
  const pass = (ms: number) => {
    now += ms
  }
  return { product, pass }
}

const times = async (product: TestProduct, runId: string, type: string) => (await product.events(runId)).filter((event) => event.type === type).length
const status = async (product: TestProduct, runId: string, nodeId: string) => (await product.detail(runId)).nodes[nodeId]?.status

describe.each(hotStoresUnderTest())('durable timers (%s)', (hot) => {
  it('[ER-05] a wait that is due while no process runs is over once, after the restart', async () => {
    const { product, pass } = await inTime(hot)
    const doc = workflow(
      'nap',
      [
        { id: 'nap', type: 'delay', config: { durationMs: HOUR } },
        { id: 'after', type: 'join', config: {} },
      ],
      ['nap>after'],
    )
    const runId = await product.run(doc)
    await waitUntil('the node to wait', async () => (await status(product, runId, 'nap')) === 'delayed')
    pass(HOUR - 1)
    const restarted = await product.restart()
    closeLater(restarted)
    expect(await status(restarted, runId, 'nap')).toBe('delayed')
    pass(1)
    expect((await restarted.ended(runId)).run.status).toBe('COMPLETED')
    expect(await times(restarted, runId, 'node.completed')).toBe(2)
  })

  it('[HI-07][HI-09][ER-07] a deadline escalates once, then rejects, across a restart', async () => {
    const { product, pass } = await inTime(hot)
    const ask = { id: 'ask', type: 'hitl', config: { title: 'Go?', deadlineMs: HOUR, assignee: 'ops', escalateTo: 'lead' } }
    const runId = await product.run(workflow('ask', [ask, { id: 'no', type: 'join', config: {} }], ['ask:reject>no']))
    const approval = async (at: TestProduct) => (await at.services.approvals.list(at.caller, { runId }))[0]
    await waitUntil('the question', async () => (await status(product, runId, 'ask')) === 'waiting')
    const restarted = await product.restart()
    closeLater(restarted)
    expect(await approval(restarted)).toMatchObject({ assignee: 'ops', status: 'waiting_for_approval' })
    pass(HOUR)
    await waitUntil('the escalation', async () => (await approval(restarted))?.assignee === 'lead')
    expect(await status(restarted, runId, 'ask')).toBe('waiting')
    pass(HOUR)
    expect((await restarted.ended(runId)).nodes).toMatchObject({ ask: { port: 'reject' }, no: { status: 'succeeded' } })
    expect(await approval(restarted)).toMatchObject({ status: 'rejected' })
    expect(await times(restarted, runId, 'approval.decided')).toBe(1)
  })

  it('[ER-06] a run that takes longer than it may ends once, and what waits is withdrawn', async () => {
    const { product, pass } = await inTime(hot)
    const doc = workflow('late', [{ id: 'nap', type: 'delay', config: { durationMs: 9 * HOUR } }], [], { settings: { timeoutMs: HOUR } })
    const runId = await product.run(doc)
    await waitUntil('the node to wait', async () => (await status(product, runId, 'nap')) === 'delayed')
    pass(HOUR)
    expect(await product.ended(runId)).toMatchObject({ run: { status: 'TIMED_OUT' }, nodes: { nap: { status: 'cancelled' } } })
    pass(9 * HOUR)
    expect(await times(product, runId, 'run.timed_out')).toBe(1)
  })
})

describe.each(hotStoresUnderTest().filter((hot) => hot === 'redis'))('durable timers of two processes (%s)', (hot) => {
  it('[ER-05] each of many waits is over once', async () => {
    const { product, pass } = await inTime(hot)
    const second = await product.join()
    closeLater(second)
    const naps = Array.from({ length: 20 }, (_, index) => ({ id: `nap${index}`, type: 'delay', config: { durationMs: HOUR } }))
    const runId = await product.run(workflow('naps', naps, []))
    await waitUntil(
      'all to wait',
      async () => Object.values((await product.detail(runId)).nodes).filter((node) => node.status === 'delayed').length === naps.length,
    )
    pass(HOUR)
    expect((await second.ended(runId)).run.status).toBe('COMPLETED')
    expect(await times(second, runId, 'node.completed')).toBe(naps.length)
  })
})
