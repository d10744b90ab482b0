import { afterEach, describe, expect, it, vi } from 'vitest'
import { closeAll, closeLater, gate, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { httpNode, workflow } from './testing/workflows.ts'

afterEach(async () => {
  vi.restoreAllMocks()
  await closeAll()
})

const PAYMENT = workflow('payment', [httpNode('pay', '{{ vars.sink }}/pay', 'POST', { irreversible: true })], [])

describe.each(hotStoresUnderTest())('an irreversible node on the %s hot store', (hot) => {
  it('[D-25] has its start in the record before its effect', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const drain = product.engine.log.drain.bind(product.engine.log)
    vi.spyOn(product.engine.log, 'drain').mockImplementation(async (events) => {
      await new Promise((resolve) => setTimeout(resolve, 150))
      return drain(events)
    })
    let recordedAtEffect: string[] = []
    let runId = ''
    sink.on('/pay', async () => {
      recordedAtEffect = (await product.events(runId)).map(({ type }) => type)
      return { body: {} }
    })
    runId = await product.run(PAYMENT)
    expect((await product.ended(runId)).run.status).toBe('COMPLETED')
    expect(recordedAtEffect).toContain('node.started')
  })

  it('[D-25] [OS-04] under way while the server stops, it is let finish and neither repeated nor held', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const paying = gate()
    sink.on('/pay', async () => {
      await paying.opened
      return { body: { paid: true } }
    })
    const runId = await product.run(PAYMENT)
    await waitUntil('the payment to be under way', () => sink.received.length === 1)
    const restarting = product.restart()
    setTimeout(paying.release, 300)
    const next = await restarting
    closeLater(next)
    expect((await next.ended(runId)).run.status).toBe('COMPLETED')
    expect(sink.received).toHaveLength(1)
  })
})
