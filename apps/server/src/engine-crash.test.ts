import type { ApprovalView } from '@aob/schemas'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DomainError } from './domain-error.ts'
import type { CommitStep } from './ports/commit-plan.ts'
import { closeAll, closeLater, failureOf, gate, gatedHitl, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { functionNode, httpNode, workflow } from './testing/workflows.ts'

afterEach(async () => {
  vi.restoreAllMocks()
  await closeAll()
})

/** Loses everything hot: by a restart in process, by emptying Redis. */
async function loseHotStore(hot: 'redis' | 'memory', product: TestProduct): Promise<TestProduct> {
  if (hot === 'redis') {
    await product.emptyHotStore()
    return product
  }
  const next = await product.restart()
  closeLater(next)
  return next
}

async function openApproval(product: TestProduct, runId: string): Promise<ApprovalView> {
  const [approval] = await waitUntil('the approval', async () => {
    const list = await product.services.approvals.list(product.caller, { runId, status: 'waiting_for_approval' })
    return list.length > 0 && list
  })
  if (!approval) throw new Error('no approval')
  return approval
}

const reject = (product: TestProduct, { approvalId, requestHash }: ApprovalView) =>
  product.services.approvals.decide(product.caller, approvalId, { decision: 'reject', reason: 'no', requestHash })

/** Catches the commit that puts "waiting" in place of a token: lets it pass, or fail, when told. Says how many it caught. */
function holdWaiting(product: TestProduct, opened: Promise<void>): { caught: () => number } {
  const commit = product.hotStore.runState.commit.bind(product.hotStore.runState)
  let caught = 0
  vi.spyOn(product.hotStore.runState, 'commit').mockImplementation(async (plans) => {
    if (plans.some(({ steps }) => steps.some(saysWaiting))) {
      caught += 1
      await opened
    }
    return commit(plans)
  })
  return { caught: () => caught }
}

/** On the stream of completions, or by the worker itself. */
const saysWaiting = (step: CommitStep) => step.kind === 'append' && /"kind":"waiting"|"type":"approval.requested"/.test(step.entry.json ?? '')

describe.each(hotStoresUnderTest())('a crash between two writes on the %s hot store', (hot) => {
  it('[D-21] a decision that was routed but not yet recorded is routed again', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const runId = await product.run(gatedHitl('lost decision', '{{ vars.sink }}'))
    const approval = await openApproval(product, runId)
    await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    const drained = vi.spyOn(product.engine.log, 'drain').mockRejectedValue(new DomainError('service.unavailable'))
    const answer = reject(product, approval).catch((error: unknown) => expect(error).toBeInstanceOf(DomainError))
    const { partition } = (await product.engine.runs.get(runId)) ?? { partition: 0 }
    await waitUntil('the decision to be routed', async () => (await product.engine.commander.load(runId, partition))?.nodes.get('ask')?.status === 'succeeded')
    // Whoever looks sees what is recorded, and nothing of what is only hot (D-25).
    expect((await product.detail(runId)).nodes.ask?.status).toBe('waiting')
    expect((await product.events(runId)).filter(({ type }) => type === 'approval.decided')).toEqual([])
    // The reconciler looks at the command while it is routed and not recorded.
    await new Promise((resolve) => setTimeout(resolve, 200))
    const next = await loseHotStore(hot, product)
    drained.mockRestore()
    expect(await next.ended(runId)).toMatchObject({ run: { status: 'COMPLETED' }, nodes: { refused: { status: 'succeeded' } } })
    expect(sink.effects('/refused')).toBe(1)
    await answer
    await waitUntil('the command to be settled', async () => (await next.engine.commands.pending({ minAgeMs: 0, limit: 10 })).length === 0)
  })

  it('[HI-05] a decision that comes before its node is recorded as waiting counts', async () => {
    const { product } = await sinkAndProduct(hot)
    const waiting = gate()
    const held = holdWaiting(product, waiting.opened)
    const runId = await product.run(gatedHitl('quick person', '{{ vars.sink }}'))
    expect(await reject(product, await openApproval(product, runId))).toMatchObject({ status: 'rejected' })
    await waitUntil('the node to be about to say that it waits', () => held.caught() > 0)
    waiting.release()
    expect(await product.ended(runId)).toMatchObject({ run: { status: 'COMPLETED' }, nodes: { refused: { status: 'succeeded' } } })
  })

  it('[HI-01] a node that is carried out again after a rebuild finds its earlier approval', async () => {
    const { product } = await sinkAndProduct(hot)
    const stopping = gate()
    const lost = stopping.opened.then(() => Promise.reject(new DomainError('service.unavailable')))
    holdWaiting(product, lost)
    const runId = await product.run(gatedHitl('asked once', '{{ vars.sink }}'))
    const first = await openApproval(product, runId)
    await waitUntil('the start of the node to be recorded', async () => (await product.detail(runId)).nodes.ask?.status === 'running')
    vi.restoreAllMocks()
    const losing = loseHotStore(hot, product)
    stopping.release()
    const next = await losing
    await waitUntil('the run to wait', async () => (await next.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    expect((await next.services.approvals.list(next.caller, { runId })).map(({ approvalId }) => approvalId)).toEqual([first.approvalId])
    await reject(next, first)
    expect((await next.ended(runId)).run.status).toBe('COMPLETED')
  })

  // Builds before this one stored a patch first and accepted it then.
  it.each(['accepted', 'proposed'] as const)('[D-29] a patch stored as %s by a request that then died is followed up when it is sent again', async (status) => {
    const { sink, product } = await sinkAndProduct(hot)
    const fetching = gate()
    sink.on('/fetch', () => fetching.opened.then(() => ({ body: {} })))
    const runId = await product.run(workflow('sent twice', [httpNode('fetch', '{{ vars.sink }}/fetch')], []))
    await waitUntil('fetch to arrive', () => sink.received.length > 0)
    const operations = [{ op: 'add' as const, path: '/nodes/-', value: { ...functionNode('more', 'return 1'), position: { x: 0, y: 0 } } }]
    const send = () => product.services.runs.patch(product.caller, runId, { patchId: '019a0000-0000-7000-8000-0000000000aa', operations })
    const { patches } = product.engine
    const insertAccepted = patches.insertAccepted.bind(patches)
    vi.spyOn(patches, 'insertAccepted').mockImplementationOnce(async (input) => {
      if (status === 'accepted') await insertAccepted(input)
      else await patches.insert({ ...input.patch, status, artifactId: undefined })
      throw new DomainError('service.unavailable')
    })
    expect((await failureOf(send())).code).toBe('service.unavailable')
    expect(await send()).toMatchObject({ status: 'applied', irVersion: 2 })
    fetching.release()
    expect(await product.ended(runId)).toMatchObject({ nodes: { more: { status: 'succeeded' } } })
  })

  it('[D-15] runs go on in their partitions after a restart with fewer of them', async () => {
    const { sink, product } = await sinkAndProduct(hot, { AOB_PARTITIONS: '16' })
    const fetching = gate()
    sink.on('/fetch', () => fetching.opened.then(() => ({ body: {} })))
    const runIds = await Promise.all(Array.from({ length: 6 }, () => product.run(workflow('moved', [httpNode('fetch', '{{ vars.sink }}/fetch')], []))))
    await waitUntil('all to be under way', () => sink.received.length === 6)
    const next = await product.restart({ AOB_PARTITIONS: '1' })
    closeLater(next)
    fetching.release()
    for (const runId of runIds) expect((await next.ended(runId)).run.status).toBe('COMPLETED')
  })

  it('[ER-05] [ER-06] a run that takes too long ends as timed out, also over a restart', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    sink.on('/never', () => new Promise(() => undefined))
    const document = workflow('slow', [httpNode('call', '{{ vars.sink }}/never')], [], { settings: { timeoutMs: 1500 } })
    const [runId, quick] = [
      await product.run(document),
      await product.run(workflow('quick', [functionNode('only', 'return 1')], [], { settings: { timeoutMs: 3_600_000 } })),
    ]
    expect((await product.ended(quick)).run.status).toBe('COMPLETED')
    // Its hour is over after its end.
    await product.query('UPDATE timers SET due_at = now() WHERE run_id = $1', [quick])
    await waitUntil('the call to arrive', () => sink.received.length > 0)
    const next = await product.restart()
    closeLater(next)
    expect(await next.ended(runId)).toMatchObject({ run: { status: 'TIMED_OUT' }, nodes: { call: { status: 'cancelled' } } })
    expect((await next.events(runId)).at(-1)).toMatchObject({ type: 'run.timed_out', data: { afterMs: 1500 } })
    await waitUntil('the timer of the quick one', async () => (await next.query('SELECT 1 FROM timers WHERE run_id = $1', [quick])).length === 0)
    expect((await next.ended(quick)).run.status).toBe('COMPLETED')
    await waitUntil('commands to be settled', async () => (await next.engine.commands.pending({ minAgeMs: 0, limit: 10 })).length === 0)
  })

  it('[HI-01] an approval left behind by an ended run is withdrawn', async () => {
    const { product } = await sinkAndProduct(hot)
    const runId = await product.run(gatedHitl('left behind', '{{ vars.sink }}'))
    const { approvalId } = await openApproval(product, runId)
    await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    // The process dies between the hot commit that ends the run and the withdrawal behind it.
    vi.spyOn(product.engine.approvals, 'withdraw').mockRejectedValueOnce(new Error('the process died here'))
    await product.services.runs.cancel(product.caller, runId).catch((error: Error) => expect(error.message).toBe('the process died here'))
    await waitUntil('the approval to be withdrawn', async () => (await product.services.approvals.get(product.caller, approvalId)).status === 'withdrawn')
  })
})
