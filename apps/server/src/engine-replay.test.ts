import type { RunDetail, Workflow } from '@aob/schemas'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DomainError } from './domain-error.ts'
import { closeAll, failureOf, gatedHitl, sinkAndProduct } from './testing/engine-fixtures.ts'
import { hotStoresUnderTest, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { httpNode, workflow } from './testing/workflows.ts'

afterEach(closeAll)

const reusedNodes = ({ nodes }: RunDetail) =>
  Object.values(nodes)
    .filter(({ reused }) => reused)
    .map(({ nodeId }) => nodeId)
    .sort()

const chain = (url: string): Workflow =>
  workflow(
    'chain',
    [
      httpNode('fetch', `${url}/fetch`),
      { id: 'shape', type: 'function', config: { code: 'return { twice: 2 * input }', input: '{{ nodes.fetch.status }}' } },
      { id: 'greet', type: 'function', config: { code: "return 'hello ' + input", input: '{{ inputs.name }}' } },
      { id: 'merge', type: 'join', config: {} },
      httpNode('store', `${url}/store`, 'POST'),
    ],
    ['fetch>shape', 'shape>merge', 'greet>merge', 'merge>store'],
    { inputs: { type: 'object', properties: { name: { type: 'string', default: 'Ada' } } } },
  )

async function replay(product: TestProduct, runId: string, input: Parameters<TestProduct['services']['runs']['replay']>[2]): Promise<RunDetail> {
  const started = await product.services.runs.replay(product.caller, runId, input)
  return product.ended(started.runId)
}

const decideFirst = async (product: TestProduct, runId: string, decision: 'approve' | 'reject') => {
  const approval = await waitUntil('an approval to be asked', async () => {
    const [first] = await product.services.approvals.list(product.caller, { runId, status: 'waiting_for_approval' })
    return first ?? false
  })
  await product.services.approvals.decide(product.caller, approval.approvalId, { decision, requestHash: approval.requestHash, reason: 'Seen.' })
}

describe.each(hotStoresUnderTest())('a run replayed (%s)', (hot) => {
  it('[ER-08] live is refused where starts are; a frozen one executes nothing and is not', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const first = await product.ended(await product.run(chain(sink.url)))
    vi.spyOn(product.engine.pressure, 'admitStart').mockRejectedValue(new DomainError('service.unavailable', 'Full.', { retryAfterMs: 1 }))
    expect((await failureOf(replay(product, first.run.runId, { mode: 'live' }))).code).toBe('service.unavailable')
    expect((await replay(product, first.run.runId, { mode: 'freeze' })).run.status).toBe('COMPLETED')
  })

  it('[ES-06][CL-09] live from a node: what stands before it is taken over, it and what follows executes', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const first = await product.ended(await product.run(chain(sink.url)))
    const before = sink.received.length
    const again = await replay(product, first.run.runId, { mode: 'live', from: 'merge' })
    expect(again.run).toMatchObject({ status: 'COMPLETED', replay: { of: first.run.runId, mode: 'live', from: 'merge' } })
    expect(reusedNodes(again)).toEqual(['fetch', 'greet', 'shape'])
    expect(sink.received.slice(before).map(({ path }) => path)).toEqual(['/store'])
    expect(again.nodes.shape?.outputRef).toBe(first.nodes.shape?.outputRef)
    const events = await product.events(again.run.runId)
    expect(events.filter(({ type }) => type === 'node.reused')).toHaveLength(3)
    expect(events.some((event) => event.type === 'node.queued' && event.data.nodeId === 'fetch')).toBe(false)
    const listed = await product.services.runs.list(product.caller, {})
    expect(listed.items.find(({ runId }) => runId === again.run.runId)?.replay).toEqual({ of: first.run.runId, mode: 'live', from: 'merge' })
  })

  it('[ES-06] with other inputs what reads them executes again; with another version what it changes', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const doc = chain(sink.url)
    const first = await product.ended(await product.run(doc))
    const other = await replay(product, first.run.runId, { mode: 'live', from: 'store', inputs: { name: 'Grace' } })
    expect(reusedNodes(other)).toEqual(['fetch', 'shape'])
    expect(await product.output(other, 'greet')).toBe('hello Grace')
    const changed = { ...doc, nodes: doc.nodes.map((node) => (node.id === 'shape' ? { ...node, config: { code: 'return { twice: 84 }', input: 1 } } : node)) }
    const created = await product.services.workflows.create(product.caller, { name: 'chain', workflow: { ...changed } })
    const version = await replay(product, first.run.runId, { mode: 'live', from: 'store', artifactId: created.artifactId })
    expect(reusedNodes(version)).toEqual(['fetch', 'greet'])
    expect(await product.output(version, 'shape')).toEqual({ twice: 84 })
    expect(version.run.artifactId).toBe(created.artifactId)
    const named = await replay(product, first.run.runId, { mode: 'live', from: 'merge', ref: 'chain@main' })
    expect(reusedNodes(named)).toEqual(['fetch', 'greet'])
  })

  it('[ES-07][ES-08][CL-10] frozen: retries, a decision and a patch come from the record, nobody is called, the state hash is equal', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    sink.on('/flaky', (_, count) => (count === 1 ? { status: 503 } : { body: 'up' }))
    const doc = gatedHitl('frozen', sink.url)
    const flaky = { ...httpNode('flaky', `${sink.url}/flaky`), retry: { maxAttempts: 3, baseMs: 10, maxMs: 20 }, position: { x: 0, y: 0 } }
    const whole = { ...doc, nodes: [flaky, ...doc.nodes], edges: [{ id: 'f', from: 'flaky', to: 'ask' }, ...doc.edges] }
    const runId = await product.run(whole)
    await waitUntil('the gate to be reached', async () => (await product.detail(runId)).nodes.ask?.status === 'waiting')
    const thanks = { ...httpNode('thanks', `${sink.url}/thanks`), position: { x: 900, y: 0 } }
    const operations = [
      { op: 'add' as const, path: '/nodes/-', value: thanks },
      { op: 'add' as const, path: '/edges/-', value: { id: 't', from: 'send', to: 'thanks' } },
    ]
    await product.services.runs.patch(product.caller, runId, { patchId: uuidv7(), operations, rationale: 'Say thanks.' })
    await decideFirst(product, runId, 'approve')
    const first = await product.ended(runId)
    expect(first).toMatchObject({ run: { status: 'COMPLETED', patchCount: 1 }, nodes: { flaky: { attempt: 2 }, thanks: { status: 'succeeded' } } })

    const calls = sink.received.length
    const again = await replay(product, runId, { mode: 'freeze' })
    expect(sink.received).toHaveLength(calls)
    expect(again.stateHash).toBe(first.stateHash)
    expect(again.run).toMatchObject({ status: 'COMPLETED', patchCount: 1, replay: { of: runId, mode: 'freeze' } })
    const told = async (id: string) => (await product.events(id)).map(({ seq, type }) => `${seq} ${type}`)
    expect(await told(again.run.runId)).toEqual(await told(runId))
    const [original, copied] = [
      await product.services.runs.patches(product.caller, runId),
      await product.services.runs.patches(product.caller, again.run.runId),
    ]
    expect(copied.patches.map((patch) => [patch.seq, patch.operations])).toEqual(original.patches.map((patch) => [patch.seq, patch.operations]))
    expect(copied.patches[0]?.patchId).not.toBe(original.patches[0]?.patchId)
    expect(await product.services.approvals.list(product.caller, { runId: again.run.runId })).toEqual([])
    const third = await replay(product, again.run.runId, { mode: 'freeze' })
    expect(third).toMatchObject({ stateHash: first.stateHash, run: { replay: { of: again.run.runId } } })
  })

  it('[D-08] a gate before something irreversible that executes again asks again', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const runId = await product.run(gatedHitl('gate', sink.url))
    await decideFirst(product, runId, 'approve')
    await product.ended(runId)
    const { runId: again } = await product.services.runs.replay(product.caller, runId, { mode: 'live', from: 'send' })
    await waitUntil('the gate to ask again', async () => (await product.detail(again)).nodes.ask?.status === 'waiting')
    expect(sink.effects('/send')).toBe(1)
    await decideFirst(product, again, 'reject')
    expect((await product.ended(again)).nodes).toMatchObject({ send: { status: 'not_taken' }, refused: { status: 'succeeded' } })
  })

  it('[D-21] what a crash leaves of a replay is followed: the frozen one is written, the live one takes its outputs over', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const first = await product.ended(await product.run(chain(sink.url)))
    const calls = sink.received.length
    const { engine } = product
    const original = await engine.runs.get(first.run.runId)
    if (!original) throw new Error('the run is gone')
    const { irRef, inputsRef, artifactId, workflowName, partition, partitions, workspaceId, startedBy, mode } = original
    const row = { irRef, inputsRef, artifactId, headArtifactId: artifactId, workflowName, partition, partitions, workspaceId, startedBy, mode }
    const plan = await engine.cas.put({ reuse: { fetch: { port: 'out', outputRef: first.nodes.fetch?.outputRef } } })
    // As stored by a process that died right after.
    const frozen = await engine.runs.create({ ...row, runId: uuidv7(), replay: { of: original.runId, mode: 'freeze' } })
    const live = await engine.runs.create({ ...row, runId: uuidv7(), replay: { of: original.runId, mode: 'live', from: 'shape', planRef: plan.ref } })
    expect((await product.ended(frozen.run.runId)).stateHash).toBe(first.stateHash)
    const after = await product.ended(live.run.runId)
    expect(reusedNodes(after)).toEqual(['fetch'])
    expect(sink.received.slice(calls).map(({ path }) => path)).toEqual(['/store'])
  })

  it('refusals say why', async () => {
    const { sink, product } = await sinkAndProduct(hot)
    const { services, caller } = product
    const runId = await product.run(gatedHitl('open', sink.url))
    await waitUntil('the gate to be reached', async () => (await product.detail(runId)).nodes.ask?.status === 'waiting')
    expect((await failureOf(services.runs.replay(caller, runId, { mode: 'freeze' }))).code).toBe('replay.not_ended')
    expect((await failureOf(services.runs.replay(caller, runId, { mode: 'live', from: 'nobody' }))).code).toBe('replay.from_unknown')
    expect((await failureOf(services.runs.replay(caller, runId, { mode: 'freeze', inputs: {} }))).code).toBe('replay.frozen')
    expect((await failureOf(services.runs.replay(caller, uuidv7(), { mode: 'live' }))).code).toBe('resource.not_found')
    expect((await failureOf(services.runs.replay({ ...caller, scope: { runId, nodeId: 'ask' } }, runId, { mode: 'live' }))).code).toBe('auth.forbidden')
    await services.runs.cancel(caller, runId)
    const cancelled = await replay(product, runId, { mode: 'freeze' })
    expect(cancelled.run.status).toBe('CANCELLED')
  })
})
