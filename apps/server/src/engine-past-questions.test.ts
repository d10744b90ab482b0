import type { ApprovalView } from '@aob/schemas'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DomainError } from './domain-error.ts'
import { closeAll, closeLater, failureOf, gate, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { httpNode, workflow } from './testing/workflows.ts'

afterEach(async () => {
  vi.restoreAllMocks()
  await closeAll()
})

const ask = (id: string) => ({ id, type: 'hitl', config: { title: `${id}?` } })

/** One item asks and calls at the same time; a question outside keeps the run open. */
function askingMap(url: string) {
  const position = { x: 0, y: 0 }
  const body = { nodes: [ask('ask'), httpNode('call', `${url}/call`, 'POST')].map((node) => ({ ...node, position })), edges: [] }
  const map = { id: 'each', type: 'map', config: { items: '[1]', onItemError: 'collect', body } }
  return workflow('asks and calls', [map, ask('stay')], [])
}

async function questionsOf(product: TestProduct, runId: string): Promise<{ inside: ApprovalView; outside: ApprovalView }> {
  const find = (list: ApprovalView[], nodeId: string) => list.find((approval) => approval.nodeId === nodeId)
  return waitUntil('both questions', async () => {
    const list = await product.services.approvals.list(product.caller, { runId, status: 'waiting_for_approval' })
    const [inside, outside] = [find(list, 'each[0]/ask'), find(list, 'stay')]
    return inside && outside && { inside, outside }
  })
}

/** Starts the workflow whose call waits for the gate and is refused then; both its questions are on record. */
async function waitingRun(hot: 'redis' | 'memory') {
  const { sink, product } = await sinkAndProduct(hot)
  const calling = gate()
  const answers = [422]
  sink.on('/call', () => calling.opened.then(() => ({ status: answers.shift() ?? 200, body: {} })))
  const runId = await product.run(askingMap('{{ vars.sink }}'))
  const questions = await questionsOf(product, runId)
  await waitUntil('both to be recorded', async () => {
    const { nodes } = await product.detail(runId)
    return nodes['each[0]/ask']?.status === 'waiting' && nodes.stay?.status === 'waiting'
  })
  await waitUntil('the call to arrive', () => sink.received.length > 0)
  return { product, runId, calling, ...questions }
}

/** The process dies and takes everything hot along. */
async function die(hot: 'redis' | 'memory', product: TestProduct): Promise<TestProduct> {
  if (hot === 'redis') await product.emptyHotStore()
  const next = await product.restart()
  closeLater(next)
  return next
}

const statusOf = async (product: TestProduct, { approvalId }: ApprovalView) => (await product.services.approvals.get(product.caller, approvalId)).status

describe.each(hotStoresUnderTest())('questions nobody waits for any more, on the %s hot store', (hot) => {
  it('[SC5] the question of a failed activation is taken back, also when the process dies between the record and that', async () => {
    const { product, runId, calling, inside, outside } = await waitingRun(hot)
    const withdrawing = vi.spyOn(product.engine.approvals, 'withdraw').mockRejectedValue(new Error('the process died here'))
    calling.release()
    await waitUntil('the withdrawal', () => withdrawing.mock.calls.length > 0)
    expect((await product.detail(runId)).nodes.each?.scope).toMatchObject({ settled: 1, failed: 1 })
    const next = await die(hot, product)
    await waitUntil('the question to be taken back', async () => (await statusOf(next, inside)) === 'withdrawn')
    expect(await statusOf(next, outside)).toBe('waiting_for_approval')
  })

  it('[D-21] a failure that was routed and never recorded takes no question back: what the record waits for can still be answered', async () => {
    const { product, runId, calling, inside, outside } = await waitingRun(hot)
    const drained = vi.spyOn(product.engine.log, 'drain').mockRejectedValue(new DomainError('service.unavailable'))
    calling.release()
    const { partition } = (await product.engine.runs.get(runId)) ?? { partition: 0 }
    const settled = async () => (await product.engine.commander.load(runId, partition))?.nodes.get('each')?.scope?.settled === 1
    await waitUntil('the failure to be routed', settled)
    const next = await die(hot, product)
    drained.mockRestore()
    for (const { approvalId, requestHash } of [inside, outside])
      await next.services.approvals.decide(next.caller, approvalId, { decision: 'approve', requestHash })
    expect(await next.ended(runId)).toMatchObject({ run: { status: 'COMPLETED' }, nodes: { each: { scope: { settled: 1, failed: 0 } } } })
  })
})

it('[SC2] what is asked for a node that is past is taken back and cannot be decided', async () => {
  const { product, runId, calling, inside, outside } = await waitingRun('memory')
  calling.release()
  await waitUntil('the activation to be over', async () => (await statusOf(product, inside)) === 'withdrawn')
  const row = await product.engine.approvals.get(outside.approvalId)
  if (!row) throw new Error('the question outside is gone')
  const askLate = (nodeId: string, attempt = 9) =>
    product.engine.approvals.request({ ...row, approvalId: uuidv7(), nodeId, attempt, requestHash: `late ${nodeId}` })
  const late = [await askLate('each[0]/ask'), await askLate('each[0]/other'), await askLate('nowhere')]
  for (const { approvalId, requestHash } of late) {
    const refused = await failureOf(product.services.approvals.decide(product.caller, approvalId, { decision: 'approve', requestHash }))
    expect([refused.code, refused.message]).toEqual(['approval.decided', expect.stringContaining('withdrawn')])
  }
  await product.services.approvals.decide(product.caller, outside.approvalId, { decision: 'approve', requestHash: outside.requestHash })
  await product.ended(runId)
  const { approvalId } = await askLate('stay', 10)
  await waitUntil('the late question', async () => (await product.services.approvals.get(product.caller, approvalId)).status === 'withdrawn')
})
