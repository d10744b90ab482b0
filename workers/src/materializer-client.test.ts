import { createMaterializer } from '@aob/materializer/node'
import type { Operation, Workflow } from '@aob/schemas'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildMaterializer } from '../../packages/materializer-wasm/scripts/build.mjs'
import { createInlineMaterializerClient } from './inline.ts'
import { clientOver, type RemoteService } from './materializer-client.ts'
import type { MaterializerClient } from './materializer-protocol.ts'
import { MAX_RESIDENT_DOCUMENTS } from './materializer-service.ts'

const base: Workflow = { schemaVersion: 1, name: 'test', nodes: [{ id: 'a', type: 'function', config: {} }], edges: [] } as unknown as Workflow
const addNode = (id: string): Operation[] => [{ op: 'add', path: '/nodes/-', value: { id, type: 'function', config: {} } }]
const aborted = expect.objectContaining({ name: 'AbortError' })

describe('the materializer client, inline', () => {
  let client: MaterializerClient
  beforeAll(async () => {
    await buildMaterializer()
    client = createInlineMaterializerClient(() => createMaterializer())
  }, 120_000)

  it('[CM-02] [CM-03] answers once with the run id, the count of patches and the workflow', async () => {
    const answer = await client.materialize({ base, patches: [addNode('b'), addNode('c')], runId: 'run-1' })
    expect(answer).toMatchObject({ type: 'materialized', runId: 'run-1', patchCount: 2 })
    expect(answer.workflow.nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(answer.durationMs).toBeGreaterThan(0)
  })

  it('[CM-04] never changes the base it was given, object, text or bytes', async () => {
    const text = JSON.stringify(base)
    const bytes = new TextEncoder().encode(text)
    const answers = await Promise.all(
      [base, text, bytes].map((form, index) => client.materialize({ base: form, patches: [addNode('b')], runId: `form-${index}`, slot: `${index}` })),
    )
    expect(new Set(answers.map(({ workflow }) => JSON.stringify(workflow))).size).toBe(1)
    expect(JSON.stringify(base)).toBe(text)
    expect(new TextDecoder().decode(bytes)).toBe(text)
  })

  it('keeps the document resident: append and delta answer what changed, workflowAt the whole', async () => {
    await client.materialize({ base, patches: [addNode('b')], runId: 'resident' })
    const answer = await client.append('resident', [{ op: 'replace', path: '/nodes/0/config', value: { x: 1 } }])
    expect(answer).toMatchObject({ type: 'delta', runId: 'resident', patchCount: 2 })
    expect(answer.delta.nodes.changed).toEqual([{ id: 'a', set: { config: { x: 1 } }, unset: [] }])
    expect((await client.delta('resident', 2, 0)).delta.nodes.removed).toEqual(['b'])
    expect((await client.workflowAt('resident', 1)).nodes).toHaveLength(2)
    expect((await client.append('resident', addNode('c'))).patchCount).toBe(3)
  })

  it('carries typed errors with their place', async () => {
    await expect(client.materialize({ base, patches: [[], [{ op: 'remove', path: '/nodes/7' }]], runId: 'bad' })).rejects.toMatchObject({
      name: 'MaterializerError',
      code: 'patch.index_invalid',
      patchIndex: 1,
      operationIndex: 0,
      pointer: '/nodes/7',
    })
    await expect(client.materialize({ base: '{', patches: [], runId: 'bad' })).rejects.toMatchObject({ code: 'request.not_json' })
    await expect(client.append('never loaded', [])).rejects.toMatchObject({ code: 'resource.not_found' })
  })

  it('[CM-14] a newer request of the same view makes the older one stale; other slots are left alone', async () => {
    const first = client.materialize({ base, patches: [addNode('b')], runId: 'run-1' })
    const beside = client.materialize({ base, patches: [], runId: 'run-3', slot: 'beside' })
    const second = client.materialize({ base, patches: [addNode('c')], runId: 'run-2' })
    await expect(first).rejects.toEqual(aborted)
    expect((await second).runId).toBe('run-2')
    expect((await beside).runId).toBe('run-3')
  })

  it('stops for an aborted signal, before and during the work', async () => {
    const before = AbortSignal.abort()
    await expect(client.materialize({ base, patches: [], runId: 'x', signal: before })).rejects.toEqual(aborted)
    const during = new AbortController()
    const call = client.materialize({ base, patches: Array.from({ length: 20_000 }, (_, index) => addNode(`n${index}`)), runId: 'x', signal: during.signal })
    during.abort()
    await expect(call).rejects.toEqual(aborted)
    await expect(client.append('x', [])).rejects.toMatchObject({ code: 'resource.not_found' })
  })

  it('drops the least recently used document beyond the cap', async () => {
    for (let index = 0; index <= MAX_RESIDENT_DOCUMENTS; index++) await client.materialize({ base, patches: [], runId: `lru-${index}` })
    await expect(client.append('lru-0', [])).rejects.toMatchObject({ code: 'resource.not_found' })
    expect((await client.append(`lru-${MAX_RESIDENT_DOCUMENTS}`, addNode('b'))).patchCount).toBe(1)
    await client.release(`lru-${MAX_RESIDENT_DOCUMENTS}`)
    await expect(client.append(`lru-${MAX_RESIDENT_DOCUMENTS}`, [])).rejects.toMatchObject({ code: 'resource.not_found' })
  })
})

describe('the end of a client', () => {
  it('[CM-09] dispose terminates once, open and later calls reject, a late answer reaches nobody', async () => {
    let terminated = 0
    let answerLate: (() => void) | undefined
    const value = { kind: 'value', value: { parts: { frame: '{}', nodes: [], edges: [] }, patchCount: 0, durationMs: 1 } } as const
    const remote = {
      materialize: () => new Promise((resolve) => (answerLate = () => resolve(value))),
      cancel: async () => undefined,
    } as unknown as RemoteService
    const client = clientOver(remote, () => terminated++)
    const open = client.materialize({ base, patches: [], runId: 'late' })
    const settled: string[] = []
    open.then(
      () => settled.push('answered'),
      (error: Error) => settled.push(error.name),
    )
    client.dispose()
    client.dispose()
    answerLate?.()
    await expect(open).rejects.toEqual(aborted)
    await expect(client.append('late', [])).rejects.toEqual(aborted)
    await expect(client.materialize({ base, patches: [], runId: 'later' })).rejects.toEqual(aborted)
    await client.release('late')
    expect(settled).toEqual(['AbortError'])
    expect(terminated).toBe(1)
  })

  it('cancels on the other side what nobody waits for any more', async () => {
    const cancelled: number[] = []
    const remote = {
      materialize: () => new Promise(() => undefined),
      cancel: async (ticket: number) => void cancelled.push(ticket),
    } as unknown as RemoteService
    const client = clientOver(remote, () => undefined)
    const first = client.materialize({ base, patches: [], runId: '1' })
    const controller = new AbortController()
    const second = client.materialize({ base, patches: [], runId: '2', signal: controller.signal })
    controller.abort()
    await expect(first).rejects.toEqual(aborted)
    await expect(second).rejects.toEqual(aborted)
    expect(cancelled).toEqual([1, 2])
  })
})
