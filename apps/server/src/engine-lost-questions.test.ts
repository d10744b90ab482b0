import { afterEach, describe, expect, it } from 'vitest'
import { closeAll, closeLater } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { workflow } from './testing/workflows.ts'

afterEach(closeAll)

const asking = workflow(
  'asks',
  [
    { id: 'ask', type: 'hitl', config: { title: 'Go?' } },
    { id: 'yes', type: 'join', config: {} },
    { id: 'no', type: 'join', config: {} },
  ],
  ['ask:approve>yes', 'ask:reject>no'],
)

const openQuestion = async (product: TestProduct, runId: string) =>
  (await product.services.approvals.list(product.caller, { runId, status: 'waiting_for_approval' }))[0]

/** A run whose node waits, on the record too, and the question it waits for. */
async function waitingRun(product: TestProduct) {
  const runId = await product.run(asking)
  await waitUntil('the node to wait', async () => (await product.detail(runId)).nodes.ask?.status === 'waiting')
  const question = await openQuestion(product, runId)
  if (!question) throw new Error('the node waits for no question')
  return { runId, approvalId: question.approvalId }
}

/** Whether the node has asked anew, and that can be answered. */
async function answerAgain(product: TestProduct, { runId, approvalId }: { runId: string; approvalId: string }) {
  const again = await waitUntil('the node to ask again', async () => {
    const question = await openQuestion(product, runId)
    return question !== undefined && question.approvalId !== approvalId && question
  })
  await waitUntil('the node to wait for it', async () => (await product.detail(runId)).nodes.ask?.approvalId === again.approvalId)
  await product.services.approvals.decide(product.caller, again.approvalId, { decision: 'approve', requestHash: again.requestHash })
  expect(await product.ended(runId)).toMatchObject({ run: { status: 'COMPLETED' }, nodes: { ask: { attempt: 2, port: 'approve' } } })
}

const DECIDED = `UPDATE approvals SET status = 'rejected', decision = 'reject', reason = 'No.', channel = 'web',
  decided_by = '{"kind":"human","id":"ada","name":"Ada"}', decided_at = now() - interval '1 minute' WHERE approval_id = $1`

describe.each(hotStoresUnderTest())('a node whose question is not open any more, on the %s hot store', (hot) => {
  it('[R12] asks again when it was withdrawn or is gone, hears what was decided, and is left alone while it is open', async () => {
    const product = await startTestProduct({ hot })
    closeLater(product)
    const [withdrawn, gone, decided, open] = [await waitingRun(product), await waitingRun(product), await waitingRun(product), await waitingRun(product)]
    await product.engine.approvals.withdraw(withdrawn.approvalId)
    await product.query('DELETE FROM approvals WHERE approval_id = $1', [gone.approvalId])
    await product.query(DECIDED, [decided.approvalId])
    await answerAgain(product, withdrawn)
    await answerAgain(product, gone)
    expect(await product.ended(decided.runId)).toMatchObject({
      run: { status: 'COMPLETED' },
      nodes: { ask: { attempt: 1, port: 'reject' }, no: { status: 'succeeded' } },
    })
    const told = (await product.events(decided.runId)).filter(({ type }) => type === 'approval.decided')
    expect(told).toMatchObject([{ actor: { kind: 'human', id: 'ada' }, data: { decision: 'reject', reason: 'No.', channel: 'web' } }])
    expect((await product.detail(open.runId)).nodes.ask).toMatchObject({ status: 'waiting', attempt: 1, approvalId: open.approvalId })
  })

  it('[D-30] hears a decision whose command was settled as ignored before its process died', async () => {
    const product = await startTestProduct({ hot })
    closeLater(product)
    const { runId, approvalId } = await waitingRun(product)
    await product.query(DECIDED, [approvalId])
    await product.query(`INSERT INTO commands (command_id, run_id, kind, payload, outcome) VALUES ($1, $2, 'decide_approval', '{}', 'ignored')`, [
      `${approvalId}:decision`,
      runId,
    ])
    if (hot === 'redis') await product.emptyHotStore()
    const next = await product.restart()
    closeLater(next)
    expect(await next.ended(runId)).toMatchObject({ run: { status: 'COMPLETED' }, nodes: { ask: { port: 'reject' } } })
  })
})
