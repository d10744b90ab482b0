import { agentLimitMessage } from '@aob/ir/document'
import { DEFAULT_LIMITS, type Operation } from '@aob/schemas'
import { afterEach, describe, expect, it } from 'vitest'
import { DomainError } from '../domain-error.ts'
import { addJoin, agentNode, memoryPatching, propose, setUp, tearDown } from './test-agent.ts'
import { testRequest } from './test-request.ts'

afterEach(tearDown)

describe('refusals', () => {
  const refusal = new DomainError('patch.illegal', 'That node has finished.', { pointer: '/nodes/0', extra: { allowed: 'Change what has not started.' } })

  it('[PP-19] go back to the model with code, pointer, what is allowed and an example; the corrected patch is taken', async () => {
    const { patching, submitted, kept } = memoryPatching((operations) => (operations[0]?.op === 'remove' ? refusal : undefined))
    const { run, conversations } = await setUp([propose([{ op: 'remove', path: '/nodes/0' }]), propose([addJoin('extra')]), { text: 'Done.' }], { patching })
    expect(await run()).toMatchObject({ kind: 'succeeded', output: { patches: [{ status: 'proposed' }], usage: { calls: 3 } } })
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
  ])('[PP-05] [AG-13] operations that are %s are refused before the door', async (_, operations) => {
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

  it('[PP-05] [PP-08] [PP-09] [SE-06] over it, the model is not even asked', async () => {
    const { run, conversations } = await setUp([{ text: 'Hello.' }], { request: { ir: irWith(6) } })
    expect(await run()).toMatchObject({
      kind: 'failed',
      error: { code: 'limit.agents', message: 'Agent limit exceeded (max 5): agent limit exceeded: 5 + 1 > 5' },
    })
    expect(conversations).toEqual([])
  })

  it('[PP-05] [PP-08] [PP-09] [SE-06] a patch that would go over it is refused at its edge, before the door, and the model reads why', async () => {
    const { patching, submitted } = memoryPatching()
    const add = (count: number): Operation[] =>
      Array.from({ length: count }, (_, index) => ({ op: 'add', path: '/nodes/-', value: agentNode(`agent${index}`) }))
    const { run, conversations } = await setUp([propose(add(3)), propose(add(2)), { text: 'Done.' }], { patching, request: { ir: irWith(1, 3) } })
    await run()
    expect(JSON.parse(conversations[1]?.at(-1)?.content ?? '')).toMatchObject({ code: 'limit.agents', message: agentLimitMessage(4, 3) })
    expect(submitted.map(({ operations }) => operations.length)).toEqual([2])
  })
})

describe('patches nobody has decided on', () => {
  it('[D-30] are left to the run: the attempt ends, and the completion names what it waits for', async () => {
    const result = await (await setUp([propose([addJoin('extra')]), { text: 'Done.' }])).run()
    if (result.kind !== 'succeeded') throw new Error('expected success')
    const { patches } = result.output as { patches: { patchId: string; status: string }[] }
    expect(patches).toMatchObject([{ status: 'proposed' }])
    expect(result.awaitPatches).toEqual(patches.map(({ patchId }) => patchId))
  })

  it('are not waited for when the author says so', async () => {
    const result = await (await setUp([propose([addJoin('extra')]), { text: 'Done.' }], { config: { awaitPatches: false } })).run()
    expect(result).toMatchObject({ kind: 'succeeded', output: { patches: [{ status: 'proposed' }] } })
    expect(result).not.toHaveProperty('awaitPatches')
  })
})
