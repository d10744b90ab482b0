import type { Operation } from '@aob/schemas'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { functionNode, httpNode, workflow } from '../../testing/workflows.ts'
import type { Caller } from '../services.ts'
import { appended, connected, freshName, type Publishing, refusal, renamed, startPublishing } from './testing/publishing.ts'

let product: Publishing['product']
let workflows: Publishing['workflows']
let caller: Publishing['caller']
let created: Publishing['created']
let documentOf: Publishing['documentOf']

beforeAll(async () => {
  ;({ product, workflows, caller, created, documentOf } = await startPublishing())
})
afterAll(() => product?.close())

describe('publishing a patch', () => {
  it('[VC-03] [VC-24] makes a patch_set over the head, moves the tag and counts the label', async () => {
    const { name, first } = await created('grow')
    const answer = await workflows.patch(caller, name, 'main', { operations: [appended('d'), connected('c', 'd')], baseVersion: first, rationale: 'one more' })
    expect(answer).toMatchObject({ status: 'applied', versionLabel: 'v1.1', operations: [appended('d'), connected('c', 'd')] })
    const head = await product.engine.documents.getArtifact(answer.artifactId ?? '')
    expect(head).toMatchObject({ kind: 'patch_set', parentId: first, baseId: first, depth: 1, nodeCount: 4, patchId: answer.patchId })
    const chain = await workflows.patches(caller, name, 'main')
    expect(chain).toMatchObject({ head: answer.artifactId, versionLabel: 'v1.1', patches: [{ seq: 1, rationale: 'one more', actor: caller.actor }] })
    expect((await documentOf(name)).nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('[VC-20] [CM-05] leaves the base as it is, and base plus patches is the stored head, byte for byte', async () => {
    const { name } = await created('bytes')
    const before = await workflows.base(caller, name, 'main')
    for (const id of ['d', 'e', 'f']) await workflows.patch(caller, name, 'main', { operations: [appended(id), connected('c', id)] })
    expect(await workflows.base(caller, name, 'main')).toEqual(before)
    const { materializer, blobs, documents } = product.engine
    const chain = await workflows.patches(caller, name, 'main')
    const materialized = materializer.canonical(
      materializer.materialize(
        before.bytes,
        chain.patches.map(({ operations }) => operations),
      ),
    )
    const head = await documents.getArtifact(chain.head)
    expect(await blobs.get(head?.casId ?? '')).toEqual(new Uint8Array(materialized))
  })

  it('[D-26] needs a base where operations name positions, and none where they do not', async () => {
    const { name, first } = await created('base')
    const error = await refusal(workflows.patch(caller, name, 'main', { operations: [renamed(0, 'A')] }))
    expect([error.code, error.detail.pointer, error.detail.extra?.head]).toEqual(['patch.base_required', '/baseVersion', first])
    expect((await workflows.patch(caller, name, 'main', { operations: [appended('z'), connected('c', 'z')] })).versionLabel).toBe('v1.1')
  })

  it('[D-29] on a moved base is refused with exactly the missing patches', async () => {
    const { name, first } = await created('moved')
    const second = await workflows.patch(caller, name, 'main', { operations: [renamed(0, 'A')], baseVersion: first })
    const third = await workflows.patch(caller, name, 'main', { operations: [renamed(1, 'B')], baseVersion: second.artifactId })
    const error = await refusal(workflows.patch(caller, name, 'main', { operations: [renamed(2, 'C')], baseVersion: first }))
    expect([error.code, error.status, error.detail.extra?.head]).toEqual(['patch.base_moved', 409, third.artifactId])
    expect(error.detail.extra?.missing).toMatchObject([{ patchId: second.patchId, operations: second.operations }, { patchId: third.patchId }])
  })

  it('[D-29] is rebased by id when asked, and says what was applied', async () => {
    const { name, first } = await created('rebase')
    await workflows.patch(caller, name, 'main', {
      operations: [{ op: 'add', path: '/nodes/0', value: { ...functionNode('zero', 'return 0'), position: { x: -300, y: 0 } } }, connected('zero', 'a')],
      baseVersion: first,
    })
    const answer = await workflows.patch(caller, name, 'main', { operations: [renamed(2, 'the third')], baseVersion: first, rebase: true })
    expect(answer.operations).toEqual([renamed(3, 'the third')])
    expect((await documentOf(name)).nodes.find(({ id }) => id === 'c')?.name).toBe('the third')
  })

  it('[D-29] that conflicts with a newer one is refused with both sides', async () => {
    const { name, first } = await created('conflict')
    await workflows.patch(caller, name, 'main', { operations: [renamed(0, 'theirs')], baseVersion: first })
    const error = await refusal(workflows.patch(caller, name, 'main', { operations: [renamed(0, 'ours')], baseVersion: first, rebase: true }))
    expect([error.code, error.status]).toEqual(['patch.conflict', 409])
    expect(JSON.stringify(error.detail.extra?.conflict)).toMatch(/theirs.*ours|ours.*theirs/)
  })

  it('[D-26] sent again gets its first answer, also after it was rebased; other operations under its id are refused', async () => {
    const { name, first } = await created('again')
    const plain = { patchId: uuidv7(), operations: [appended('d'), connected('c', 'd')], baseVersion: first }
    const answer = await workflows.patch(caller, name, 'main', plain)
    expect(await workflows.patch(caller, name, 'main', plain)).toEqual(answer)
    const shifted: Operation[] = [
      { op: 'add', path: '/nodes/0', value: { ...functionNode('zero', 'return 0'), position: { x: 0, y: 0 } } },
      connected('zero', 'a'),
    ]
    await workflows.patch(caller, name, 'main', { operations: shifted, baseVersion: answer.artifactId })
    const rebased = { patchId: uuidv7(), operations: [renamed(1, 'B')], baseVersion: first, rebase: true }
    const second = await workflows.patch(caller, name, 'main', rebased)
    expect(second.operations).toEqual([renamed(2, 'B')])
    expect(await workflows.patch(caller, name, 'main', rebased)).toEqual(second)
    for (const change of [{ operations: [renamed(1, 'X')] }, { operations: [renamed(2, 'B')] }]) {
      const error = await refusal(workflows.patch(caller, name, 'main', { ...rebased, ...change }))
      expect([error.code, error.status]).toEqual(['patch.id_reused', 409])
    }
    expect((await workflows.patches(caller, name, 'main')).patches).toHaveLength(3)
  })

  it('[D-26] sent twice at once is published once, and both hear the same', async () => {
    const { name, first } = await created('twice at once')
    const patch = { patchId: uuidv7(), operations: [renamed(0, 'A')], baseVersion: first }
    const [left, right] = await Promise.all([workflows.patch(caller, name, 'main', patch), workflows.patch(caller, name, 'main', patch)])
    expect(right).toEqual(left)
    expect((await workflows.patches(caller, name, 'main')).patches).toHaveLength(1)
  })

  it('is refused with the problems of its result, and the tag stays', async () => {
    const { name, first } = await created('invalid')
    const cases: Array<[Operation[], string]> = [
      [[connected('c', 'nowhere')], 'graph.unknown_node'],
      [[connected('c', 'a')], 'graph.cycle'],
      [[appended('a')], 'graph.duplicate_id'],
      [[{ op: 'add', path: '/nodes/-', value: { ...httpNode('call', 'http://10.0.0.1/'), position: { x: 0, y: 0 } } }], 'ssrf.address'],
      [[{ op: 'remove', path: '/nodes/9' }], 'patch.index_invalid'],
      [[{ op: 'remove', path: '/nodes/0/nothing' }], 'patch.path_missing'],
      [[{ op: 'test', path: '/name', value: 'another' }], 'patch.test_failed'],
      [[{ op: 'replace', path: '/name', value: 'another' }], 'patch.illegal'],
    ]
    for (const [operations, code] of cases) {
      const error = await refusal(workflows.patch(caller, name, 'main', { operations, baseVersion: first }))
      expect([code, error.code, typeof error.detail.pointer]).toEqual([code, code, 'string'])
    }
    expect((await workflows.get(caller, name)).tags[0]?.artifactId).toBe(first)
  })

  it('[PP-06] is refused when it makes one agent too many, in the words of the limit', async () => {
    const name = freshName('agents')
    const agents = [1, 2, 3, 4, 5].map((n) => ({ id: `agent${n}`, type: 'agent', config: { prompt: 'think' } }))
    const { artifactId } = await workflows.create(caller, { workflow: { ...workflow(name, agents, []) } })
    const sixth: Operation = { op: 'add', path: '/nodes/-', value: { id: 'agent6', type: 'agent', config: { prompt: 'think' }, position: { x: 0, y: 0 } } }
    const error = await refusal(workflows.patch(caller, name, 'main', { operations: [sixth], baseVersion: artifactId }))
    expect([error.code, error.message]).toEqual(['limit.agents', 'Agent limit exceeded (max 5): agent limit exceeded: 5 + 1 > 5'])
  })

  it('[D-03] never edits an id', async () => {
    const { name, first } = await created('ids')
    const edits: Operation[] = [
      { op: 'replace', path: '/nodes/0/id', value: 'x' },
      { op: 'remove', path: '/edges/0/id' },
      { op: 'move', from: '/nodes/0/id', path: '/nodes/0/name' },
      { op: 'copy', from: '/nodes/0/id', path: '/nodes/1/id' },
    ]
    for (const operation of edits) {
      const error = await refusal(workflows.patch(caller, name, 'main', { operations: [renamed(0, 'A'), operation], baseVersion: first }))
      expect([error.code, error.detail.pointer]).toEqual(['patch.id_edit', operation.op === 'move' ? '/operations/1/from' : '/operations/1/path'])
    }
    const tested: Operation[] = [{ op: 'test', path: '/nodes/0/id', value: 'a' }, renamed(0, 'A')]
    expect((await workflows.patch(caller, name, 'main', { operations: tested, baseVersion: first })).status).toBe('applied')
  })

  it('[limits] counts operations and bytes at their edge', async () => {
    const { name, first } = await created('limits')
    const { maxOperations, maxPatchBytes } = product.engine.limits
    const many = Array.from({ length: maxOperations + 1 }, () => renamed(0, 'x'))
    expect((await refusal(workflows.patch(caller, name, 'main', { operations: many, baseVersion: first }))).code).toBe('limit.operations')
    expect((await workflows.patch(caller, name, 'main', { operations: many.slice(1), baseVersion: first })).status).toBe('applied')
    const long = [renamed(0, 'x'.repeat(maxPatchBytes))]
    expect((await refusal(workflows.patch(caller, name, 'main', { operations: long, baseVersion: first }))).code).toBe('limit.bytes')
  })

  it('lets two that race both in when they do not name positions, and one when they do', async () => {
    const { name, first } = await created('race')
    const append = (id: string) => workflows.patch(caller, name, 'main', { operations: [appended(id), connected('c', id)] })
    const both = await Promise.all([append('x'), append('y')])
    expect(both.map(({ versionLabel }) => versionLabel).sort()).toEqual(['v1.1', 'v1.2'])
    const head = (await workflows.get(caller, name)).tags[0]?.artifactId ?? ''
    expect(head).not.toBe(first)
    const rename = (text: string) => workflows.patch(caller, name, 'main', { operations: [renamed(0, text)], baseVersion: head })
    const outcomes = await Promise.allSettled([rename('left'), rename('right')])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = outcomes.find((outcome) => outcome.status === 'rejected')
    expect(lost?.reason).toMatchObject({ code: 'patch.base_moved' })
  })

  it('on an archived workflow is refused, while reading goes on', async () => {
    const { name, first } = await created('archived')
    await workflows.archive(caller, name)
    await workflows.archive(caller, name)
    expect((await refusal(workflows.patch(caller, name, 'main', { operations: [renamed(0, 'A')], baseVersion: first }))).code).toBe('workflow.archived')
    expect((await workflows.get(caller, name)).archived).toBe(true)
    expect((await refusal(workflows.archive(caller, 'never was'))).code).toBe('resource.not_found')
  })

  it('finds nothing of another workspace', async () => {
    const { name, first } = await created('private')
    const stranger: Caller = { ...caller, workspaceId: 'elsewhere' }
    expect((await refusal(workflows.get(stranger, name))).code).toBe('resource.not_found')
    expect((await refusal(workflows.base(stranger, name, 'main'))).code).toBe('resource.not_found')
    expect((await refusal(workflows.patch(stranger, name, 'main', { operations: [appended('x')] }))).code).toBe('resource.not_found')
    const base = await product.engine.documents.getArtifact(first)
    expect((await refusal(product.services.artifacts.read(stranger, base?.casId ?? ''))).code).toBe('resource.not_found')
    expect((await product.services.artifacts.read(caller, base?.casId ?? '')).byteLength).toBeGreaterThan(0)
  })
})
