import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { withMoves } from './document-edit.ts'
import { MAX_ENTRIES } from './edit-history.ts'
import { createEditorStore, selectDirty, selectRedoLabel, selectUndoLabel } from './editor-store.ts'

const document: Workflow = {
  schemaVersion: 1,
  name: 'orders',
  nodes: [
    { id: 'a', type: 'http', position: { x: 0, y: 0 }, config: { url: 'https://x.test' } },
    { id: 'b', type: 'join', position: { x: 320, y: 0 } },
  ],
  edges: [{ id: 'a-b', from: 'a', to: 'b' }],
}
const base = { artifactId: 'v1', versionLabel: 'v1.0', document, patches: [], baseText: '' }
const describeAs = (text: string) => (current: Workflow) => ({ ...current, description: text })

describe('the document under edit', () => {
  it('[E1] makes one named entry of each change and none of a change that changes nothing', () => {
    const store = createEditorStore(base)
    expect(store.edit('describe', describeAs('x'))).toBe(true)
    expect(store.edit('move nothing', (current) => withMoves(current, [{ id: 'a', position: { x: 0, y: 0 } }]))).toBe(false)
    expect(selectUndoLabel(store.getState())).toBe('describe')
    expect(store.getState().history.past).toHaveLength(1)
  })

  it('[E2] is clean again once everything is undone, and redo gives the same document back', () => {
    const store = createEditorStore(base)
    store.edit('describe', describeAs('x'))
    const edited = store.getState().document
    expect(selectDirty(store.getState())).toBe(true)
    expect(store.undo()).toBe('describe')
    expect(selectDirty(store.getState())).toBe(false)
    expect(selectRedoLabel(store.getState())).toBe('describe')
    expect(store.redo()).toBe('describe')
    expect(store.getState().document).toBe(edited)
    expect(store.redo()).toBeUndefined()
  })

  it('[E3] keeps the history across a save, so that undo goes on behind it', () => {
    const store = createEditorStore(base)
    store.edit('describe', describeAs('x'))
    store.published({ artifactId: 'v2', versionLabel: 'v1.1', document: store.getState().document, patches: [], baseText: '' })
    expect(selectDirty(store.getState())).toBe(false)
    store.undo()
    expect(selectDirty(store.getState())).toBe(true)
    expect(store.getState().document).toBe(document)
  })

  it('merges keystrokes of one field until the field is left', () => {
    const store = createEditorStore(base)
    for (const text of ['h', 'he', 'hey']) store.edit('describe', describeAs(text), { mergeKey: 'description' })
    expect(store.getState().history.past).toHaveLength(1)
    store.seal()
    store.edit('describe', describeAs('hey you'), { mergeKey: 'description' })
    expect(store.getState().history.past).toHaveLength(2)
    store.undo()
    expect(store.getState().document.description).toBe('hey')
    store.undo()
    expect(store.getState().document.description).toBeUndefined()
  })

  it('forgets what had been undone once something new is done', () => {
    const store = createEditorStore(base)
    store.edit('one', describeAs('1'))
    store.undo()
    store.edit('two', describeAs('2'))
    expect(selectRedoLabel(store.getState())).toBeUndefined()
  })

  it(`keeps the newest ${MAX_ENTRIES} entries`, () => {
    const store = createEditorStore(base)
    for (let count = 0; count <= MAX_ENTRIES; count++) store.edit(`edit ${count}`, describeAs(String(count)))
    expect(store.getState().history.past).toHaveLength(MAX_ENTRIES)
    expect(store.getState().history.past[0]?.label).toBe('edit 1')
  })

  it('never leaves anything selected that is no longer there', () => {
    const store = createEditorStore(base)
    store.select({ nodes: ['b'], edges: ['a-b'] })
    store.edit('delete b', (current) => ({ ...current, nodes: current.nodes.slice(0, 1), edges: [] }))
    expect(store.getState().selection).toEqual({ nodes: [], edges: [] })
  })

  it('starts dirty from a restored draft, which can be undone', () => {
    const store = createEditorStore(base, { ...document, description: 'draft' })
    expect(selectDirty(store.getState())).toBe(true)
    expect(store.undo()).toBe('restored draft')
    expect(selectDirty(store.getState())).toBe(false)
  })
})
