import type { DecidedConflict } from '@aob/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitUntil } from '../../testing/wait-until.ts'
import { appended, connected, freshName, type Publishing, refusal, renamed, startPublishing, steps } from './testing/publishing.ts'

let product: Publishing['product']
let workflows: Publishing['workflows']
let caller: Publishing['caller']
let created: Publishing['created']
let documentOf: Publishing['documentOf']

/** Conflicts one merge may decide. */
const MOST_DECISIONS = 3

beforeAll(async () => {
  ;({ product, workflows, caller, created, documentOf } = await startPublishing({
    AOB_LIMIT_COMPACT_AFTER_PATCHES: '3',
    AOB_LIMIT_MAX_MERGE_DECISIONS: String(MOST_DECISIONS),
  }))
})
afterAll(() => product?.close())

const grow = async (name: string, id: string, tag = 'main') =>
  (await workflows.patch(caller, name, tag, { operations: [appended(id), connected('c', id)], rationale: `add ${id}` })).artifactId ?? ''

const headOf = async (name: string, tag = 'main') => {
  const { tags } = await workflows.get(caller, name)
  const head = tags.find((row) => row.tag === tag)
  if (!head) throw new Error(`no tag ${tag}`)
  return head
}

describe('history of a tag', () => {
  it('[VC-12] [VC-25] holds every move with who, when and why, and any version can be restored', async () => {
    const { name, first } = await created('restore')
    const [second, third] = [await grow(name, 'd'), await grow(name, 'e')]
    expect(await workflows.restore(caller, `${name}@main`, { artifactId: first, reason: 'e was wrong' })).toEqual({
      tag: 'main',
      artifactId: first,
      versionLabel: 'v1.0',
    })
    expect((await documentOf(name)).nodes).toHaveLength(3)
    const { moves, undo, redo } = await workflows.history(caller, name, 'main')
    expect(moves.map(({ kind, fromLabel, toLabel }) => [kind, fromLabel, toLabel])).toEqual([
      ['restore', 'v1.2', 'v1.0'],
      ['publish', 'v1.1', 'v1.2'],
      ['publish', 'v1.0', 'v1.1'],
      ['create', undefined, 'v1.0'],
    ])
    expect(moves[0]).toMatchObject({ reason: 'e was wrong', actor: caller.actor, at: expect.any(String) })
    expect([undo, redo]).toEqual([third, undefined])
    expect((await workflows.undo(caller, `${name}@main`, 'after all')).artifactId).toBe(third)
    expect((await workflows.history(caller, name, 'main')).moves[0]).toMatchObject({ kind: 'undo', reason: 'after all', to: third })
    expect(second).not.toBe(third)
  })

  it('a version of another workflow is not restored', async () => {
    const [here, there] = [await created('here'), await created('there')]
    const error = await refusal(workflows.restore(caller, `${here.name}@main`, { artifactId: there.first }))
    expect([error.code, error.detail.pointer]).toEqual(['resource.not_found', '/artifactId'])
  })

  it('[VC-15] n undos and n redos give the identical version, also across a compaction', async () => {
    const { name } = await created('there and back')
    for (const id of ['d', 'e', 'f', 'g', 'h']) await grow(name, id)
    await waitUntil('the chain to be short', async () => ((await headOf(name)).patchesSinceBase ?? 9) < 3)
    const { artifactId } = await headOf(name)
    for (let step = 0; step < 5; step++) await workflows.undo(caller, `${name}@main`)
    expect((await documentOf(name)).nodes).toHaveLength(3)
    for (let step = 0; step < 5; step++) await workflows.redo(caller, `${name}@main`)
    expect((await headOf(name)).artifactId).toBe(artifactId)
    expect((await documentOf(name)).nodes).toHaveLength(8)
  })
})

describe('compaction', () => {
  it('[VC-16] [VC-17] [VC-18] [VC-24] makes v2.0 of the same bytes, keeps the trail, and a patch written before it still fits', async () => {
    const { name, first } = await created('compact')
    const third = [await grow(name, 'd'), await grow(name, 'e'), await grow(name, 'f')].at(-1) ?? ''
    const before = await product.engine.documents.getArtifact(third)
    const head = await waitUntil('the compaction', async () => {
      const now = await headOf(name)
      return now.versionLabel === 'v2.0' && now
    })
    expect([head.casId, head.patchesSinceBase]).toEqual([before?.casId, 0])
    const base = await workflows.base(caller, name, 'main')
    expect([base.artifactId, base.casId]).toEqual([head.artifactId, before?.casId])
    const versions = await workflows.versions(caller, name, 'main')
    expect(versions.map(({ versionLabel, kind }) => [versionLabel, kind])).toEqual([
      ['v2.0', 'compacted'],
      ['v1.3', 'patch'],
      ['v1.2', 'patch'],
      ['v1.1', 'patch'],
      ['v1.0', 'base'],
    ])
    expect(versions[1]?.patch).toMatchObject({ actor: caller.actor, rationale: 'add f', createdAt: expect.any(String), status: 'applied' })
    const late = await workflows.patch(caller, name, 'main', { operations: [renamed(0, 'A')], baseVersion: third })
    expect(late.versionLabel).toBe('v2.1')
    const error = await refusal(workflows.patch(caller, name, 'main', { operations: [renamed(1, 'B')], baseVersion: first }))
    expect(error.detail.extra?.missing).toHaveLength(4)
  })

  it('[VC-18] the chain never grows beyond threshold + 1, however fast patches come', async () => {
    const { name } = await created('fast')
    const depths: number[] = []
    for (let index = 0; index < 12; index++) {
      await grow(name, `n${index}`)
      depths.push((await headOf(name)).patchesSinceBase ?? 0)
    }
    expect(Math.max(...depths)).toBeLessThanOrEqual(4)
    expect((await workflows.versions(caller, name, 'main')).filter(({ patch }) => patch)).toHaveLength(12)
    expect((await documentOf(name)).nodes).toHaveLength(15)
  })
})

describe('branches', () => {
  it('begin at a version, go their own way and come back as one patch', async () => {
    const { name, first } = await created('branch')
    expect(await workflows.createTag(caller, name, { tag: 'dev', reason: 'try something' })).toMatchObject({ tag: 'dev', artifactId: first })
    expect((await refusal(workflows.createTag(caller, name, { tag: 'dev' }))).code).toBe('tag.exists')
    await grow(name, 'd', 'dev')
    await grow(name, 'e', 'dev')
    await workflows.patch(caller, name, 'main', { operations: [renamed(0, 'Start')], baseVersion: first })
    const merged = await workflows.mergeTag(caller, name, 'main', { from: 'dev' })
    expect(merged).toMatchObject({ status: 'applied', versionLabel: 'v1.2' })
    const document = await documentOf(name)
    expect(document.nodes.map((node) => node.name ?? node.id)).toEqual(['Start', 'b', 'c', 'd', 'e'])
    expect((await workflows.history(caller, name, 'main')).moves[0]).toMatchObject({ kind: 'merge', reason: 'Merge dev (v1.2) into main' })
    expect((await refusal(workflows.mergeTag(caller, name, 'main', { from: 'dev' }))).code).toBe('patch.no_effect')
  })

  it('merge again over what was merged before, so that settled things stay settled', async () => {
    const { name, first } = await created('again')
    await workflows.createTag(caller, name, { tag: 'dev' })
    const theirs = await workflows.patch(caller, name, 'dev', { operations: [renamed(0, 'dev')], baseVersion: first })
    const merged = await workflows.mergeTag(caller, name, 'main', { from: 'dev' })
    await workflows.patch(caller, name, 'main', { operations: [{ op: 'replace', path: '/nodes/0/name', value: 'main' }], baseVersion: merged.artifactId })
    await workflows.patch(caller, name, 'dev', { operations: [renamed(1, 'B')], baseVersion: theirs.artifactId })
    await workflows.mergeTag(caller, name, 'main', { from: 'dev' })
    expect((await documentOf(name)).nodes.map((node) => node.name ?? node.id)).toEqual(['main', 'B', 'c'])
  })

  it('conflict with both sides, and nothing moves', async () => {
    const { name, first } = await created('clash')
    await workflows.createTag(caller, name, { tag: 'dev', artifactId: first })
    await workflows.patch(caller, name, 'dev', { operations: [renamed(0, 'theirs')], baseVersion: first })
    const ours = await workflows.patch(caller, name, 'main', { operations: [renamed(0, 'ours')], baseVersion: first })
    const error = await refusal(workflows.mergeTag(caller, name, 'main', { from: 'dev' }))
    expect([error.code, error.status]).toEqual(['patch.conflict', 409])
    expect(error.detail.extra?.conflict).toEqual([
      expect.objectContaining({ reason: 'value_changed', target: { kind: 'node', path: ['a'] }, pointer: '/name', left: 'ours', right: 'theirs' }),
    ])
    expect((await headOf(name)).artifactId).toBe(ours.artifactId)
  })

  it('[M5] are merged as somebody decided, place by place, and what one removed returns under its id', async () => {
    const { name, first } = await created('decided')
    await workflows.createTag(caller, name, { tag: 'dev' })
    await workflows.patch(caller, name, 'dev', { operations: [renamed(0, 'theirs'), renamed(2, 'still here')], baseVersion: first })
    const removed = [
      { op: 'remove' as const, path: '/edges/1' },
      { op: 'remove' as const, path: '/nodes/2' },
    ]
    await workflows.patch(caller, name, 'main', { operations: [renamed(0, 'ours'), ...removed], baseVersion: first })
    const refused = (await refusal(workflows.mergeTag(caller, name, 'main', { from: 'dev' }))).detail.extra
    // Ids of versions and conflicts, as a 409 holds them.
    const { head, theirs, conflict } = refused as { head: string; theirs: string; conflict: (DecidedConflict & { left?: unknown })[] }
    expect(conflict.map(({ reason }) => reason).sort()).toEqual(['removed_and_changed', 'value_changed'])
    const places = conflict.map(({ reason, target, pointer }) => ({ reason, target, pointer, side: reason === 'value_changed' ? 'left' : 'right' }) as const)
    expect(
      (await refusal(workflows.mergeTag(caller, name, 'main', { from: 'dev', decided: { head, theirs, places: places.slice(1) } }))).detail.extra,
    ).toMatchObject({ head, theirs, conflict: [{ reason: places[0]?.reason }] })
    expect(await workflows.mergeTag(caller, name, 'main', { from: 'dev', decided: { head, theirs, places } })).toMatchObject({ status: 'applied' })
    const { nodes, edges } = await documentOf(name)
    expect([nodes.map((node) => node.name ?? node.id), edges.map(({ from, to }) => `${from}-${to}`)]).toEqual([
      ['ours', 'b', 'still here'],
      ['a-b', 'b-c'],
    ])
    expect((await refusal(workflows.mergeTag(caller, name, 'main', { from: 'dev' }))).code).toBe('patch.no_effect')
  })

  it('[M5] are decided for one side where no place is named, as far as a merge may have conflicts; each step goes by its name', async () => {
    const { name, first } = await created('others')
    await workflows.createTag(caller, name, { tag: 'dev' })
    await workflows.patch(caller, name, 'dev', { operations: [0, 1, 2].map((node) => renamed(node, 'theirs')), baseVersion: first })
    await workflows.patch(caller, name, 'main', { operations: [0, 1, 2].map((node) => renamed(node, `ours ${node % 2}`)), baseVersion: first })
    const refused = (await refusal(workflows.mergeTag(caller, name, 'main', { from: 'dev' }))).detail.extra
    // Ids of versions, conflicts and names, as a 409 holds them.
    const { head, theirs, conflict } = refused as { head: string; theirs: string; conflict: DecidedConflict[] }
    expect(refused).toMatchObject({ names: { steps: { a: { name: 'ours 0', alike: true }, b: { name: 'ours 1' }, c: { name: 'ours 0', alike: true } } } })
    const [place] = conflict.map(({ reason, target, pointer }) => ({ reason, target, pointer, side: 'left' as const }))
    const decided = { head, theirs, places: place ? [place] : [] }
    expect((await refusal(workflows.mergeTag(caller, name, 'main', { from: 'dev', decided }))).detail.extra?.conflict).toHaveLength(2)
    await workflows.mergeTag(caller, name, 'main', { from: 'dev', decided: { ...decided, others: 'right' } })
    expect((await documentOf(name)).nodes.map((node) => node.name)).toEqual(['ours 0', 'theirs', 'theirs'])
  })

  it('[M5] are not decided by one word for all where there are more of them than a merge may decide', async () => {
    const { name } = await created('too many')
    const base = await grow(name, 'd')
    await workflows.createTag(caller, name, { tag: 'dev' })
    for (const [tag, word] of [
      ['dev', 'theirs'],
      ['main', 'ours'],
    ] as const)
      await workflows.patch(caller, name, tag, { operations: [0, 1, 2, 3].map((node) => renamed(node, word)), baseVersion: base })
    const refused = (await refusal(workflows.mergeTag(caller, name, 'main', { from: 'dev' }))).detail.extra
    // Ids of versions and conflicts, as a 409 holds them.
    const { head, theirs, conflict } = refused as { head: string; theirs: string; conflict: DecidedConflict[] }
    expect(conflict).toHaveLength(MOST_DECISIONS + 1)
    const decided = { head, theirs, places: [], others: 'left' as const }
    expect(await refusal(workflows.mergeTag(caller, name, 'main', { from: 'dev', decided }))).toMatchObject({ code: 'limit.merge_decisions', status: 422 })
  })

  it('[M5] are merged by approval as by the one who proposed it: what was removed returns, and the merge counts as one', async () => {
    const name = freshName('approved')
    const settings = { review: { agent: 'review' as const } }
    const { artifactId: first } = await workflows.create(caller, { workflow: { ...steps(name), settings } })
    await workflows.createTag(caller, name, { tag: 'dev' })
    await workflows.patch(caller, name, 'dev', { operations: [renamed(2, 'still here')], baseVersion: first })
    const removed = [
      { op: 'remove' as const, path: '/edges/1' },
      { op: 'remove' as const, path: '/nodes/2' },
    ]
    await workflows.patch(caller, name, 'main', { operations: removed, baseVersion: first })
    const agent = { ...caller, actor: { kind: 'agent', id: 'planner' } as const }
    const refused = (await refusal(workflows.mergeTag(agent, name, 'main', { from: 'dev' }))).detail.extra
    // Ids of versions and conflicts, as a 409 holds them.
    const { head, theirs, conflict } = refused as { head: string; theirs: string; conflict: DecidedConflict[] }
    const places = conflict.map(({ reason, target, pointer }) => ({ reason, target, pointer, side: 'right' as const }))
    const proposed = await workflows.mergeTag(agent, name, 'main', { from: 'dev', decided: { head, theirs, places } })
    expect(proposed.status).toBe('proposed')
    expect(await product.services.patches.approve(caller, proposed.patchId, {})).toMatchObject({ status: 'applied' })
    expect((await documentOf(name)).nodes.map((node) => node.name ?? node.id)).toEqual(['a', 'b', 'still here'])
    // The versions have a common base by now: what dev says from here on goes together with what main says.
    await workflows.patch(caller, name, 'dev', { operations: [renamed(2, 'and more')], baseVersion: theirs })
    await workflows.mergeTag(caller, name, 'main', { from: 'dev' })
    expect((await documentOf(name)).nodes.map((node) => node.name ?? node.id)).toEqual(['a', 'b', 'and more'])
  })

  it('[M5] are not merged by what was decided about versions that moved on: the conflicts of now are the answer', async () => {
    const { name, first } = await created('overtaken')
    await workflows.createTag(caller, name, { tag: 'dev' })
    const before = await workflows.patch(caller, name, 'dev', { operations: [renamed(0, 'theirs')], baseVersion: first })
    const ours = await workflows.patch(caller, name, 'main', { operations: [renamed(0, 'ours')], baseVersion: first })
    const after = await workflows.patch(caller, name, 'dev', {
      operations: [{ op: 'replace', path: '/nodes/0/name', value: 'newer' }],
      baseVersion: before.artifactId,
    })
    const place = { reason: 'value_changed' as const, target: { kind: 'node' as const, path: ['a'] }, pointer: '/name', side: 'right' as const }
    const decided = { head: ours.artifactId ?? '', theirs: before.artifactId ?? '', places: [place] }
    const error = await refusal(workflows.mergeTag(caller, name, 'main', { from: 'dev', decided }))
    expect([error.code, error.detail.extra]).toMatchObject([
      'patch.conflict',
      { head: ours.artifactId, theirs: after.artifactId, conflict: [{ right: 'newer' }] },
    ])
    expect((await headOf(name)).artifactId).toBe(ours.artifactId)
    expect(await workflows.mergeTag(caller, name, 'main', { from: 'dev', decided: { ...decided, theirs: after.artifactId ?? '' } })).toMatchObject({
      status: 'applied',
    })
    expect((await documentOf(name)).nodes[0]?.name).toBe('newer')
  })

  it('an archived workflow is brought back', async () => {
    const { name } = await created('archived')
    await workflows.archive(caller, name)
    expect((await refusal(grow(name, 'd'))).code).toBe('workflow.archived')
    await workflows.unarchive(caller, name)
    await workflows.unarchive(caller, name)
    await grow(name, 'd')
    expect((await refusal(workflows.unarchive(caller, 'nobody'))).code).toBe('resource.not_found')
  })
})
