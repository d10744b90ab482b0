import type { Actor, Operation } from '@aob/schemas'
import { afterEach, describe, expect, it } from 'vitest'
import { SYSTEM_PREFIX } from '../agents/system-prefix.ts'
import type { ExecutionRequest } from '../ports/execution.ts'
import { addJoin, memoryPatching, propose, setUp, tearDown } from './test-agent.ts'

afterEach(tearDown)

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

  it('[AG-08] the prefix tells of every variable an expression may name', () => {
    for (const name of ['inputs', 'nodes', 'run {id, workflow}', 'vars', 'item', 'index', 'iteration', 'previous', 'output']) {
      expect(SYSTEM_PREFIX.slice(0, SYSTEM_PREFIX.indexOf('Node types'))).toContain(name)
    }
  })

  it('[AG-04] proposes a patch on the version it has read, as the agent, with its reason', async () => {
    const { patching, submitted } = memoryPatching()
    const { run } = await setUp([{ calls: [{ tool: 'read_context', arguments: {} }] }, propose([addJoin('extra')]), { text: 'Done.' }], { patching })
    expect(await run()).toMatchObject({ kind: 'succeeded', output: { patches: [{ patchId: submitted[0]?.patchId, status: 'proposed' }] } })
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
      config: { tools: ['read_context'] },
    })
    await run()
    expect(JSON.parse(conversations[1]?.at(-1)?.content ?? '')).toEqual({ error: 'There is no tool patch_workflow.', tools: ['read_context'] })
  })

  it('a provider that refuses for good is not tried again', async () => {
    const { run } = await setUp([{ text: 'x' }], { model: 'scripted/unknown' })
    expect(await run()).toMatchObject({ kind: 'failed', error: { code: 'agent.provider', retryable: false } })
  })
})
