import type { Names } from '@aob/ir/document'
import type { Operation, StackEntry } from '@aob/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Caller } from '../services.ts'
import { appended, connected, type Publishing, refusal, renamed, startPublishing } from './testing/publishing.ts'

let product: Publishing['product']
let workflows: Publishing['workflows']
let caller: Publishing['caller']
let created: Publishing['created']
let documentOf: Publishing['documentOf']

beforeAll(async () => {
  ;({ product, workflows, caller, created, documentOf } = await startPublishing())
})
afterAll(() => product?.close())

const AGENT: Caller = { workspaceId: 'local', actor: { kind: 'agent', id: 'scout', model: 'm' } }
const grown = (id: string): Operation[] => [appended(id), connected('c', id)]

/** A workflow with these changes over it, oldest first: its name, and the id of each. */
async function stacked(stem: string, changes: readonly (readonly Operation[])[], who: readonly Caller[] = []) {
  const { name, first } = await created(stem)
  const patchIds: string[] = []
  for (const [index, operations] of changes.entries()) {
    const { artifactId: baseVersion } = await headOf(name)
    const sent = { operations: [...operations], baseVersion, rationale: `change ${index + 1}` }
    patchIds.push((await workflows.patch(who[index] ?? caller, name, 'main', sent)).patchId)
  }
  return { name, first, patchIds }
}

const headOf = async (name: string, tag = 'main') => {
  const head = (await workflows.get(caller, name)).tags.find((row) => row.tag === tag)
  if (!head) throw new Error(`${name} has no tag ${tag}`)
  return head
}

async function restack(name: string, stack: readonly (readonly string[])[], more: Partial<StackEntry> = {}, who = caller) {
  const { artifactId } = await headOf(name)
  return workflows.restackTag(who, name, 'main', { baseVersion: artifactId, stack: stack.map((patchIds) => ({ patchIds: [...patchIds], ...more })) })
}

const shown = async (name: string) =>
  (await workflows.versions(caller, name, 'main')).map(({ versionLabel, patch }) => [versionLabel, patch?.rationale, patch?.actor.kind])
const ids = async (name: string) => (await documentOf(name)).nodes.map(({ id }) => id)

describe('arranging the patches of a tag', () => {
  it('[E11] reorders them: each keeps author and reason, every version on the way is there, and one undo leads back', async () => {
    const { name, patchIds } = await stacked('reordered', [grown('d'), grown('e'), grown('f')], [AGENT, caller, AGENT])
    const before = await headOf(name)
    const [one = '', two = '', three = ''] = patchIds
    const answer = await restack(name, [[three], [one], [two]])
    expect(answer).toMatchObject({ tag: 'main', versionLabel: 'v1.3', patches: [{ standsFor: [three] }, { standsFor: [one] }, { standsFor: [two] }] })
    expect(await shown(name)).toEqual([
      ['v1.3', 'change 2', 'human'],
      ['v1.2', 'change 1', 'agent'],
      ['v1.1', 'change 3', 'agent'],
      ['v1.0', undefined, undefined],
    ])
    expect(await ids(name)).toEqual(['a', 'b', 'c', 'f', 'd', 'e'])
    await workflows.restore(caller, `${name}@main`, { artifactId: answer.patches[0]?.artifactId ?? '' })
    expect(await ids(name)).toEqual(['a', 'b', 'c', 'f'])
    await workflows.undo(caller, `${name}@main`)
    await workflows.undo(caller, `${name}@main`)
    expect((await headOf(name)).artifactId).toBe(before.artifactId)
    const { moves } = await workflows.history(caller, name, 'main')
    expect(moves.find(({ kind }) => kind === 'restack')).toMatchObject({ from: before.artifactId, to: answer.artifactId, actor: caller.actor })
  })

  it('[E8] squashes neighbours into one patch and leaves the head as it was, byte for byte', async () => {
    const removal: Operation[] = [
      { op: 'remove', path: '/edges/2' },
      { op: 'remove', path: '/nodes/3' },
    ]
    const { name, patchIds } = await stacked('squashed', [grown('d'), [renamed(0, 'A')], grown('e'), removal, [renamed(1, 'B')]], [AGENT, AGENT])
    const before = await headOf(name)
    const [one = '', two = '', three = '', four = '', five = ''] = patchIds
    const answer = await restack(name, [[one, two], [three, four], [five]])
    const head = await headOf(name)
    expect([head.casId, head.patchesSinceBase, head.versionLabel]).toEqual([before.casId, 3, 'v1.3'])
    expect(await shown(name)).toEqual([
      ['v1.3', 'change 5', 'human'],
      ['v1.2', 'change 3; change 4', 'human'],
      ['v1.1', 'change 1; change 2', 'agent'],
      ['v1.0', undefined, undefined],
    ])
    const all = await restack(name, [answer.patches.map(({ patchId }) => patchId)], { rationale: 'all of it' })
    expect(await headOf(name)).toMatchObject({ casId: before.casId, versionLabel: 'v1.1' })
    const [version] = await workflows.versions(caller, name, 'main')
    expect(version?.patch).toMatchObject({ rationale: 'all of it', patchId: all.patches[0]?.patchId })
    expect([...(version?.patch?.standsFor ?? [])].sort()).toEqual([...patchIds, ...answer.patches.map(({ patchId }) => patchId)].sort())
  })

  it('what lies below the change stays what it was', async () => {
    const { name, patchIds } = await stacked('below', [grown('d'), grown('e'), grown('f')])
    const [one = '', two = '', three = ''] = patchIds
    await restack(name, [[one], [three], [two]])
    const [, , kept] = await workflows.versions(caller, name, 'main')
    expect(kept?.patch?.patchId).toBe(one)
    const { patches } = await restack(name, [
      (await workflows.versions(caller, name, 'main'))
        .slice(0, 2)
        .flatMap(({ patch }) => patch?.patchId ?? [])
        .reverse(),
    ])
    expect(patches).toHaveLength(1)
    expect(await ids(name)).toEqual(['a', 'b', 'c', 'd', 'f', 'e'])
  })

  it('a patch and the one that takes it back cancel out', async () => {
    const { name, first, patchIds } = await stacked('cancelled', [grown('d')])
    const undone = await product.services.patches.revert(caller, patchIds[0] ?? '', {})
    const answer = await restack(name, [[patchIds[0] ?? '', undone.patchId]])
    expect([answer.artifactId, answer.patches]).toEqual([first, []])
    expect((await refusal(workflows.patch(caller, name, 'main', { operations: grown('d') }))).code).toBe('graph.removed_id')
  })

  it('[VC-21] one that was reordered or squashed is taken back, and what it removed returns under its id', async () => {
    const removal: Operation[] = [
      { op: 'remove', path: '/edges/1' },
      { op: 'remove', path: '/nodes/2' },
    ]
    const { name, patchIds } = await stacked('taken back', [[renamed(0, 'A')], removal])
    const { patches } = await restack(name, [[...patchIds]])
    const squashed = patches[0]?.patchId ?? ''
    expect((await refusal(product.services.patches.revert(caller, patchIds[1] ?? '', {}))).code).toBe('patch.not_applied')
    await product.services.patches.revert(caller, squashed, {})
    const document = await documentOf(name)
    expect([await ids(name), document.nodes[0]?.name]).toEqual([['a', 'b', 'c'], undefined])
    expect((await product.services.patches.get(caller, squashed)).status).toBe('reverted')
  })

  it('a revert and what it reverts keep their relation in their new places', async () => {
    const { name, patchIds } = await stacked('related', [grown('d'), grown('e')])
    const undone = await product.services.patches.revert(caller, patchIds[0] ?? '', {})
    const { patches } = await restack(name, [[patchIds[0] ?? ''], [undone.patchId], [patchIds[1] ?? '']])
    const [, taker] = await workflows.versions(caller, name, 'main')
    // The first stayed where it was; the others were laid anew.
    expect(taker?.patch).toMatchObject({ patchId: patches[0]?.patchId, reverts: patchIds[0] })
    await product.services.patches.revert(caller, taker?.patch?.patchId ?? '', {})
    expect((await ids(name)).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect((await product.services.patches.get(caller, patchIds[0] ?? '')).status).toBe('applied')
  })
})

describe('an arrangement that does not go', () => {
  const untouched = async (name: string, attempt: () => Promise<unknown>) => {
    const before = await headOf(name)
    const error = await refusal(attempt())
    expect((await headOf(name)).artifactId).toBe(before.artifactId)
    return error
  }

  it('conflicts with both sides where one patch builds on another', async () => {
    const { name, patchIds } = await stacked('builds on', [grown('d'), [appended('e'), connected('d', 'e')]])
    const error = await untouched(name, () => restack(name, [[patchIds[1] ?? ''], [patchIds[0] ?? '']]))
    expect([error.code, error.detail.extra?.patchIds]).toEqual(['patch.conflict', [patchIds[1]]])
    expect(error.detail.extra?.conflict).toMatchObject([{ reason: 'edge_dangles' }])
    // The steps at the end of what does not fit, as the head knows them.
    expect(Object.values((error.detail.extra?.names as Names | undefined)?.ends ?? {})).toEqual([{ from: 'd', to: 'e' }])
  })

  it('of one value that two patches set, the order stays', async () => {
    const again: Operation[] = [{ op: 'replace', path: '/nodes/0/name', value: 'AA' }]
    const { name, patchIds } = await stacked('one value', [[renamed(0, 'A')], again])
    expect((await untouched(name, () => restack(name, [[patchIds[1] ?? ''], [patchIds[0] ?? '']]))).code).toBe('patch.conflict')
  })

  it('is refused where a version on the way would have too many agents', async () => {
    const agent = (id: string): Operation[] => [
      { op: 'add', path: '/nodes/-', value: { id, type: 'agent', config: { prompt: 'go' }, position: { x: 0, y: 0 } } },
      connected('c', id),
    ]
    const fewer: Operation[] = [
      { op: 'remove', path: '/edges/2' },
      { op: 'remove', path: '/nodes/3' },
    ]
    const { name, patchIds } = await stacked('too many', [...['a1', 'a2', 'a3', 'a4', 'a5'].map(agent), fewer, agent('a6')])
    const [fifth = '', sixth = '', seventh = ''] = patchIds.slice(-3)
    const error = await untouched(name, () => restack(name, [[fifth], [seventh], [sixth]]))
    expect([error.code, error.detail.extra?.patchIds]).toEqual(['limit.agents', [seventh]])
  })

  it('names the newest patches, each once, and is another one than there is', async () => {
    const { name, patchIds } = await stacked('named', [grown('d'), grown('e'), grown('f')])
    const [one = '', two = '', three = ''] = patchIds
    for (const stack of [[[one], [two]], [[three], [three]], [[one, two, three, three]], [['01890000-0000-7000-8000-000000000000']]])
      expect((await untouched(name, () => restack(name, stack))).code).toBe('request.invalid')
    expect((await untouched(name, () => restack(name, [[two], [three]]))).code).toBe('patch.no_effect')
  })

  it('was made for another head: told what it missed', async () => {
    const { name, patchIds } = await stacked('moved on', [grown('d'), grown('e')])
    const seen = await headOf(name)
    const newer = await workflows.patch(caller, name, 'main', { operations: grown('f') })
    const input = { baseVersion: seen.artifactId, stack: patchIds.toReversed().map((patchId) => ({ patchIds: [patchId] })) }
    const error = await untouched(name, () => workflows.restackTag(caller, name, 'main', input))
    expect([error.code, error.detail.extra?.missing]).toEqual(['patch.base_moved', [expect.objectContaining({ patchId: newer.patchId })]])
  })

  it('is made by people only, of what they may see', async () => {
    const { name, patchIds } = await stacked('people', [grown('d'), grown('e')])
    const reversed = patchIds.toReversed().map((patchId) => [patchId])
    expect((await untouched(name, () => restack(name, reversed, {}, AGENT))).code).toBe('auth.forbidden')
    const elsewhere = { ...caller, workspaceId: 'elsewhere' }
    expect((await untouched(name, () => restack(name, reversed, {}, elsewhere))).code).toBe('resource.not_found')
  })

  it('of several at once one comes to be', async () => {
    const { name, patchIds } = await stacked('at once', [grown('d'), grown('e')])
    const { artifactId: baseVersion } = await headOf(name)
    const stack = patchIds.toReversed().map((patchId) => ({ patchIds: [patchId] }))
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => workflows.restackTag(caller, name, 'main', { baseVersion, stack })))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await workflows.versions(caller, name, 'main')).length).toBe(3)
  })
})

it('a branch that began before the arrangement merges without a conflict', async () => {
  const { name, patchIds } = await stacked('branched', [grown('d'), [renamed(0, 'A')]])
  await workflows.createTag(caller, name, { tag: 'dev' })
  await workflows.patch(caller, name, 'dev', { operations: grown('e') })
  await restack(name, [[...patchIds]])
  await workflows.mergeTag(caller, name, 'main', { from: 'dev' })
  const document = await documentOf(name)
  expect(document.nodes.map((node) => node.name ?? node.id)).toEqual(['A', 'b', 'c', 'd', 'e'])
})
