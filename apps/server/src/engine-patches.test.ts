import { afterEach, describe, expect, it } from 'vitest'
import { closeAll, failureOf, gate, gatedHitl, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, functionNode, httpNode, workflow } from './testing/workflows.ts'

afterEach(closeAll)

describe.each(hotStoresUnderTest())('a patch to a run on the %s hot store', (hot) => {
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

  it('[PP-03] [PP-11] [PP-13] a patch whose result is invalid changes nothing and names the place', async () => {
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

  it('[PP-25] asked to answer early, a patch is accepted first and applied soon after', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const fetching = gate()
    sink.on('/fetch', async () => {
      await fetching.opened
      return { body: {} }
    })
    const runId = await product.run(workflow('early', [httpNode('fetch', '{{ vars.sink }}/fetch'), functionNode('after', 'return 1')], ['fetch>after']))
    await waitUntil('fetch to run', async () => (await product.detail(runId)).nodes.fetch?.status === 'running')
    const { headArtifactId: baseVersion } = await product.detail(runId)
    const operations = [{ op: 'add' as const, path: '/nodes/1/name', value: 'After' }]
    const answer = await product.services.runs.patch(product.caller, runId, { baseVersion, operations }, { respondAsync: true })
    expect(answer.status).toBe('accepted')
    await waitUntil('the patch to be applied', async () => (await product.services.patches.get(product.caller, answer.patchId)).status === 'applied')
    fetching.release()
    expect((await product.ended(runId)).run.status).toBe('COMPLETED')
  })

  it('[D-08] a patch that changes what a waiting gate protects makes everybody look again', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const runId = await product.run(gatedHitl('rebound', '{{ vars.sink }}'))
    const approval = await waitUntil(
      'the approval',
      async () => (await product.services.approvals.list(product.caller, { runId, status: 'waiting_for_approval' }))[0],
    )
    expect(approval.protects?.[0]?.preview).toMatchObject({ url: `${sink.url}/send`, message: 'sent' })
    await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    const { headArtifactId: baseVersion } = await product.detail(runId)
    await product.services.runs.patch(product.caller, runId, {
      baseVersion,
      operations: [{ op: 'replace', path: '/nodes/1/config/message', value: 'something else' }],
    })
    const now = await product.services.approvals.get(product.caller, approval.approvalId)
    expect(now).toMatchObject({ status: 'waiting_for_approval', protects: [{ nodeId: 'send', config: { message: 'something else' } }] })
    const decide = (requestHash: string) => product.services.approvals.decide(product.caller, approval.approvalId, { decision: 'approve', requestHash })
    expect((await failureOf(decide(approval.requestHash))).code).toBe('approval.hash_mismatch')
    expect(await decide(now.requestHash)).toMatchObject({ status: 'approved' })
    await product.ended(runId)
    expect(sink.received.find(({ path }) => path === '/send')?.body).toContain('something else')
  })
})
