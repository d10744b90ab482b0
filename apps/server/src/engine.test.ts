import { afterEach, describe, expect, it } from 'vitest'
import { closeAll, failureOf, gatedHitl, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { functionNode, httpNode, workflow } from './testing/workflows.ts'

afterEach(closeAll)

describe.each(hotStoresUnderTest())('a run on the %s hot store', (hot) => {
  it('[EX-06] takes one branch, marks the other not taken and passes the join', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    sink.on('/order', () => ({ body: { total: 120 } }))
    const runId = await product.run(
      workflow(
        'branch and join',
        [
          httpNode('fetch', '{{ vars.sink }}/order'),
          { id: 'large', type: 'conditional', config: { condition: 'nodes.fetch.body.total > 100' } },
          functionNode('review', 'return { kind: "review", total: input.nodes.fetch.body.total }'),
          functionNode('auto', 'return { kind: "auto" }'),
          { id: 'done', type: 'join' },
        ],
        ['fetch>large', 'large:true>review', 'large:false>auto', 'review>done', 'auto>done'],
      ),
    )
    const detail = await product.ended(runId)
    expect(detail.run.status).toBe('COMPLETED')
    expect(Object.fromEntries(Object.entries(detail.nodes).map(([id, node]) => [id, node.status]))).toEqual({
      fetch: 'succeeded',
      large: 'succeeded',
      review: 'succeeded',
      auto: 'not_taken',
      done: 'succeeded',
    })
    expect(await product.output(detail, 'done')).toEqual({ review: { kind: 'review', total: 120 } })
    const events = await product.events(runId)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.at(-1)?.type).toBe('run.completed')
  })

  it('[HI-04] [HI-05] a person decides once; the other branch is not taken', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const runId = await product.run(gatedHitl('gate', '{{ vars.sink }}'))
    const [approval] = await waitUntil('the approval', async () => {
      const list = await product.services.approvals.list(product.caller, { runId, status: 'waiting_for_approval' })
      return list.length > 0 && list
    })
    if (!approval) throw new Error('no approval')
    expect(approval).toMatchObject({ title: 'Send the offer?', evidence: { what: 'the offer' }, protects: [{ nodeId: 'send' }] })
    await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    const decide = (decision: 'approve' | 'reject', requestHash: string, reason?: string) =>
      product.services.approvals.decide(product.caller, approval.approvalId, { decision, requestHash, ...(reason ? { reason } : {}) })
    expect((await failureOf(decide('approve', 'f'.repeat(64)))).code).toBe('approval.hash_mismatch')
    expect((await failureOf(decide('reject', approval.requestHash))).code).toBe('approval.reason_required')
    expect(await decide('approve', approval.requestHash, 'LGTM')).toMatchObject({ status: 'approved', decision: 'approve' })
    const second = await failureOf(decide('reject', approval.requestHash, 'too late'))
    expect(second.code).toBe('approval.decided')
    expect(second.detail.extra?.winner).toMatchObject({ decision: 'approve', reason: 'LGTM' })
    const detail = await product.ended(runId)
    expect(detail.nodes).toMatchObject({ send: { status: 'succeeded' }, refused: { status: 'not_taken' } })
    expect([sink.effects('/send'), sink.effects('/refused')]).toEqual([1, 0])
  })

  it('[ER-01] a transient failure is tried again under the same key', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    sink.on('/flaky', (_, count) => (count < 3 ? { status: 503 } : { body: { ok: true } }))
    const runId = await product.run(
      workflow('flaky', [httpNode('call', '{{ vars.sink }}/flaky', 'POST', { retry: { maxAttempts: 5, baseMs: 10, maxMs: 50 } })], []),
    )
    const detail = await product.ended(runId)
    expect(detail).toMatchObject({ run: { status: 'COMPLETED' }, nodes: { call: { attempt: 3 } } })
    expect(new Set(sink.received.map(({ key }) => key)).size).toBe(1)
  })

  it('[ER-02] a deterministic failure is tried once and ends the run with its cause', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    sink.on('/bad', () => ({ status: 400, body: { error: 'no' } }))
    const runId = await product.run(workflow('bad', [httpNode('call', '{{ vars.sink }}/bad'), functionNode('after', 'return 1')], ['call>after']))
    const detail = await product.ended(runId)
    expect(detail.run).toMatchObject({ status: 'FAILED', error: { code: 'http.status' } })
    expect(sink.received).toHaveLength(1)
  })

  it('[D-27] an error edge with a condition is taken by what the error says', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    sink.on('/bad', () => ({ status: 404 }))
    const document = workflow(
      'error edges',
      [httpNode('call', '{{ vars.sink }}/bad'), functionNode('missing', 'return "missing"'), functionNode('other', 'return "other"')],
      ['call:error>missing', 'call:error>other'],
    )
    const conditions = [`output.error.code == 'http.status'`, `output.error.code == 'http.timeout'`]
    const edges = document.edges.map((edge, index) => ({ ...edge, when: conditions[index] ?? 'true' }))
    const detail = await product.ended(await product.run({ ...document, edges }))
    expect(detail).toMatchObject({
      run: { status: 'COMPLETED' },
      nodes: { call: { status: 'failed' }, missing: { status: 'succeeded' }, other: { status: 'not_taken' } },
    })
  })

  it('[CO-18] an unknown type is passed by and the run completes', async () => {
    const { product } = await sinkAndProduct(hot)
    const runId = await product.run(workflow('future', [{ id: 'new', type: 'future_feature' }, functionNode('after', 'return 1')], ['new>after']))
    const detail = await product.ended(runId)
    expect(detail).toMatchObject({
      run: { status: 'COMPLETED' },
      nodes: { new: { status: 'skipped', outputRef: 'skipped://unknown_type' }, after: { status: 'succeeded' } },
    })
  })

  // The in-process store cannot be emptied from outside; the restart below covers its loss.
})
