import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CommitPlan, CommitResult } from './ports/commit-plan.ts'
import { closeAll, failureOf, gate, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, httpNode, workflow } from './testing/workflows.ts'
import { applyAccepted } from './usecases/patches/apply-accepted.ts'
import { requirePatch } from './usecases/patches/submit-run-patch.ts'

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

/** Holds every commit that would swap this patch in, each until it is released. */
function holdSwapsOf({ hotStore: { runState } }: TestProduct, patchId: string): ReturnType<typeof gate>[] {
  const commit = runState.commit.bind(runState)
  const held: ReturnType<typeof gate>[] = []
  vi.spyOn(runState, 'commit').mockImplementation(async (plans) => {
    if (!plans.some((plan) => says(plan, 'patch.applied') && JSON.stringify(plan.steps).includes(patchId))) return commit(plans)
    const swap = gate()
    held.push(swap)
    await swap.opened
    return commit(plans)
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

  it('a process that judged it on an earlier head does not name another version than the one that runs', async () => {
    const { product, runId, fetching, processing } = await twoForOneRegion(hot)
    const { engine } = product
    const { headArtifactId: baseVersion } = await product.detail(runId)
    const named = async (name: string, patchId?: string) =>
      product.services.runs.patch(product.caller, runId, {
        baseVersion,
        operations: [{ op: 'add', path: patchId ? '/nodes/0/name' : '/nodes/1/name', value: name }],
        ...(patchId ? { patchId } : {}),
      })
    const patchId = engine.ids.next()
    const swaps = holdSwapsOf(product, patchId)
    const first = named('of the first', patchId)
    await waitUntil('the patch to be accepted and decided on the first head', () => swaps.length === 1)
    const accepted = await requirePatch(engine, patchId)
    // A second process, which the reconciler or another request set on it: it has judged the patch before another one moved the head.
    const looks = gate()
    let isLooking = false
    const patches = new Proxy(engine.patches, {
      get: (store, member) => {
        if (member !== 'get') return Reflect.get(store, member).bind(store)
        return async (id: string) => {
          isLooking = true
          await looks.opened
          return store.get(id)
        }
      },
    })
    const second = applyAccepted({ ...engine, patches }, accepted)
    await waitUntil('the second process to look what is on record', () => isLooking)
    const other = await named('of another')
    swaps[0]?.release()
    await waitUntil('the first to have named a version over the new head', () => swaps.length === 2)
    const [, over] = swaps
    looks.release()
    const settled = second.then(
      () => 'applied',
      () => 'failed',
    )
    await Promise.race([settled, waitUntil('the second process to come to its swap', () => swaps.length === 3)])
    over?.release()
    const applied = await first
    for (const swap of swaps) swap.release()
    expect(await settled).toBe('applied')
    const swapped = (await product.events(runId)).flatMap(({ type, data }) => (type === 'patch.applied' && 'artifactId' in data ? [data.artifactId] : []))
    expect(swapped).toEqual([other.artifactId, applied.artifactId])
    expect(await engine.patches.get(patchId)).toMatchObject({ status: 'applied', artifactId: applied.artifactId, baseVersion: other.artifactId })
    fetching.release()
    processing.release()
    expect(await product.ended(runId)).toMatchObject({ run: { status: 'COMPLETED' }, irVersion: 3 })
  })

  it('a process that sees hot state from before the head it was judged over leaves its version alone', async () => {
    const { product, runId, fetching, processing } = await twoForOneRegion(hot)
    const { engine } = product
    const { headArtifactId: baseVersion } = await product.detail(runId)
    const rename = (path: string, value: string, patchId: string) =>
      product.services.runs.patch(product.caller, runId, { baseVersion, operations: [{ op: 'add', path, value }], patchId })
    const [patchId, under] = [engine.ids.next(), engine.ids.next()]
    const swaps = holdSwapsOf(product, patchId)
    const first = rename('/nodes/0/name', 'judged twice', patchId)
    await waitUntil('the patch to be accepted and decided on the first head', () => swaps.length === 1)
    const accepted = await requirePatch(engine, patchId)
    const { partition } = (await engine.runs.get(runId)) ?? { partition: 0 }
    const earlier = await engine.commander.load(runId, partition)
    // The other patch moves the head and is not recorded yet: hot state may still fall back behind it.
    const draining = gate()
    const drain = engine.log.drain.bind(engine.log)
    vi.spyOn(engine.log, 'drain').mockImplementation(async (...events) => {
      await draining.opened
      return drain(...events)
    })
    const other = rename('/nodes/1/name', 'the head below', under)
    await waitUntil('the head to move', async () => (await engine.commander.load(runId, partition))?.commands[under])
    swaps[0]?.release()
    await waitUntil('the first to have named a version over the new head', () => swaps.length === 2)
    const named = await requirePatch(engine, patchId)
    const late = failureOf(applyAccepted({ ...engine, commander: { ...engine.commander, load: async () => earlier } }, accepted))
    await Promise.race([late, waitUntil('it to come to its swap', () => swaps.length === 3)])
    for (const swap of swaps.slice(1)) swap.release()
    draining.release()
    expect((await late).code).toBe('run.moved')
    expect([(await other).artifactId, (await first).artifactId]).toEqual([named.baseVersion, named.artifactId])
    expect(await engine.patches.get(patchId)).toMatchObject({ status: 'applied', artifactId: named.artifactId, baseVersion: named.baseVersion })
    fetching.release()
    processing.release()
    expect(await product.ended(runId)).toMatchObject({ run: { status: 'COMPLETED' }, irVersion: 3 })
  })
})
