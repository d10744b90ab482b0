import { lower } from '@aob/ir/program'
import type { Operation, Workflow } from '@aob/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkAgentsAfter } from './agents/layer-one.ts'
import { partitionOf } from './coordinator/partition.ts'
import type { Llm } from './ports/llm.ts'
import { failureOf } from './testing/engine-fixtures.ts'
import { startTestProduct, type TestProduct } from './testing/test-product.ts'
import { waitUntil } from './testing/wait-until.ts'
import { edgeOf, functionNode, workflow } from './testing/workflows.ts'
import type { Caller } from './usecases/services.ts'

const LLM: Llm = {
  describe: () => ({ configured: true, scripted: true, model: 'scripted/test', label: 'scripted model' }),
  chat: async () => ({ text: 'done', toolCalls: [], usage: { inputTokens: 1, outputTokens: 1 }, model: 'scripted/test' }),
}
const POLICIES = [{ id: 'known-hosts', deny: "inputs.node.type == 'http' && !(inputs.host in ['api.example.com'])", message: 'call known hosts only.' }]

let product: TestProduct
beforeAll(async () => {
  product = await startTestProduct({ hot: 'memory', llm: LLM, env: { AOB_POLICIES: JSON.stringify(POLICIES) } })
})
afterAll(() => product?.close())

let counter = 0
const agent = (id: string) => ({ id, type: 'agent', config: { prompt: 'hi' }, position: { x: 0, y: 0 } })
const TEXT = 'Agent limit exceeded (max 5): agent limit exceeded: 5 + 1 > 5'

/** Some agents behind a person's decision, so that none of them starts. */
function gated(agents: number): Workflow {
  const nodes = Array.from({ length: agents }, (_, index) => agent(`agent${index}`))
  return workflow(
    `gated ${++counter}`,
    [{ id: 'gate', type: 'hitl', config: { title: 'Go?' } }, ...nodes],
    nodes.map(({ id }) => `gate:approve>${id}`),
  )
}

const joining = (id: string): Operation[] => [
  { op: 'add', path: '/nodes/-', value: agent(id) },
  { op: 'add', path: '/edges/-', value: edgeOf(`gate:approve>${id}`) },
]

async function waitingRun(document: Workflow): Promise<string> {
  const runId = await product.run(document)
  await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
  return runId
}

const outcomes = async (tries: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(tries)
  return {
    accepted: settled.filter(({ status }) => status === 'fulfilled').length,
    codes: [...new Set(settled.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code: string }).code] : [])))],
  }
}

describe('50 clients who add an agent to a workflow with four', () => {
  it('[PP-09] on the tag: exactly one is accepted', async () => {
    const document = gated(4)
    await product.services.workflows.create(product.caller, { workflow: { ...document } })
    const tries = Array.from({ length: 50 }, (_, index) =>
      product.services.workflows.patch(product.caller, document.name, 'main', { operations: joining(`new${index}`), rebase: true }),
    )
    expect(await outcomes(tries)).toEqual({ accepted: 1, codes: ['limit.agents'] })
    const [summary] = (await product.services.workflows.list(product.caller)).filter(({ name }) => name === document.name)
    expect([summary?.agentCount, summary?.versionLabel]).toEqual([5, 'v1.1'])
  })

  it('[PP-09] on one run: exactly one is accepted', async () => {
    const runId = await waitingRun(gated(4))
    const tries = Array.from({ length: 50 }, (_, index) =>
      product.services.runs.patch(product.caller, runId, { operations: joining(`new${index}`), rebase: true }),
    )
    expect(await outcomes(tries)).toEqual({ accepted: 1, codes: ['limit.agents'] })
    expect((await product.services.runs.patches(product.caller, runId)).patches).toHaveLength(1)
  })
})

describe('the agent limit in three layers, any two of them disabled', () => {
  it('[SE-06] the agent runner alone refuses the sixth', async () => {
    const error = await failureOf((async () => checkAgentsAfter(gated(5), joining('sixth'), 5))())
    expect([error.code, error.message]).toEqual(['limit.agents', TEXT])
  })

  it('[SE-06] [PP-06] the validator alone refuses the sixth, by patch, copy, renamed type, import, undo and revert', async () => {
    const { workflows, patches } = product.services
    const five = gated(5)
    const { artifactId } = await workflows.create(product.caller, {
      workflow: { ...five, nodes: [...five.nodes, { ...functionNode('plain', 'return 1'), position: { x: 0, y: 0 } }] },
    })
    const patch = (operations: Operation[]) => failureOf(workflows.patch(product.caller, five.name, 'main', { operations, baseVersion: artifactId }))
    for (const operations of [
      joining('sixth'),
      [
        { op: 'copy', from: '/nodes/1', path: '/nodes/-' },
        { op: 'test', path: '/nodes/7/id', value: 'agent0' },
      ],
      [
        { op: 'replace', path: '/nodes/6/type', value: 'agent' },
        { op: 'replace', path: '/nodes/6/config', value: { prompt: 'hi' } },
      ],
    ] as Operation[][])
      expect((await patch(operations)).detail.problems?.map(({ code }) => code)).toContain('limit.agents')
    expect((await failureOf(workflows.create(product.caller, { workflow: { ...gated(6) } }))).message).toBe(TEXT)
    // One agent out, another one in: taking the removal back would make six.
    const out = await workflows.patch(product.caller, five.name, 'main', {
      operations: [
        { op: 'remove', path: '/edges/4' },
        { op: 'remove', path: '/nodes/5' },
      ],
      baseVersion: artifactId,
    })
    await workflows.patch(product.caller, five.name, 'main', { operations: joining('another') })
    expect((await failureOf(patches.revert(product.caller, out.patchId, {}))).message).toBe(TEXT)
  })

  it('[SE-06] [PP-07] the coordinator alone gives the sixth no token: an over-limit program written straight into the store', async () => {
    const { engine } = product
    const nodes = Array.from({ length: 6 }, (_, index) => agent(`agent${index}`))
    const six = workflow(`six ${++counter}`, nodes, [])
    const limits = { ...engine.limits, maxAgents: 5 }
    const casId = await engine.blobs.put(engine.materializer.canonical(new TextEncoder().encode(JSON.stringify(six))))
    const [runId, artifactId] = [engine.ids.next(), engine.ids.next()]
    await engine.documents.addArtifact({
      artifactId,
      workspaceId: 'local',
      kind: 'dag_version',
      casId,
      depth: 0,
      versionLabel: 'v1.0',
      nodeCount: 6,
      agentCount: 6,
    })
    const [ir, inputs] = await Promise.all([engine.cas.put(lower(six, limits)), engine.cas.put({})])
    const partition = partitionOf(runId, engine.partitions)
    const shared = { runId, workflowName: six.name, artifactId, irRef: ir.ref, inputsRef: inputs.ref }
    await engine.runs.create({
      ...shared,
      workspaceId: 'local',
      partition,
      partitions: engine.partitions,
      headArtifactId: artifactId,
      startedBy: product.caller.actor,
    })
    await engine.commander.apply(runId, { kind: 'start', ...shared, actor: product.caller.actor }, { partition })
    await product.ended(runId)
    const events = await product.events(runId)
    const queued = new Set(events.flatMap((event) => (event.type === 'node.queued' ? [event.data.nodeId] : [])))
    const skipped = events.flatMap((event) => (event.type === 'node.skipped' ? [event.data.nodeId] : []))
    expect([queued.size, skipped.length, skipped.some((nodeId) => queued.has(nodeId))]).toEqual([5, 1, false])
  })
})

it('[PP-10] a limit belongs to its workspace: here a sixth agent may be, next door not', async () => {
  const { workflows, system } = product.services
  const neighbour: Caller = { ...product.caller, workspaceId: 'next-door' }
  await product.query('INSERT INTO workspaces (workspace_id, name) VALUES ($1, $1)', ['next-door'])
  expect((await system.setLimits(product.caller, { maxAgents: 8 })).maxAgents).toBe(8)
  try {
    await workflows.create(product.caller, { workflow: { ...gated(6) } })
    const runId = await waitingRun(gated(7))
    expect((await product.services.runs.patch(product.caller, runId, { operations: joining('eighth') })).status).toBe('applied')
    expect((await failureOf(product.services.runs.patch(product.caller, runId, { operations: joining('ninth') }))).message).toMatch(/8 \+ 1 > 8/)
    expect((await failureOf(workflows.create(neighbour, { workflow: { ...gated(6) } }))).message).toBe(TEXT)
    expect((await failureOf(system.setLimits(product.caller, { maxDocumentBytes: 1 }))).code).toBe('request.invalid')
    expect((await failureOf(system.setLimits(product.caller, { maxNodes: 1_000_000 }))).code).toBe('request.invalid')
  } finally {
    expect((await system.setLimits(product.caller, { maxAgents: null })).maxAgents).toBe(5)
  }
})

it('[PP-12] a policy refuses by its id what the product would allow, on tags and on runs', async () => {
  const document = gated(1)
  await product.services.workflows.create(product.caller, { workflow: { ...document } })
  const call = (id: string, url: string): Operation[] => [
    { op: 'add', path: '/nodes/-', value: { id, type: 'http', config: { url }, position: { x: 0, y: 0 } } },
    { op: 'add', path: '/edges/-', value: edgeOf(`gate:approve>${id}`) },
  ]
  const patch = (url: string) => product.services.workflows.patch(product.caller, document.name, 'main', { operations: call('call', url) })
  const error = await failureOf(patch('https://elsewhere.example.com/x'))
  expect([error.code, error.status, error.detail.extra, error.detail.pointer]).toEqual(['patch.policy', 422, { policyId: 'known-hosts' }, '/nodes/2'])
  expect((await failureOf(patch('{{ inputs.url }}'))).code).toBe('patch.policy')
  expect((await patch('https://api.example.com/x')).status).toBe('applied')
  const runId = await waitingRun(gated(1))
  const onRun = await failureOf(product.services.runs.patch(product.caller, runId, { operations: call('call', 'https://elsewhere.example.com/x') }))
  expect(onRun.code).toBe('patch.policy')
})

it('[PP-12] a policy reaches into bodies: of a scope that comes, and of one that is there', async () => {
  const { workflows } = product.services
  const call = (id: string, host: string) => ({ id, type: 'http', config: { url: `https://${host}/x` }, position: { x: 0, y: 0 } })
  const box = (id: string, host: string) => ({ id, type: 'composite', config: { body: { nodes: [call('call', host)], edges: [] } }, position: { x: 0, y: 0 } })
  const document = workflow(`boxed ${++counter}`, [box('here', 'api.example.com')], [])
  const { artifactId } = await workflows.create(product.caller, { workflow: { ...document } })
  const patch = (operations: Operation[]) => workflows.patch(product.caller, document.name, 'main', { operations, baseVersion: artifactId })
  const inside = '/nodes/0/config/body/nodes'
  for (const [operations, pointer] of [
    [[{ op: 'add', path: '/nodes/-', value: box('there', 'elsewhere.example.com') }], '/nodes/1/config/body/nodes/0'],
    [[{ op: 'add', path: `${inside}/-`, value: call('more', 'elsewhere.example.com') }], `${inside}/1`],
    [[{ op: 'replace', path: `${inside}/0/config/url`, value: 'https://elsewhere.example.com' }], `${inside}/0`],
  ] as [Operation[], string][]) {
    const error = await failureOf(patch(operations))
    expect([error.code, error.detail.pointer]).toEqual(['patch.policy', pointer])
  }
  expect((await patch([{ op: 'add', path: `${inside}/0/name`, value: 'Ask' }])).status).toBe('applied')
})

describe('patches of a run, decided', () => {
  const proposalOn = async (runId: string) => {
    const { patchId } = await product.services.runs.patch({ ...product.caller, actor: { kind: 'agent', id: 'scout' } }, runId, {
      operations: [...joining('extra'), { op: 'add', path: '/nodes/-', value: { ...functionNode('note', 'return 1'), position: { x: 0, y: 0 } } }],
    })
    return product.services.patches.get(product.caller, patchId)
  }

  it('a chosen part is swapped in, the whole stays on record; and it is taken back again', async () => {
    const runId = await waitingRun({ ...gated(1), settings: { review: { agent: 'review' } } })
    const { patchId, anchored, hunks = [] } = await proposalOn(runId)
    const note = hunks.findIndex(({ changes }) => changes.some((index) => anchored[index]?.target.path[0] === 'note'))
    const answer = await product.services.patches.approve(product.caller, patchId, { hunks: [note] })
    expect(answer).toMatchObject({ status: 'applied', operations: [{ op: 'add', path: '/nodes/-', value: { id: 'note' } }] })
    const stored = await waitUntil('the record', async () => {
      const now = await product.services.patches.get(product.caller, patchId)
      return now.status === 'applied' && now
    })
    expect([stored.operations.length, stored.proposal?.hunks]).toEqual([1, [note]])
    const other = await product.services.runs.patch(product.caller, runId, { operations: joining('later') })
    expect(other.status).toBe('applied')
    expect((await product.services.patches.revert(product.caller, other.patchId, { reason: 'no' })).status).toBe('applied')
    const audit = await product.services.runs.audit(product.caller, runId)
    expect(audit.map(({ patchId: id, status }) => [id === other.patchId ? 'later' : 'other', status])).toContainEqual(['later', 'reverted'])
    expect(audit.find(({ reverts }) => reverts === other.patchId)?.rationale).toBe('no')
  })

  it('what a run was patched with is proposed for its workflow, all of it or chosen patches', async () => {
    const document = gated(1)
    await product.services.workflows.create(product.caller, { workflow: { ...document } })
    const { runId } = await product.services.runs.start(product.caller, { ref: document.name })
    await waitUntil('the run to wait', async () => (await product.detail(runId)).run.status === 'WAITING_FOR_APPROVAL')
    const one = await product.services.runs.patch(product.caller, runId, { operations: joining('one') })
    await product.services.runs.patch(product.caller, runId, { operations: joining('two') })
    await waitUntil('the record', async () => (await product.services.runs.get(product.caller, runId)).run.patchCount === 2)
    const chosen = await product.services.runs.promote(product.caller, runId, { patchIds: [one.patchId] })
    expect(chosen.status).toBe('proposed')
    expect(await product.services.patches.approve(product.caller, chosen.patchId, {})).toMatchObject({ status: 'applied', versionLabel: 'v1.1' })
    const all = await product.services.runs.promote(product.caller, runId, {})
    expect(all.operations.filter(({ op }) => op === 'add')).toHaveLength(2)
    await product.services.patches.approve(product.caller, all.patchId, {})
    expect((await product.services.workflows.versions(product.caller, document.name, 'main')).map(({ agentCount }) => agentCount)).toEqual([3, 2, 1])
    expect((await failureOf(product.services.runs.promote(product.caller, runId, { patchIds: [all.patchId] }))).code).toBe('patch.not_applied')
  })
})
