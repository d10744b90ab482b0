import { agentLimitMessage } from '@aob/ir/document'
import { type Actor, DEFAULT_LIMITS, type Operation } from '@aob/schemas'
import { afterEach, describe, expect, it } from 'vitest'
import { loadScripts, type ModelScript, startScriptedModel } from '../../../../examples/scripted-model/server.mjs'
import { createOpenAiLlm } from '../agents/openai-llm.ts'
import { SYSTEM_PREFIX } from '../agents/system-prefix.ts'
import { DomainError } from '../domain-error.ts'
import { createExpressions } from '../expressions/expressions.ts'
import type { ExecutionRequest } from '../ports/execution.ts'
import type { Llm, LlmMessage } from '../ports/llm.ts'
import type { RunPatching } from '../ports/patching.ts'
import { createAgentExecutor } from './agent.ts'
import { testRequest } from './test-request.ts'

const opened: Array<{ close(): Promise<void> }> = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((item) => item.close()))
})

type Submitted = Parameters<RunPatching['submit']>[0]
type Kept = Parameters<RunPatching['keepInvalid']>[0]

const agentNode = (id: string) => ({ id, type: 'agent', name: id, config: { prompt: 'x' }, position: { x: 0, y: 0 } })
const workflow = {
  schemaVersion: 1,
  name: 'Test workflow',
  nodes: [agentNode('node'), { id: 'after', type: 'join', name: 'After', config: {}, position: { x: 300, y: 0 } }],
  edges: [{ id: 'node_to_after', from: 'node', to: 'after' }],
}
const addJoin = (id: string): Operation => ({ op: 'add', path: '/nodes/-', value: { id, type: 'join', position: { x: 0, y: 0 } } })
const propose = (operations: unknown) => ({ calls: [{ tool: 'patch_workflow', arguments: { operations, rationale: 'Because.' } }] })

function memoryPatching(refuse: (operations: Operation[]) => DomainError | undefined = () => undefined) {
  const submitted: Submitted[] = []
  const kept: Kept[] = []
  const patching: RunPatching = {
    async submit(input) {
      const refusal = refuse(input.operations)
      if (refusal) throw refusal
      submitted.push(input)
      return { patchId: input.patchId, status: 'proposed', operations: input.operations }
    },
    keepInvalid: async (input) => void kept.push(input),
    settled: async (ids) => Object.fromEntries(ids.map((id) => [id, 'applied' as const])),
    current: async () => ({ artifactId: 'artifact-now', workflow }),
  }
  return { patching, submitted, kept }
}

/** A real model server over HTTP, watched. */
async function setUp(
  steps: ModelScript['steps'] | undefined,
  options: { patching?: RunPatching; config?: Record<string, unknown>; request?: Partial<ExecutionRequest>; model?: string; pace?: number } = {},
) {
  const scripts = steps ? new Map([['scripted/test', { steps }]]) : loadScripts()
  const model = await startScriptedModel({ scripts, pace: options.pace ?? 0 })
  const client = createOpenAiLlm({ baseUrl: model.url, model: options.model ?? 'scripted/test', scripted: true })
  opened.push(model, client)
  const conversations: LlmMessage[][] = []
  const llm: Llm = {
    describe: client.describe,
    chat: (request) => {
      conversations.push([...request.messages])
      return client.chat(request)
    },
  }
  const executor = createAgentExecutor({
    expressions: createExpressions(),
    llm,
    patching: options.patching ?? memoryPatching().patching,
    clock: { now: () => 5 },
    limits: DEFAULT_LIMITS,
  })
  const progress: Array<Parameters<ExecutionRequest['progress']>[0]> = []
  const request = testRequest(
    { type: 'agent', config: { prompt: 'Greet {{ inputs.name }}.', ...options.config } },
    {
      scope: { inputs: { name: 'Ada' }, nodes: { before: { ok: true } }, run: { id: 'run-1', workflow: 'W' }, vars: {} },
      progress: async (line) => void progress.push(line),
      ...options.request,
    },
  )
  return { run: () => executor.execute(request), conversations, progress, request }
}

describe('the agent executor', () => {
  it('[EX-08] answers with the model’s text, usage and name', async () => {
    const { run, conversations, progress } = await setUp([{ text: 'Hello Ada.' }])
    expect(await run()).toEqual({
      kind: 'succeeded',
      port: 'out',
      output: { text: 'Hello Ada.', model: 'scripted/test', patches: [], usage: expect.objectContaining({ calls: 1 }) },
      usage: expect.objectContaining({ calls: 1, inputTokens: expect.any(Number) }),
    })
    expect(conversations[0]?.at(-1)?.content).toContain('Greet Ada.')
    expect(progress).toEqual([{ kind: 'agent_called', model: 'scripted/test', call: 1, usage: expect.anything(), durationMs: 0 }])
  })

  it('[AG-08] begins every conversation with the same bytes, and the provider reports them as cached', async () => {
    const { run, conversations, progress } = await setUp([{ calls: [{ tool: 'search_node_types', arguments: { query: '' } }] }, { text: 'Done.' }], {
      config: { system: 'Be brief, {{ inputs.name }}.' },
    })
    await run()
    expect(conversations.map(([first]) => first)).toEqual([
      { role: 'system', content: SYSTEM_PREFIX },
      { role: 'system', content: SYSTEM_PREFIX },
    ])
    expect(conversations[0]?.[1]).toEqual({ role: 'system', content: 'Be brief, Ada.' })
    expect(progress.map(({ usage }) => (usage?.cachedTokens ?? 0) > 0)).toEqual([false, true])
  })

  it('[AG-04] proposes a patch on the version it has read, as the agent, with its reason', async () => {
    const { patching, submitted } = memoryPatching()
    const { run } = await setUp([{ calls: [{ tool: 'read_context', arguments: {} }] }, propose([addJoin('extra')]), { text: 'Done.' }], { patching })
    expect(await run()).toMatchObject({ kind: 'succeeded', output: { patches: [{ patchId: submitted[0]?.patchId, status: 'applied' }] } })
    const actor: Actor = { kind: 'agent', id: 'node', name: 'node', runId: 'run-1', nodeId: 'node', model: 'scripted/test' }
    expect(submitted).toEqual([
      { runId: 'run-1', patchId: expect.any(String), operations: [addJoin('extra')], baseVersion: 'artifact-now', rebase: true, rationale: 'Because.', actor },
    ])
  })

  it('shows the model positions, inputs and outputs', async () => {
    const { run, conversations } = await setUp([{ calls: [{ tool: 'read_context', arguments: {} }] }, { text: 'Done.' }])
    await run()
    expect(JSON.parse(conversations[1]?.at(-1)?.content ?? '')).toMatchObject({
      artifactId: 'artifact-now',
      nodePositions: { node: 0, after: 1 },
      edgePositions: { node_to_after: 0 },
      inputs: { name: 'Ada' },
      outputs: { before: { ok: true } },
    })
  })

  it('[D-22] an attempt that runs again proposes under the same id; other operations, nodes and runs have others', async () => {
    const ids = async (operations: Operation[], request: Partial<ExecutionRequest> = {}) => {
      const { patching, submitted } = memoryPatching()
      const { run } = await setUp([propose(operations), { text: 'Done.' }], { patching, request })
      await run()
      return submitted.map(({ patchId }) => patchId)
    }
    const [first] = await ids([addJoin('extra')])
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(await ids([addJoin('extra')], { attempt: 2 })).toEqual([first])
    expect(await ids([addJoin('other')])).not.toEqual([first])
    expect(await ids([addJoin('extra')], { runId: 'run-2' })).not.toEqual([first])
  })
})

describe('refusals', () => {
  const refusal = new DomainError('patch.illegal', 'That node has finished.', { pointer: '/nodes/0', extra: { allowed: 'Change what has not started.' } })

  it('[PP-19] go back to the model with code, pointer, what is allowed and an example; the corrected patch is taken', async () => {
    const { patching, submitted, kept } = memoryPatching((operations) => (operations[0]?.op === 'remove' ? refusal : undefined))
    const { run, conversations } = await setUp([propose([{ op: 'remove', path: '/nodes/0' }]), propose([addJoin('extra')]), { text: 'Done.' }], { patching })
    expect(await run()).toMatchObject({ kind: 'succeeded', output: { patches: [{ status: 'applied' }], usage: { calls: 3 } } })
    expect(JSON.parse(conversations[1]?.at(-1)?.content ?? '')).toMatchObject({
      status: 'refused',
      code: 'patch.illegal',
      message: 'That node has finished.',
      pointer: '/nodes/0',
      allowed: 'Change what has not started.',
      example: { operations: expect.any(Array) },
    })
    expect([submitted.length, kept.length]).toEqual([1, 0])
  })

  it('[PP-20] after the last correction the patch is kept for people and the run goes on', async () => {
    const { patching, kept } = memoryPatching(() => refusal)
    const { run, conversations } = await setUp(undefined, { patching, model: 'scripted/never-valid' })
    expect(await run()).toMatchObject({ kind: 'succeeded', output: { text: 'I go on without the change.', patches: [{ status: 'invalid' }] } })
    expect(kept).toMatchObject([{ code: 'patch.illegal', reason: 'That node has finished.', rationale: 'I insist.', actor: { kind: 'agent' } }])
    expect(conversations).toHaveLength(DEFAULT_LIMITS.maxPatchCorrections + 2)
  })

  it.each([
    ['no list', 'nonsense'],
    ['an unknown operation', [{ op: 'explode', path: '/nodes/0' }]],
    ['a bad pointer', [{ op: 'remove', path: 'nodes/0' }]],
    ['nothing', undefined],
  ])('[AG-13] operations that are %s are refused before the door', async (_, operations) => {
    const { patching, submitted } = memoryPatching()
    const { run, conversations } = await setUp([propose(operations), { text: 'Done.' }], { patching })
    await run()
    expect(JSON.parse(conversations[1]?.at(-1)?.content ?? '')).toMatchObject({
      code: 'patch.operation_invalid',
      pointer: expect.stringMatching(/^\/operations/),
    })
    expect(submitted).toEqual([])
  })

  it('what the model cannot mend ends the attempt', async () => {
    const { patching } = memoryPatching(() => new DomainError('service.unavailable'))
    const { run } = await setUp([propose([addJoin('extra')]), { text: 'Done.' }], { patching })
    expect(await run()).toMatchObject({ kind: 'failed', error: { code: 'service.unavailable', retryable: true } })
  })

  it('survives arguments that are no JSON and tools that do not exist', async () => {
    const { run, conversations } = await setUp([
      {
        calls: [
          { tool: 'patch_workflow', arguments: '{"operations": [' },
          { tool: 'execute_pipeline', arguments: {} },
          { tool: 'read_context', arguments: '[1]' },
        ],
      },
      { text: 'Done.' },
    ])
    expect(await run()).toMatchObject({ kind: 'succeeded' })
    const answers = conversations[1]?.slice(-3).map(({ content }) => JSON.parse(content).error)
    expect(answers).toEqual([expect.stringContaining('not JSON'), 'There is no tool execute_pipeline.', expect.stringContaining('not a JSON object')])
  })
})

describe('the agent limit', () => {
  const irWith = (agents: number, maxAgents = 5) => ({
    ...testRequest({ type: 'agent' }).ir,
    agentCount: agents,
    settings: { maxAgents, unknownPolicy: 'skip' as const },
  })

  it('[PP-09][SE-06] over it, the model is not even asked', async () => {
    const { run, conversations } = await setUp([{ text: 'Hello.' }], { request: { ir: irWith(6) } })
    expect(await run()).toMatchObject({
      kind: 'failed',
      error: { code: 'limit.agents', message: 'Agent limit exceeded (max 5): agent limit exceeded: 5 + 1 > 5' },
    })
    expect(conversations).toEqual([])
  })

  it('[PP-09][SE-06] a patch that would go over it is refused at its edge, before the door', async () => {
    const { patching, submitted } = memoryPatching()
    const add = (count: number): Operation[] =>
      Array.from({ length: count }, (_, index) => ({ op: 'add', path: '/nodes/-', value: agentNode(`agent${index}`) }))
    const { run, conversations } = await setUp([propose(add(3)), propose(add(2)), { text: 'Done.' }], { patching, request: { ir: irWith(1, 3) } })
    await run()
    expect(JSON.parse(conversations[1]?.at(-1)?.content ?? '')).toMatchObject({ code: 'limit.agents', message: agentLimitMessage(4, 3) })
    expect(submitted.map(({ operations }) => operations.length)).toEqual([2])
  })
})

describe('waiting for patches', () => {
  it('reports what became of them, and does not wait when told not to', async () => {
    const settled = { ...memoryPatching().patching, settled: async (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, 'rejected' as const])) }
    const steps = [propose([addJoin('extra')]), { text: 'Done.' }]
    expect(await (await setUp(steps, { patching: settled })).run()).toMatchObject({ output: { patches: [{ status: 'rejected' }] } })
    expect(await (await setUp(steps, { patching: settled, config: { awaitPatches: false } })).run()).toMatchObject({
      output: { patches: [{ status: 'proposed' }] },
    })
  })

  it('ends with the attempt', async () => {
    const waiting: RunPatching = {
      ...memoryPatching().patching,
      settled: (_, signal) => new Promise((__, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    }
    const controller = new AbortController()
    const { run } = await setUp([propose([addJoin('extra')]), { text: 'Done.' }], {
      patching: waiting,
      request: { signal: controller.signal, progress: async ({ call }) => void (call === 2 && setTimeout(() => controller.abort(), 20)) },
    })
    expect(await run()).toMatchObject({ kind: 'failed', error: { code: 'node.timeout', retryable: true } })
  })
})

describe('structured output', () => {
  const outputSchema = { type: 'object', properties: { fit: { enum: ['hot', 'cold'] } }, required: ['fit'] }

  it('[AG-05] gives data that fits the schema, fenced or not', async () => {
    expect(await (await setUp([{ data: { fit: 'hot' } }], { config: { outputSchema } })).run()).toMatchObject({ output: { data: { fit: 'hot' } } })
    expect(await (await setUp([{ text: '```json\n{"fit": "cold"}\n```' }], { config: { outputSchema } })).run()).toMatchObject({
      output: { data: { fit: 'cold' } },
    })
  })

  it('[AG-05] an answer that does not fit is sent back once', async () => {
    const { run, conversations } = await setUp([{ text: 'It is hot.' }, { data: { fit: 'hot' } }], { config: { outputSchema } })
    expect(await run()).toMatchObject({ kind: 'succeeded', output: { data: { fit: 'hot' }, usage: { calls: 2 } } })
    expect(conversations[1]?.at(-1)).toMatchObject({ role: 'user', content: expect.stringContaining('not JSON') })
  })

  it('[AG-05] and then it is a typed failure', async () => {
    const { run, conversations } = await setUp([{ data: { fit: 'mild' } }, { data: { fit: 'mild' } }], { config: { outputSchema } })
    expect(await run()).toMatchObject({ kind: 'failed', error: { code: 'agent.output_invalid', retryable: false } })
    expect(conversations).toHaveLength(2)
  })

  it('a schema nobody can use is no crash', async () => {
    const { run } = await setUp([{ data: {} }], { config: { outputSchema: { $ref: '#/nowhere' } } })
    expect(await run()).toMatchObject({ kind: 'failed', error: { code: 'agent.output_invalid' } })
  })
})

describe('bounds', () => {
  const asking = Array.from({ length: 5 }, () => ({ calls: [{ tool: 'search_node_types', arguments: { query: 'http' } }] }))

  it('maxCalls is the budget, at its edge', async () => {
    const steps = [...asking.slice(0, 2), { text: 'Done.' }]
    expect(await (await setUp(steps, { config: { maxCalls: 3 } })).run()).toMatchObject({ kind: 'succeeded' })
    expect(await (await setUp(steps, { config: { maxCalls: 2 } })).run()).toMatchObject({ kind: 'failed', error: { code: 'agent.budget', retryable: false } })
  })

  it('offers only the tools that exist and are named', async () => {
    const { run, conversations } = await setUp([{ calls: [{ tool: 'patch_workflow', arguments: {} }] }, { text: 'Done.' }], {
      config: { tools: ['read_context', 'request_human_review'] },
    })
    await run()
    expect(JSON.parse(conversations[1]?.at(-1)?.content ?? '')).toEqual({ error: 'There is no tool patch_workflow.', tools: ['read_context'] })
  })

  it('a provider that refuses for good is not tried again', async () => {
    const { run } = await setUp([{ text: 'x' }], { model: 'scripted/unknown' })
    expect(await run()).toMatchObject({ kind: 'failed', error: { code: 'agent.provider', retryable: false } })
  })
})
