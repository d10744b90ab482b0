import type { Operation } from '@aob/schemas'
import { afterEach, describe, expect, it } from 'vitest'
import type { Llm, LlmAnswer, LlmMessage } from './ports/llm.ts'
import { startEffectSink } from './testing/effect-sink.ts'
import { hotStoresUnderTest, startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, functionNode, workflow } from './testing/workflows.ts'

const open: Array<{ close(): Promise<void> }> = []

afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})

/** A model that plays a script: the answer depends on how often it has answered in this conversation. */
function scriptedLlm(script: (turn: number, messages: readonly LlmMessage[]) => Partial<LlmAnswer>): Llm & { conversations: LlmMessage[][] } {
  const conversations: LlmMessage[][] = []
  return {
    conversations,
    describe: () => ({ configured: true, scripted: true, model: 'scripted/test', label: 'scripted model' }),
    async chat({ messages }) {
      conversations.push(structuredClone([...messages]))
      const turn = messages.filter(({ role }) => role === 'assistant').length
      return { text: '', toolCalls: [], usage: { inputTokens: 10, outputTokens: 5 }, model: 'scripted/test', ...script(turn, messages) }
    },
  }
}

const callPatch = (operations: unknown, rationale = 'because') => ({
  toolCalls: [{ id: 'call-1', name: 'patch_workflow', arguments: JSON.stringify({ operations, rationale }) }],
})

/** Puts a node between the agent and what follows it. */
const INSERT: Operation[] = [
  { op: 'add', path: '/nodes/-', value: { id: 'validate', type: 'function', config: { code: 'return { valid: true }' }, position: { x: 300, y: 160 } } },
  { op: 'remove', path: '/edges/0' },
  { op: 'add', path: '/edges/-', value: edgeOf('triage>validate') },
  { op: 'add', path: '/edges/-', value: edgeOf('validate>save') },
]

const triage = (review: 'auto' | 'review') =>
  workflow(
    'agent run',
    [{ id: 'triage', type: 'agent', config: { prompt: 'Look at {{ inputs.lead }}' } }, functionNode('save', 'return Object.keys(input.nodes)')],
    ['triage>save'],
    {
      inputs: { type: 'object', properties: { lead: { type: 'string', default: 'Ada' } } },
      settings: { review: { agent: review } },
    },
  )

async function productWith(hot: 'redis' | 'memory', llm: Llm): Promise<TestProduct> {
  const product = await startTestProduct({ hot, llm })
  open.push(product)
  return product
}

const proposalOf = (product: TestProduct, runId: string) =>
  waitUntil('the proposal', async () => (await product.services.patches.list(product.caller, { runId, status: 'proposed' }))[0])

describe.each(hotStoresUnderTest())('an agent on the %s hot store', (hot) => {
  it('[PP-04] [AG-04] changes its own run: the patch is attributed to it and the run goes on along the new graph', async () => {
    const product = await productWith(
      hot,
      scriptedLlm((turn) => (turn === 0 ? callPatch(INSERT, 'Check before saving.') : { text: 'done' })),
    )
    const runId = await product.run(triage('auto'))
    const detail = await product.ended(runId)
    expect(detail).toMatchObject({ run: { status: 'COMPLETED' }, irVersion: 2, nodes: { validate: { status: 'succeeded' }, save: { status: 'succeeded' } } })
    const [patch] = await product.services.runs.audit(product.caller, runId)
    expect(patch).toMatchObject({
      status: 'applied',
      rationale: 'Check before saving.',
      actor: { kind: 'agent', id: 'triage', runId, nodeId: 'triage', model: 'scripted/test' },
      summary: { nodesAdded: ['validate'] },
    })
    expect(await product.output(detail, 'triage')).toMatchObject({ text: 'done', patches: [{ patchId: patch?.patchId, status: 'applied' }] })
  })

  it('[PP-24] [D-29] under review a proposal waits for a person; approved, it is swapped in while the run goes on', async () => {
    const product = await productWith(
      hot,
      scriptedLlm((turn) => (turn === 0 ? callPatch(INSERT) : { text: 'done' })),
    )
    const runId = await product.run(triage('review'))
    const proposal = await proposalOf(product, runId)
    expect((await product.detail(runId)).irVersion).toBe(1)
    expect(await product.services.patches.approve(product.caller, proposal.patchId, {})).toMatchObject({ status: 'applied', irVersion: 2 })
    const detail = await product.ended(runId)
    expect(detail).toMatchObject({ run: { status: 'COMPLETED' }, nodes: { validate: { status: 'succeeded' } } })
    const types = (await product.events(runId)).map(({ type }) => type).filter((type) => type.startsWith('patch.'))
    expect(types).toEqual(['patch.proposed', 'patch.applied'])
    expect(await product.services.patches.get(product.caller, proposal.patchId)).toMatchObject({ status: 'applied', seq: 1, decidedBy: { kind: 'human' } })
  })

  it('[PP-21] rejected, the run completes on the old graph and the agent is told', async () => {
    const product = await productWith(
      hot,
      scriptedLlm((turn) => (turn === 0 ? callPatch(INSERT) : { text: 'done' })),
    )
    const runId = await product.run(triage('review'))
    const proposal = await proposalOf(product, runId)
    expect(await product.services.patches.reject(product.caller, proposal.patchId, { reason: 'not needed' })).toMatchObject({
      status: 'rejected',
      reason: 'not needed',
    })
    const detail = await product.ended(runId)
    expect(detail.irVersion).toBe(1)
    expect(detail.nodes.validate).toBeUndefined()
    expect(await product.output(detail, 'triage')).toMatchObject({ patches: [{ status: 'rejected' }] })
    await expect(product.services.patches.approve(product.caller, proposal.patchId, {})).rejects.toMatchObject({ code: 'patch.not_proposed' })
  })

  it('[PP-19] [ER-04] errs once, gets the error with an example, and corrects itself', async () => {
    const wrong = [{ op: 'add', path: '/edges/-', value: edgeOf('triage>nowhere') }]
    const llm = scriptedLlm((turn) => (turn === 0 ? callPatch(wrong) : turn === 1 ? callPatch(INSERT) : { text: 'done' }))
    const product = await productWith(hot, llm)
    const detail = await product.ended(await product.run(triage('auto')))
    expect(detail.nodes.validate?.status).toBe('succeeded')
    const told = llm.conversations[1]?.at(-1)?.content ?? ''
    expect(JSON.parse(told)).toMatchObject({ status: 'refused', code: 'graph.unknown_node', example: expect.anything() })
  })

  it('[PP-20] a patch that stays invalid is kept for people and the run goes on without it', async () => {
    const wrong = [{ op: 'add', path: '/edges/-', value: edgeOf('save>triage') }]
    const llm = scriptedLlm((turn) => (turn < 4 ? callPatch(wrong, `try ${turn}`) : { text: 'gave up' }))
    const product = await productWith(hot, llm)
    const runId = await product.run(triage('auto'))
    const detail = await product.ended(runId)
    expect(detail).toMatchObject({ run: { status: 'COMPLETED' }, irVersion: 1 })
    const [kept] = await product.services.patches.list(product.caller, { runId, status: 'invalid' })
    expect(kept).toMatchObject({ code: 'graph.cycle', reason: expect.stringContaining('cycle'), actor: { kind: 'agent' } })
  })

  it('[PP-06] [PP-08] [PP-09] the sixth agent is refused with the numbers, whoever asks', async () => {
    const product = await productWith(
      hot,
      scriptedLlm(() => ({ text: 'done' })),
    )
    const sink = await startEffectSink()
    open.push(sink)
    const agents = Array.from({ length: 5 }, (_, index) => ({ id: `agent${index}`, type: 'agent', config: { prompt: 'hi' } }))
    const gate = { id: 'gate', type: 'hitl', config: { title: 'Go?' } }
    const runId = await product.run(
      workflow(
        'five agents',
        [gate, ...agents],
        agents.map(({ id }) => `gate:approve>${id}`),
      ),
    )
    await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    const sixth = { id: 'agent5', type: 'agent', config: { prompt: 'hi' }, position: { x: 0, y: 0 } }
    const refused = product.services.runs.patch(product.caller, runId, {
      operations: [
        { op: 'add', path: '/nodes/-', value: sixth },
        { op: 'add', path: '/edges/-', value: edgeOf('gate:approve>agent5') },
      ],
    })
    await expect(refused).rejects.toMatchObject({ code: 'limit.agents', message: 'Agent limit exceeded (max 5): agent limit exceeded: 5 + 1 > 5' })
  })

  it('[CO-06] [D-30] a proposal survives a restart, and the model is not asked again', async () => {
    const llm = scriptedLlm((turn) => (turn === 0 ? callPatch(INSERT) : { text: 'done' }))
    const product = await productWith(hot, llm)
    const runId = await product.run(triage('review'))
    const proposal = await proposalOf(product, runId)
    await waitUntil('the agent to have said its word', async () => (await product.detail(runId)).nodes.triage?.status === 'waiting')
    const next = await product.restart()
    open.push(next)
    expect(await next.detail(runId)).toMatchObject({
      run: { status: 'WAITING_FOR_APPROVAL' },
      nodes: { triage: { status: 'waiting', awaiting: [proposal.patchId] } },
    })
    await next.services.patches.approve(next.caller, proposal.patchId, {})
    const detail = await next.ended(runId)
    expect(detail).toMatchObject({ run: { status: 'COMPLETED' }, irVersion: 2 })
    expect(await next.services.runs.audit(next.caller, runId)).toHaveLength(1)
    expect(llm.conversations).toHaveLength(2)
    expect(await next.output(detail, 'triage')).toMatchObject({ text: 'done', patches: [{ patchId: proposal.patchId, status: 'applied' }] })
  })
})

describe.each(hotStoresUnderTest())('an accepted patch on the %s hot store', (hot) => {
  it('[PP-23] [D-30] a patch accepted before a crash is swapped in after it, also when the head has moved meanwhile', async () => {
    const product = await productWith(
      hot,
      scriptedLlm(() => ({ text: 'done' })),
    )
    const gated = workflow(
      'accepted',
      [{ id: 'gate', type: 'hitl', config: { title: 'Go?' } }, functionNode('save', 'return 1'), functionNode('tail', 'return 2')],
      ['gate:approve>save', 'save>tail'],
      { settings: { review: { human: 'review' } } },
    )
    const runId = await product.run(gated)
    await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    const { headArtifactId: baseVersion } = await product.detail(runId)
    const first = await product.services.runs.patch(product.caller, runId, {
      baseVersion,
      operations: [
        { op: 'remove', path: '/edges/1' },
        { op: 'remove', path: '/nodes/2' },
      ],
    })
    const second = await product.services.runs.patch(product.caller, runId, {
      baseVersion,
      operations: [{ op: 'add', path: '/nodes/1/name', value: 'Save it' }],
    })
    // The crash: accepted in the record, never swapped in.
    const stored = await product.engine.patches.get(second.patchId)
    const head = await product.engine.documents.getArtifact(baseVersion)
    if (!stored || !head) throw new Error('the proposal is not stored')
    const { operations, anchored, summary, patchId } = stored
    const { createdAt: _, ...version } = head
    const artifact = { ...version, artifactId: product.engine.ids.next(), kind: 'patch_set' as const, parentId: baseVersion, patchId, depth: 1 }
    expect(await product.engine.patches.accept(patchId, { artifact, operations, anchored, summary, commandId: patchId, payload: { patchId } })).toBe(true)
    await product.services.patches.approve(product.caller, first.patchId, {})
    const next = await product.restart()
    open.push(next)
    await waitUntil('the accepted patch to be swapped in', async () => (await next.services.patches.get(next.caller, patchId)).status === 'applied')
    expect(await next.detail(runId)).toMatchObject({ irVersion: 3 })
    const { patches } = await next.services.runs.patches(next.caller, runId)
    expect(patches.map((patch) => patch.patchId)).toEqual([first.patchId, patchId])
  })
})
