import { afterEach, expect, it } from 'vitest'
import { closeAll, closeLater, gate, gatedHitl, sinkAndProduct } from './testing/engine-fixtures.ts'
import { describeWith, KAFKA } from './testing/services.ts'
import type { TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { functionNode, httpNode, workflow } from './testing/workflows.ts'

async function hold(path: string) {
  const { sink, product } = await sinkAndProduct('kafka')
  const door = gate()
  sink.on(path, async () => {
    await door.opened
    return { body: {} }
  })
  return { sink, product, door }
}

const chain = () =>
  workflow(
    'chain',
    [httpNode('fetch', '{{ vars.sink }}/fetch', 'POST'), functionNode('think', 'return 42'), httpNode('send', '{{ vars.sink }}/send', 'POST')],
    ['fetch>think', 'think>send'],
  )

const expectGapless = async (product: TestProduct, runId: string) => {
  const events = await product.events(runId)
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
}

describeWith(KAFKA, 'the whole product with its hot state on Kafka', () => {
  afterEach(closeAll)

  it('[CO-01] a run of branches, a map and a person ends as its record says, each effect once', async () => {
    const { sink, product } = await sinkAndProduct('kafka')
    const document = workflow(
      'branches',
      [
        functionNode('list', 'return [1, 2, 3, 4, 5]'),
        {
          id: 'each',
          type: 'map',
          config: {
            items: '[1, 2, 3, 4, 5]',
            body: { nodes: [{ ...httpNode('call', '{{ vars.sink }}/item', 'POST'), position: { x: 0, y: 0 } }], edges: [] },
          },
        },
        httpNode('left', '{{ vars.sink }}/left', 'POST'),
        httpNode('after', '{{ vars.sink }}/after', 'POST'),
      ],
      ['list>each', 'list>left', 'each>after', 'left>after'],
    )
    const runIds = await Promise.all(Array.from({ length: 4 }, () => product.run(document)))
    for (const runId of runIds) {
      expect((await product.ended(runId)).run.status).toBe('COMPLETED')
      await expectGapless(product, runId)
    }
    expect([sink.effects('/item'), sink.effects('/left'), sink.effects('/after')]).toEqual([20, 4, 4])
    const asked = await product.run(gatedHitl('asked', sink.url))
    const [approval] = await waitUntil('the question', async () => {
      const approvals = await product.services.approvals.list(product.caller, { status: 'waiting_for_approval' })
      return approvals.length > 0 && approvals
    })
    if (approval === undefined) throw new Error('Nobody was asked.')
    await product.services.approvals.decide(product.caller, approval.approvalId, { decision: 'approve', reason: 'fine', requestHash: approval.requestHash })
    expect((await product.ended(asked)).run.status).toBe('COMPLETED')
  })

  it('[D-21] [D-25] with its topics deleted in the middle of a run it goes on from the record', async () => {
    const { sink, product, door } = await hold('/fetch')
    const runId = await product.run(chain())
    await waitUntil('the call', () => sink.received.length > 0)
    const before = await product.hotStore.runState.incarnation()
    await product.emptyHotStore()
    await waitUntil('another incarnation', async () => {
      const now = await product.hotStore.runState.incarnation().catch(() => before)
      return now !== before
    })
    door.release()
    expect((await product.ended(runId)).run.status).toBe('COMPLETED')
    expect(sink.effects('/send')).toBe(1)
    await expectGapless(product, runId)
  })

  it('[CO-07] a server that stops in the middle leaves a run that the next one finishes', async () => {
    const { sink, product, door } = await hold('/fetch')
    const runId = await product.run(chain())
    await waitUntil('the call', () => sink.received.length > 0)
    const restarting = product.restart()
    door.release()
    const next = await restarting
    closeLater(next)
    expect((await next.ended(runId)).run.status).toBe('COMPLETED')
    expect([sink.effects('/fetch'), sink.effects('/send')]).toEqual([1, 1])
    await expectGapless(next, runId)
  })

  it('[CO-08] two servers in one process share runs, and every node is executed once', async () => {
    const { sink, product } = await sinkAndProduct('kafka')
    const other = await product.join()
    closeLater(other)
    const runIds = await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 2 ? product : other).run(chain())))
    for (const runId of runIds) {
      const detail = await product.ended(runId)
      expect(detail.run.status).toBe('COMPLETED')
      expect(Object.values(detail.nodes).map(({ attempt }) => attempt)).toEqual([1, 1, 1])
      await expectGapless(product, runId)
    }
    expect([sink.effects('/fetch'), sink.effects('/send')]).toEqual([12, 12])
    expect(sink.received).toHaveLength(24)
  })
})
