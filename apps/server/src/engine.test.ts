import { afterEach, describe, expect, it } from 'vitest'
import { DomainError } from './domain-error.ts'
import { type EffectSink, startEffectSink } from './testing/effect-sink.ts'
import { hotStoresUnderTest, startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, functionNode, httpNode, workflow } from './testing/workflows.ts'

const open: Array<{ close(): Promise<void> }> = []

afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})

async function sinkAndProduct(hot: 'redis' | 'memory'): Promise<{ sink: EffectSink; product: TestProduct }> {
  const sink = await startEffectSink()
  open.push(sink)
  const product = await startTestProduct({ hot, env: { AOB_EGRESS_ALLOW: sink.hostPort, AOB_VARS: JSON.stringify({ sink: sink.url }) } })
  open.push(product)
  return { sink, product }
}

async function failureOf(action: Promise<unknown>): Promise<DomainError> {
  try {
    await action
  } catch (error) {
    if (error instanceof DomainError) return error
    throw error
  }
  throw new Error('expected a DomainError')
}

/** A gate the sink holds a request at until the test lets it go. */
function gate() {
  let release: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    release = resolve
  })
  return { opened, release }
}

const gatedHitl = (name: string, url: string) =>
  workflow(
    name,
    [
      { id: 'ask', type: 'hitl', config: { title: 'Send {{ inputs.what }}?', evidence: { what: '{{ inputs.what }}' } } },
      { id: 'send', type: 'notify', irreversible: true, config: { channel: 'webhook', url: `${url}/send`, message: 'sent' } },
      httpNode('refused', `${url}/refused`, 'POST'),
    ],
    ['ask:approve>send', 'ask:reject>refused'],
    { inputs: { type: 'object', properties: { what: { type: 'string', default: 'the offer' } } } },
  )

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

  it('[PP-16] [PP-15] inserts a node mid-run: fetch, validate_schema, process, save', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const fetching = gate()
    sink.on('/fetch', async () => {
      await fetching.opened
      return { body: { ok: true } }
    })
    const runId = await product.run(
      workflow(
        'insertion',
        [httpNode('fetch', '{{ vars.sink }}/fetch'), httpNode('process', '{{ vars.sink }}/process', 'POST'), httpNode('save', '{{ vars.sink }}/save', 'POST')],
        ['fetch>process', 'process>save'],
      ),
    )
    await waitUntil('fetch to arrive', () => sink.received.length > 0)
    const { headArtifactId } = await product.detail(runId)
    const answer = await product.services.runs.patch(product.caller, runId, {
      baseVersion: headArtifactId,
      rationale: 'Check before processing.',
      operations: [
        { op: 'add', path: '/nodes/-', value: { ...httpNode('validate_schema', '{{ vars.sink }}/validate', 'POST'), position: { x: 150, y: 120 } } },
        { op: 'remove', path: '/edges/0' },
        { op: 'add', path: '/edges/-', value: edgeOf('fetch>validate_schema') },
        { op: 'add', path: '/edges/-', value: edgeOf('validate_schema>process') },
      ],
    })
    expect(answer).toMatchObject({ status: 'applied', irVersion: 2 })
    fetching.release()
    const detail = await product.ended(runId)
    expect(detail.run.status).toBe('COMPLETED')
    expect(sink.received.map(({ path }) => path)).toEqual(['/fetch', '/validate', '/process', '/save'])
    const { patches } = await product.services.runs.patches(product.caller, runId)
    expect(patches).toHaveLength(1)
    expect(patches[0]).toMatchObject({ seq: 1, artifactId: answer.artifactId, actor: { kind: 'human' } })
  })

  it('[PP-13] a patch whose result is invalid changes nothing and names the place', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const fetching = gate()
    sink.on('/fetch', async () => {
      await fetching.opened
      return { body: {} }
    })
    const runId = await product.run(workflow('refusals', [httpNode('fetch', '{{ vars.sink }}/fetch'), functionNode('after', 'return 1')], ['fetch>after']))
    await waitUntil('fetch to run', async () => (await product.detail(runId)).nodes.fetch?.status === 'running')
    const before = await product.events(runId)
    const patch = (operations: object[]) => failureOf(product.services.runs.patch(product.caller, runId, { operations: operations as never }))
    expect((await patch([{ op: 'add', path: '/edges/-', value: edgeOf('fetch>nowhere') }])).code).toBe('graph.unknown_node')
    expect((await patch([{ op: 'add', path: '/edges/-', value: edgeOf('after>fetch') }])).code).toBe('graph.cycle')
    expect((await patch([{ op: 'remove', path: '/nodes/0' }])).code).toBe('patch.base_required')
    expect((await patch([{ op: 'add', path: '/nodes/-', value: { id: 'x', type: 'http', config: {}, position: { x: 0, y: 0 } } }])).detail.pointer).toMatch(
      /^\/nodes\/2\/config/,
    )
    const metadata = { id: 'x', type: 'http', config: { url: 'http://169.254.169.254/latest' }, position: { x: 0, y: 0 } }
    expect((await patch([{ op: 'add', path: '/nodes/-', value: metadata }])).code).toBe('ssrf.address')
    expect(await product.events(runId)).toEqual(before)
    fetching.release()
    expect((await product.ended(runId)).run.status).toBe('COMPLETED')
  })

  it('[D-04] what has run cannot be changed, and an ended run takes no patch', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const second = gate()
    sink.on('/second', async () => {
      await second.opened
      return { body: {} }
    })
    const runId = await product.run(
      workflow('history', [httpNode('first', '{{ vars.sink }}/first'), httpNode('second', '{{ vars.sink }}/second')], ['first>second']),
    )
    await waitUntil('second to arrive', () => sink.received.length > 1)
    const { headArtifactId: baseVersion } = await product.detail(runId)
    const removal = await failureOf(
      product.services.runs.patch(product.caller, runId, {
        baseVersion,
        operations: [
          { op: 'remove', path: '/edges/0' },
          { op: 'remove', path: '/nodes/0' },
        ],
      }),
    )
    expect(removal.code).toBe('patch.illegal')
    expect(removal.detail.extra?.rule).toMatch(/^L\d/)
    second.release()
    await product.ended(runId)
    expect(
      (await failureOf(product.services.runs.patch(product.caller, runId, { operations: [{ op: 'add', path: '/edges/-', value: edgeOf('first>second') }] })))
        .code,
    ).toBe('run.terminal')
  })

  it('[ES-09] two patches on one base: one wins, the other is told what it missed, or rebases if asked', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const fetching = gate()
    sink.on('/fetch', async () => {
      await fetching.opened
      return { body: {} }
    })
    const runId = await product.run(workflow('race', [httpNode('fetch', '{{ vars.sink }}/fetch'), functionNode('after', 'return 1')], ['fetch>after']))
    await waitUntil('fetch to arrive', () => sink.received.length > 0)
    const { headArtifactId: baseVersion } = await product.detail(runId)
    const rename = (rebase: boolean, name: string) =>
      product.services.runs.patch(product.caller, runId, { baseVersion, rebase, operations: [{ op: 'add', path: '/nodes/1/name', value: name }] })
    const addNode = (id: string, rebase = false) =>
      product.services.runs.patch(product.caller, runId, {
        baseVersion,
        rebase,
        operations: [
          { op: 'add', path: '/nodes/-', value: { ...functionNode(id, 'return 2'), position: { x: 0, y: 0 } } },
          { op: 'add', path: '/edges/-', value: edgeOf(`after>${id}`) },
        ],
      })
    await rename(false, 'After')
    const lost = await failureOf(addNode('tail'))
    expect(lost.code).toBe('patch.base_moved')
    expect(lost.detail.extra?.missing).toHaveLength(1)
    expect(await addNode('tail', true)).toMatchObject({ status: 'applied' })
    expect((await failureOf(rename(true, 'Other'))).code).toBe('patch.conflict')
    fetching.release()
    const detail = await product.ended(runId)
    expect(detail.nodes.tail?.status).toBe('succeeded')
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

  it('[CO-18] an unknown type is passed by and the run completes', async () => {
    const { product } = await sinkAndProduct(hot)
    const runId = await product.run(workflow('future', [{ id: 'new', type: 'future_feature' }, functionNode('after', 'return 1')], ['new>after']))
    const detail = await product.ended(runId)
    expect(detail).toMatchObject({
      run: { status: 'COMPLETED' },
      nodes: { new: { status: 'skipped', outputRef: 'skipped://unknown_type' }, after: { status: 'succeeded' } },
    })
  })

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
    await waitUntil('the forgeries to be set aside', async () => (await product.hotStore.queue.depth('completions')) === 0)
    fetching.release()
    const detail = await product.ended(runId)
    expect(detail.run.status).toBe('COMPLETED')
    expect((await product.events(runId)).filter((event) => event.type === 'node.completed')).toHaveLength(2)
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

  // The in-process store cannot be emptied from outside; the restart below covers its loss.
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
    open.push(next)
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
