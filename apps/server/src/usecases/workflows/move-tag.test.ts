import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appended, connected, freshName, type Publishing, refusal, startPublishing, steps } from './testing/publishing.ts'

let product: Publishing['product']
let workflows: Publishing['workflows']
let caller: Publishing['caller']
let created: Publishing['created']
let documentOf: Publishing['documentOf']

beforeAll(async () => {
  ;({ product, workflows, caller, created, documentOf } = await startPublishing())
})
afterAll(() => product?.close())

describe('undo and redo of a tag', () => {
  it('[VC-13] [VC-14] [VC-15] step back to the oldest version and forth to the newest, restoring the same artifacts', async () => {
    const { name, first } = await created('history')
    const versions = [first]
    for (const id of ['d', 'e'])
      versions.push((await workflows.patch(caller, name, 'main', { operations: [appended(id), connected('c', id)] })).artifactId ?? '')
    const ref = `${name}@main`
    expect((await refusal(workflows.redo(caller, ref))).code).toBe('tag.at_end')
    expect([await workflows.undo(caller, ref), await workflows.undo(caller, ref)]).toEqual([
      { tag: 'main', artifactId: versions[1], versionLabel: 'v1.1' },
      { tag: 'main', artifactId: versions[0], versionLabel: 'v1.0' },
    ])
    expect((await refusal(workflows.undo(caller, ref))).code).toBe('tag.at_end')
    expect((await workflows.redo(caller, ref)).artifactId).toBe(versions[1])
    expect((await workflows.redo(caller, ref)).artifactId).toBe(versions[2])
    expect((await refusal(workflows.redo(caller, ref))).code).toBe('tag.at_end')
    expect((await documentOf(name)).nodes).toHaveLength(5)
  })

  it('[VC-14] a new patch after an undo leaves nothing to redo', async () => {
    const { name } = await created('fork')
    await workflows.patch(caller, name, 'main', { operations: [appended('d'), connected('c', 'd')] })
    await workflows.undo(caller, `${name}@main`)
    await workflows.patch(caller, name, 'main', { operations: [appended('e'), connected('c', 'e')] })
    expect((await refusal(workflows.redo(caller, `${name}@main`))).code).toBe('tag.at_end')
    expect((await documentOf(name)).nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'e'])
  })

  it('[D-26] a bare tag that fits several workflows is refused with their names', async () => {
    for (const stem of ['left', 'right']) await workflows.create(caller, { tag: 'shared', workflow: { ...steps(freshName(stem)) } })
    const error = await refusal(workflows.undo(caller, 'shared'))
    expect([error.code, error.status, error.detail.hint]).toEqual(['tag.ambiguous', 422, expect.stringContaining('@shared')])
  })
})
