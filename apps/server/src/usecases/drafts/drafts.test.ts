import type { Operation, Workflow } from '@aob/schemas'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followDraft } from '../../api/draft-feed.ts'
import type { Caller } from '../services.ts'
import { appended, connected, type Publishing, refusal, renamed, startPublishing } from '../workflows/testing/publishing.ts'

let product: Publishing['product']
let workflows: Publishing['workflows']
let caller: Publishing['caller']
let created: Publishing['created']
let documentOf: Publishing['documentOf']

beforeAll(async () => {
  ;({ product, workflows, caller, created, documentOf } = await startPublishing({ AOB_LIMIT_MAX_DRAFT_GESTURES: '60' }))
})
afterAll(() => product?.close())

const COLLEAGUE: Caller = { workspaceId: 'local', actor: { kind: 'human', id: 'colleague', name: 'Ada' } }
const drafts = () => product.services.drafts
const append = (name: string, operations: Operation[], input: object, who = caller) => drafts().append(who, name, 'main', { operations, ...input })
const read = (name: string, afterSeq = 0) => drafts().read(caller, name, 'main', afterSeq)

/** What base and gestures give, as every client computes it. */
async function draftDocument(name: string): Promise<Workflow> {
  const view = await read(name)
  const { artifact, bytes } = { artifact: await product.engine.documents.getArtifact(view.base), bytes: await baseBytes(view.base) }
  expect(artifact).toBeDefined()
  const result = product.engine.materializer.materialize(
    bytes,
    view.gestures.map(({ operations }) => operations),
  )
  return JSON.parse(new TextDecoder().decode(result))
}

async function baseBytes(artifactId: string): Promise<Uint8Array> {
  const artifact = await product.engine.documents.getArtifact(artifactId)
  return (await product.engine.blobs.get(artifact?.casId ?? '')) ?? new Uint8Array()
}

describe('[D-36] the shared draft', () => {
  it('is the head until somebody changes something; gestures are numbered and live side by side', async () => {
    const { name, first } = await created('open')
    expect(await read(name)).toEqual({ base: first, head: first, seq: 0, gestures: [] })
    const one = await append(name, [renamed(0, 'A')], { baseVersion: first })
    const two = await append(name, [renamed(1, 'B')], { draftId: one.draftId, afterSeq: 1 }, COLLEAGUE)
    expect([one.gesture.seq, two.gesture.seq, two.draftId]).toEqual([1, 2, one.draftId])
    expect((await read(name, 1)).gestures).toMatchObject([{ seq: 2, actor: COLLEAGUE.actor }])
    expect((await draftDocument(name)).nodes.map((node) => node.name)).toEqual(['A', 'B', undefined])
    expect((await workflows.get(caller, name)).tags[0]?.artifactId).toBe(first)
  })

  it('refuses what was written against an older state, with exactly the missing gestures, or carries it over when asked', async () => {
    const { name, first } = await created('missing')
    const zero = { op: 'add' as const, path: '/nodes/0', value: { id: 'zero', type: 'join', position: { x: 0, y: 0 } } }
    const one = await append(name, [zero, connected('zero', 'a')], { baseVersion: first })
    const late = await refusal(append(name, [renamed(2, 'C')], { baseVersion: first }, COLLEAGUE))
    expect([late.code, late.detail.extra?.missing, late.detail.extra?.draftId]).toEqual(['patch.base_moved', [one.gesture], one.draftId])
    const carried = await append(name, [renamed(2, 'C')], { draftId: one.draftId, afterSeq: 0, rebase: true }, COLLEAGUE)
    expect(carried.gesture.operations).toEqual([renamed(3, 'C')])
    const clash = await refusal(append(name, [renamed(2, 'D')], { baseVersion: first, rebase: true }))
    expect([clash.code, clash.detail.extra?.conflict]).toEqual(['patch.conflict', [expect.objectContaining({ reason: 'value_changed', current: 'C' })]])
  })

  it('takes a gesture once, whoever repeats it; another person cannot use its id', async () => {
    const { name, first } = await created('idempotent')
    const gesture = { patchId: uuidv7(), baseVersion: first }
    const [left, right] = await Promise.all([append(name, [renamed(0, 'A')], gesture), append(name, [renamed(0, 'A')], gesture)])
    expect(right).toEqual(left)
    expect((await read(name)).seq).toBe(1)
    expect((await refusal(append(name, [renamed(0, 'A')], gesture, COLLEAGUE))).code).toBe('patch.id_reused')
  })

  it('takes a gesture from nobody but its author', async () => {
    const { name, first } = await created('authored')
    const mine = { patchId: uuidv7(), baseVersion: first, author: caller.actor.id }
    expect((await refusal(append(name, [renamed(0, 'A')], mine, COLLEAGUE))).code).toBe('draft.other_author')
    expect((await read(name)).gestures).toEqual([])
    await append(name, [renamed(0, 'A')], mine)
    expect((await refusal(append(name, [renamed(0, 'A')], mine, COLLEAGUE))).code).toBe('draft.other_author')
    expect((await read(name)).gestures).toMatchObject([{ actor: caller.actor }])
  })

  it('orders 20 people who draw at once: nothing is lost, nothing twice', async () => {
    const { name, first } = await created('crowd')
    const people = Array.from({ length: 20 }, (_, index): Caller => ({ workspaceId: 'local', actor: { kind: 'human', id: `p${index}` } }))
    const answers = await Promise.all(
      people.map((who, index) => append(name, [appended(`n${index}`), connected('c', `n${index}`)], { baseVersion: first, rebase: true }, who)),
    )
    expect(answers.map(({ gesture }) => gesture.seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect((await draftDocument(name)).nodes).toHaveLength(23)
  })

  it('may be unfinished, but keeps the shape of a workflow', async () => {
    const { name, first } = await created('unfinished')
    const unfinished = await append(name, [{ op: 'add', path: '/nodes/-', value: { id: 'h', type: 'http', position: { x: 0, y: 0 } } }], { baseVersion: first })
    const at = { draftId: unfinished.draftId, afterSeq: 1 }
    for (const [operations, code] of [
      [[connected('a', 'nowhere')], 'graph.unknown_node'],
      [[appended('h')], 'graph.duplicate_id'],
      [[{ op: 'add', path: '/nods', value: [] }], 'workflow.invalid'],
      [[{ op: 'replace', path: '/nodes/0/id', value: 'x' }], 'patch.id_edit'],
      [[{ op: 'remove', path: '/nodes/9' }], 'patch.index_invalid'],
    ] as Array<[Operation[], string]>)
      expect((await refusal(append(name, operations, at))).code).toBe(code)
    expect((await read(name)).seq).toBe(1)
    expect((await refusal(drafts().save(caller, name, 'main', {}))).code).toBe('node.config_invalid')
    expect((await read(name)).draftId).toBe(unfinished.draftId)
  })

  it('may wait for a branch that was taken away, and have more agents than may run', async () => {
    const { name, first } = await created('on-the-way')
    const agents = Array.from({ length: 6 }, (_, index) => ({
      op: 'add' as const,
      path: '/nodes/-',
      value: { id: `g${index}`, type: 'agent', position: { x: 0, y: 0 }, config: { prompt: 'x' } },
    }))
    const { draftId } = await append(name, [{ op: 'add', path: '/nodes/1/join', value: { n: 2 } }], { baseVersion: first })
    await append(name, agents, { draftId, afterSeq: 1 })
    expect((await read(name)).seq).toBe(2)
    expect(['graph.join', 'limit.agents']).toContain((await refusal(drafts().save(caller, name, 'main', {}))).code)
  })

  it('has room for its limit of gestures', async () => {
    const { name, first } = await created('full')
    const { draftId } = await append(name, [renamed(0, 'n0')], { baseVersion: first })
    for (let seq = 1; seq < 60; seq++) await append(name, [{ op: 'replace', path: '/nodes/0/name', value: `n${seq}` }], { draftId, afterSeq: seq })
    expect((await refusal(append(name, [renamed(1, 'x')], { draftId, afterSeq: 60 }))).code).toBe('limit.draft')
  })
})

describe('[D-36] undo in a draft', () => {
  it('takes back my own last gesture, over what others did since, and redo brings it again', async () => {
    const { name, first } = await created('mine')
    const { draftId } = await append(name, [appended('d'), connected('c', 'd')], { baseVersion: first })
    await append(name, [renamed(0, 'theirs')], { draftId, afterSeq: 1 }, COLLEAGUE)
    await append(name, [renamed(1, 'mine')], { draftId, afterSeq: 2 })
    const undone = await drafts().undo(caller, name, 'main', {})
    expect(undone.gesture).toMatchObject({ seq: 4, operations: [{ op: 'remove', path: '/nodes/1/name' }], undoes: expect.any(String) })
    await drafts().undo(caller, name, 'main', {})
    expect((await draftDocument(name)).nodes.map((node) => node.name ?? node.id)).toEqual(['theirs', 'b', 'c'])
    expect((await refusal(drafts().undo(caller, name, 'main', {}))).code).toBe('tag.at_end')
    await drafts().redo(caller, name, 'main', {})
    await drafts().redo(caller, name, 'main', {})
    expect((await draftDocument(name)).nodes.map((node) => node.name ?? node.id)).toEqual(['theirs', 'mine', 'c', 'd'])
    expect((await refusal(drafts().redo(caller, name, 'main', {}))).code).toBe('tag.at_end')
    await drafts().undo(caller, name, 'main', {})
    expect((await draftDocument(name)).nodes.map((node) => node.name ?? node.id)).toEqual(['theirs', 'b', 'c', 'd'])
  })

  it('is a conflict when others build on it, and repeating it is harmless', async () => {
    const { name, first } = await created('theirs')
    const { draftId } = await append(name, [appended('d'), connected('c', 'd')], { baseVersion: first })
    await append(name, [appended('e'), connected('d', 'e')], { draftId, afterSeq: 1 }, COLLEAGUE)
    expect((await refusal(drafts().undo(caller, name, 'main', {}))).code).toBe('patch.conflict')
    const patchId = uuidv7()
    const undone = await drafts().undo(COLLEAGUE, name, 'main', { patchId })
    expect(await drafts().undo(COLLEAGUE, name, 'main', { patchId })).toEqual(undone)
    expect((await read(name)).seq).toBe(3)
  })
})

describe('[D-36] saving a draft', () => {
  it('publishes everything as one patch and ends the draft; its gestures and their authors stay on record', async () => {
    const { name, first } = await created('save')
    const { draftId } = await append(name, [appended('d'), connected('c', 'd')], { baseVersion: first })
    await append(name, [renamed(0, 'A')], { draftId, afterSeq: 1 }, COLLEAGUE)
    await append(name, [{ op: 'replace', path: '/nodes/0/name', value: 'Start' }], { draftId, afterSeq: 2 })
    const input = { patchId: uuidv7(), rationale: 'first draft' }
    const saved = await drafts().save(caller, name, 'main', input)
    expect(saved).toMatchObject({ status: 'applied', versionLabel: 'v1.1' })
    expect(saved.operations).toHaveLength(3)
    expect(await drafts().save(caller, name, 'main', input)).toEqual(saved)
    expect(await read(name)).toEqual({ base: saved.artifactId, head: saved.artifactId, seq: 0, gestures: [] })
    expect((await documentOf(name)).nodes.map((node) => node.name ?? node.id)).toEqual(['Start', 'b', 'c', 'd'])
    expect((await refusal(append(name, [renamed(1, 'B')], { draftId, afterSeq: 3 }))).code).toBe('draft.moved')
    expect((await product.drafts.gestures(draftId, 0)).map(({ actor }) => actor.id)).toEqual([caller.actor.id, 'colleague', caller.actor.id])
  })

  it('follows what was published meanwhile by id, or shows the conflict and keeps the draft', async () => {
    const { name, first } = await created('meanwhile')
    const { draftId } = await append(name, [renamed(2, 'C')], { baseVersion: first })
    await workflows.patch(caller, name, 'main', {
      operations: [{ op: 'add', path: '/nodes/0', value: { id: 'zero', type: 'join', position: { x: 0, y: 0 } } }, connected('zero', 'a')],
      baseVersion: first,
    })
    expect(await drafts().save(caller, name, 'main', {})).toMatchObject({ versionLabel: 'v1.2', operations: [renamed(3, 'C')] })
    const head = (await read(name)).base
    const next = await append(name, [{ op: 'replace', path: '/nodes/3/name', value: 'draft' }], { baseVersion: head })
    await workflows.patch(caller, name, 'main', { operations: [{ op: 'replace', path: '/nodes/3/name', value: 'published' }], baseVersion: head })
    const error = await refusal(drafts().save(caller, name, 'main', {}))
    expect([error.code, error.detail.extra?.conflict]).toEqual(['patch.conflict', [expect.objectContaining({ current: 'published' })]])
    expect(await read(name)).toMatchObject({ draftId: next.draftId, seq: 1, base: head })
    expect(draftId).not.toBe(next.draftId)
    await drafts().discard(caller, name, 'main')
    await drafts().discard(caller, name, 'main')
    expect((await read(name)).draftId).toBeUndefined()
  })

  it('while others draw, every gesture is in the patch or in the draft', async () => {
    const { name, first } = await created('drawing on')
    await append(name, [renamed(0, 'A')], { baseVersion: first })
    const draw = Array.from({ length: 10 }, async (_, index) => {
      for (;;) {
        const { draftId, seq, base } = await read(name)
        const at = draftId === undefined ? { baseVersion: base } : { draftId, afterSeq: seq }
        const outcome = await append(
          name,
          [appended(`n${index}`), connected('c', `n${index}`)],
          { ...at, rebase: true },
          { ...COLLEAGUE, actor: { kind: 'human', id: `p${index}` } },
        ).catch((error: { code?: string }) => error)
        if (!('code' in outcome) || (outcome.code !== 'draft.moved' && outcome.code !== 'patch.base_moved')) return outcome
      }
    })
    await drafts().save(caller, name, 'main', {})
    await Promise.all(draw)
    if ((await read(name)).seq > 0) await drafts().save(caller, name, 'main', {})
    expect((await documentOf(name)).nodes.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c', ...Array.from({ length: 10 }, (_, index) => `n${index}`)])
  })

  it('brings a removed id back when it says which removal that takes back: undo reached over a save and saving the draft was refused for good', async () => {
    const { name, first } = await created('back again')
    const before = (await documentOf(name)).nodes[2]
    await append(
      name,
      [
        { op: 'remove', path: '/edges/1' },
        { op: 'remove', path: '/nodes/2' },
      ],
      { baseVersion: first },
    )
    const { patchId, artifactId } = await drafts().save(caller, name, 'main', {})
    await append(name, [{ op: 'add', path: '/nodes/-', value: before }], { baseVersion: artifactId })
    const refused = await refusal(drafts().save(caller, name, 'main', {}))
    expect([refused.code, refused.detail.extra?.removed]).toEqual(['graph.removed_id', [{ kind: 'node', id: 'c', patchId }]])
    expect(await drafts().save(caller, name, 'main', { restores: [patchId] })).toMatchObject({ status: 'applied' })
    expect((await documentOf(name)).nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  it('begins at a version that can still be read once the tag has moved on', async () => {
    const { name, first } = await created('behind')
    await append(name, [renamed(2, 'C')], { baseVersion: first })
    await workflows.patch(caller, name, 'main', { operations: [appended('d')] })
    const { base, head } = await read(name)
    expect(base).not.toBe(head)
    const [at, now] = [await workflows.patches(caller, name, 'main', base), await workflows.patches(caller, name, 'main')]
    expect([at.head, at.patches.length, now.head, now.patches.length]).toEqual([base, 0, head, 1])
    const elsewhere: Caller = { ...caller, workspaceId: 'elsewhere' }
    expect((await refusal(workflows.patches(elsewhere, name, 'main', base))).code).toBe('resource.not_found')
    expect((await refusal(workflows.base(caller, name, 'main', uuidv7()))).code).toBe('resource.not_found')
  })

  it('that changes nothing publishes nothing and is closed', async () => {
    const { name, first } = await created('nothing')
    await append(name, [renamed(0, 'A')], { baseVersion: first })
    await drafts().undo(caller, name, 'main', {})
    expect((await refusal(drafts().save(caller, name, 'main', {}))).code).toBe('patch.no_effect')
    expect((await read(name)).draftId).toBeUndefined()
  })
})

it('[D-36] a colleague follows the draft live and resumes where they were', async () => {
  const { name, first } = await created('live')
  const stop = new AbortController()
  const follow = (position: object) =>
    followDraft({ services: product.services, caller: COLLEAGUE, name, tag: 'main', afterSeq: 0, signal: stop.signal, ...position })
  const feed = follow({})
  expect((await feed.next()).value).toMatchObject({ base: first, seq: 0, gestures: [] })
  const next = feed.next()
  const { draftId, gesture } = await append(name, [renamed(0, 'A')], { baseVersion: first })
  expect((await next).value).toMatchObject({ draftId, seq: 1, gestures: [gesture] })
  const second = await append(name, [renamed(1, 'B')], { draftId, afterSeq: 1 })
  expect((await follow({ draftId, afterSeq: 1 }).next()).value).toMatchObject({ seq: 2, gestures: [second.gesture] })
  expect((await feed.next()).value).toMatchObject({ seq: 2, gestures: [second.gesture] })
  const closed = feed.next()
  const { artifactId } = await drafts().save(caller, name, 'main', {})
  const views = [(await closed).value]
  while (views.at(-1)?.draftId !== undefined) views.push((await feed.next()).value)
  expect(views.at(-1)).toEqual({ base: artifactId, head: artifactId, seq: 0, gestures: [] })
  stop.abort()
  expect((await feed.next()).done).toBe(true)
})
