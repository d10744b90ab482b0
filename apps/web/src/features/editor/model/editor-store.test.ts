import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { stepOver } from '../draft/step-over.ts'
import { withMoves } from './document-edit.ts'
import { type EditHistory, MAX_ENTRIES, MAX_HELD, recorded } from './edit-history.ts'
import { createEditorStore, selectDirty, selectRedoLabel, selectUndoLabel } from './editor-store.ts'
import { goneSteps } from './gone-selection.ts'

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
    const store = createEditorStore({ base, document }, stepOver)
    expect(store.edit('describe', describeAs('x'))).toBe(true)
    expect(store.edit('move nothing', (current) => withMoves(current, [{ id: 'a', position: { x: 0, y: 0 } }]))).toBe(false)
    expect(selectUndoLabel(store.getState())).toBe('describe')
    expect(store.getState().history.past).toHaveLength(1)
  })

  it('[E2] is clean again once everything is undone, and redo gives the same document back', () => {
    const store = createEditorStore({ base, document }, stepOver)
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
    const store = createEditorStore({ base, document }, stepOver)
    store.edit('describe', describeAs('x'))
    const saved = store.getState().document
    store.merge({ artifactId: 'v2', versionLabel: 'v1.1', document: saved, patches: [], baseText: '' }, saved)
    expect(store.getState().lastPublished?.label).toBe('describe')
    expect(selectDirty(store.getState())).toBe(false)
    store.undo()
    expect(selectDirty(store.getState())).toBe(true)
    expect(store.getState().document).toBe(document)
  })

  it('merges keystrokes of one field until the field is left', () => {
    const store = createEditorStore({ base, document }, stepOver)
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
    const store = createEditorStore({ base, document }, stepOver)
    store.edit('one', describeAs('1'))
    store.undo()
    store.edit('two', describeAs('2'))
    expect(selectRedoLabel(store.getState())).toBeUndefined()
  })

  it(`keeps the newest ${MAX_ENTRIES} entries`, () => {
    const store = createEditorStore({ base, document }, stepOver)
    for (let count = 0; count <= MAX_ENTRIES; count++) store.edit(`edit ${count}`, describeAs(String(count)))
    expect(store.getState().history.past).toHaveLength(MAX_ENTRIES)
    expect(store.getState().history.past[0]?.label).toBe('edit 1')
  })

  it('keeps no more entries than hold so many steps, and the newest whatever it holds', () => {
    const moved = withMoves(document, [{ id: 'a', position: { x: 8, y: 0 } }])
    const entry = (label: string, held: number) => ({ label, before: document, after: moved, held })
    const past = [entry('old', 2), entry('large', MAX_HELD - 1)]
    const labels = ({ past }: EditHistory) => past.map(({ label }) => label)
    expect(labels(recorded({ past, future: [] }, { label: 'move', before: document, after: moved }))).toEqual(['large', 'move'])
    const more = [entry('larger', MAX_HELD + 1)]
    expect(labels(recorded({ past: more, future: [] }, { label: 'describe', before: moved, after: moved }))).toEqual(['describe'])
    expect(recorded({ past: [], future: [] }, { label: 'move', before: document, after: moved }).past[0]?.held).toBe(1)
  })

  it('never leaves anything selected that is no longer there', () => {
    const store = createEditorStore({ base, document }, stepOver)
    store.select({ nodes: ['b'], edges: ['a-b'] })
    store.edit('delete b', (current) => ({ ...current, nodes: current.nodes.slice(0, 1), edges: [] }))
    expect(store.getState().selection).toEqual({ nodes: [], edges: [] })
  })

  it("starts dirty from a draft, which is nobody's entry here", () => {
    const store = createEditorStore({ base, document: { ...document, description: 'draft' } }, stepOver)
    expect(selectDirty(store.getState())).toBe(true)
    expect(store.undo()).toBeUndefined()
  })

  const named = (id: string, name: string) => (current: Workflow) => ({
    ...current,
    nodes: current.nodes.map((node) => (node.id === id ? { ...node, name } : node)),
  })
  const names = (store: ReturnType<typeof createEditorStore>) => store.getState().document.nodes.map(({ name }) => name)
  const others = (store: ReturnType<typeof createEditorStore>, change: (current: Workflow) => Workflow) =>
    store.merge(store.getState().base, change(store.getState().document))

  it('[E3] takes back my gesture alone, over what others did since: it took theirs along', () => {
    const store = createEditorStore({ base, document }, stepOver)
    store.edit('rename a', named('a', 'mine'))
    others(store, named('b', 'theirs'))
    expect(store.undo()).toBe('rename a')
    expect(names(store)).toEqual([undefined, 'theirs'])
    others(store, named('b', 'again'))
    expect(store.redo()).toBe('rename a')
    expect(names(store)).toEqual(['mine', 'again'])
    expect(store.undo()).toBe('rename a')
    expect(names(store)).toEqual([undefined, 'again'])
  })

  it('[E3] refuses a step where others changed the same, and goes on behind it', () => {
    const store = createEditorStore({ base, document }, stepOver)
    store.edit('describe', describeAs('x'))
    store.edit('rename a', named('a', 'mine'))
    others(store, named('a', 'theirs'))
    expect(store.undo()).toBeUndefined()
    expect(store.getState().lastStep).toEqual({ label: 'rename a', refused: true })
    expect(names(store)).toEqual(['theirs', undefined])
    expect(store.undo()).toBe('describe')
  })

  it('never merges typing over what others did in between', () => {
    const store = createEditorStore({ base, document }, stepOver)
    store.edit('rename', named('a', 'x'), { mergeKey: 'name' })
    others(store, named('b', 'theirs'))
    store.edit('rename', named('a', 'xy'), { mergeKey: 'name' })
    expect(store.undo()).toBe('rename')
    expect(names(store)).toEqual(['x', 'theirs'])
  })

  it('tells what others took away from the selection, and nothing of what went here', () => {
    const store = createEditorStore({ base, document }, stepOver)
    const gone: string[] = []
    store.subscribe((now, before) => gone.push(...goneSteps(now, before)))
    const without = (id: string) => (current: Workflow) => ({ ...current, nodes: current.nodes.filter((node) => node.id !== id), edges: [] })
    store.select({ nodes: ['b'], edges: [] })
    store.edit('delete node', without('b'))
    store.undo()
    store.select({ nodes: ['a'], edges: [] })
    expect(gone).toEqual([])
    store.merge(base, without('a')(store.getState().document))
    expect(gone).toEqual(['a'])
  })
})
