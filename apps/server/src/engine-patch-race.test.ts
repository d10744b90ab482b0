import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CommitPlan, CommitResult } from './ports/commit-plan.ts'
import { closeAll, failureOf, gate, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, httpNode, workflow } from './testing/workflows.ts'

afterEach(async () => {
  vi.restoreAllMocks()
  await closeAll()
})

const says = (plan: CommitPlan, type: string) =>
  plan.steps.some((step) => step.kind === 'append' && step.stream === 'events' && step.entry.json?.includes(`"type":"${type}"`))

/** Holds the first commit with an event of this type, which is decided by then, until `opened`; tells what became of it. */
function holdCommit({ hotStore: { runState } }: TestProduct, type: string, opened: Promise<void>) {
  const commit = runState.commit.bind(runState)
  const held: { caught: boolean; result?: CommitResult } = { caught: false }
  vi.spyOn(runState, 'commit').mockImplementation(async (plans) => {
    if (held.caught || !plans.some((plan) => says(plan, type))) return commit(plans)
    held.caught = true
    await opened
    const results = await commit(plans)
    const [result] = results
    if (result) held.result = result
    return results
  })
  return held
}

/** `fetch` is under way until the gate opens; the patch puts `check` between it and `process`. */
async function twoForOneRegion(hot: 'redis' | 'memory') {
  const { sink, product } = await sinkAndProduct(hot)
  const [fetching, processing] = [gate(), gate()]
  sink.on('/fetch', () => fetching.opened.then(() => ({ body: {} })))
  sink.on('/process', () => processing.opened.then(() => ({ body: {} })))
  const post = (id: string) => httpNode(id, `{{ vars.sink }}/${id}`, 'POST')
  const runId = await product.run(workflow('race', [post('fetch'), post('process')], ['fetch>process']))
  await waitUntil('fetch to be recorded as running', async () => (await product.detail(runId)).nodes.fetch?.status === 'running')
  const { headArtifactId: baseVersion } = await product.detail(runId)
  const patch = () =>
    product.services.runs.patch(product.caller, runId, {
      baseVersion,
      operations: [
        { op: 'add', path: '/nodes/-', value: { ...post('check'), position: { x: 150, y: 0 } } },
        { op: 'remove', path: '/edges/0' },
        { op: 'add', path: '/edges/-', value: edgeOf('fetch>check') },
        { op: 'add', path: '/edges/-', value: edgeOf('check>process') },
      ],
    })
  const effects = () => sink.received.map(({ path }) => path)
  return { product, runId, fetching, processing, patch, effects }
}

describe.each(hotStoresUnderTest())('[D-30] a patch and a completion decided from one revision, on the %s hot store', (hot) => {
  it('the patch is first: the completion is decided again and goes by the new graph', async () => {
    const { product, runId, fetching, processing, patch, effects } = await twoForOneRegion(hot)
    processing.release()
    const late = gate()
    const held = holdCommit(product, 'node.completed', late.opened)
    fetching.release()
    await waitUntil('the completion to be decided', () => held.caught)
    expect(await patch()).toMatchObject({ status: 'applied', irVersion: 2 })
    late.release()
    expect(await product.ended(runId)).toMatchObject({ run: { status: 'COMPLETED' }, irVersion: 2, nodes: { check: { status: 'succeeded' } } })
    expect(held.result).toMatchObject({ kind: 'refused', check: { kind: 'equals' } })
    expect(effects()).toEqual(['/fetch', '/check', '/process'])
    const events = await product.events(runId)
    const order = events.flatMap(({ type, data }) =>
      'nodeId' in data && type === 'node.completed' ? [data.nodeId] : type === 'patch.applied' ? ['patch'] : [],
    )
    expect(order).toEqual(['patch', 'fetch', 'check', 'process'])
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  })

  it('the completion is first: the patch is judged again, refused by its rule, and the run goes by the old graph', async () => {
    const { product, runId, fetching, processing, patch, effects } = await twoForOneRegion(hot)
    const late = gate()
    const held = holdCommit(product, 'patch.applied', late.opened)
    const refused = failureOf(patch())
    await waitUntil('the patch to be decided', () => held.caught)
    fetching.release()
    await waitUntil('process to have its token', async () =>
      ['queued', 'running', 'succeeded'].includes((await product.detail(runId)).nodes.process?.status ?? ''),
    )
    late.release()
    const error = await refused
    expect([error.code, error.detail.extra?.rule]).toEqual(['patch.illegal', 'L3'])
    expect(held.result).toMatchObject({ kind: 'refused', check: { kind: 'equals' } })
    processing.release()
    expect(await product.ended(runId)).toMatchObject({ run: { status: 'COMPLETED' }, irVersion: 1, nodes: { process: { status: 'succeeded' } } })
    expect(effects()).toEqual(['/fetch', '/process'])
    const [proposal] = await product.services.runs.audit(product.caller, runId)
    expect(proposal).toMatchObject({ status: 'invalid', code: 'patch.illegal' })
    expect((await product.events(runId)).filter(({ type }) => type === 'patch.applied')).toEqual([])
  })
})
