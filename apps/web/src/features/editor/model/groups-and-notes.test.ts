import type { Workflow } from '@aob/schemas'
import { validateWorkflow } from '@aob/schemas/validators'
import { describe, expect, it } from 'vitest'
import { meantSelection, movesOf, shownSelection } from '../canvas/use-collapsed-groups.ts'
import { stepOver } from '../draft/step-over.ts'
import { createEditorStore } from './editor-store.ts'
import { deleteSelection } from './gestures.ts'
import { groupSelection, ungroupSelection } from './group-gestures.ts'
import { changeGroup, collapsedView, groupFrame } from './groups.ts'
import { renameNodeId } from './node-id.ts'
import { addNote, changeNote, deleteNote, moveNote } from './note-gestures.ts'
import { renameReferences } from './rename-references.ts'

function open() {
  const node = (id: string, x: number) => ({
    id,
    type: 'function',
    position: { x, y: 0 },
    config: { code: 'return 1', input: { from: '{{ nodes.a.x }} {{ nodes["a"].y }}' } },
  })
  const document: Workflow = {
    schemaVersion: 1,
    name: 'orders',
    nodes: [node('a', 0), node('b', 304), node('c', 608), node('d', 912)],
    edges: [
      { id: 'ab', from: 'a', to: 'b' },
      { id: 'bc', from: 'b', to: 'c' },
      { id: 'bd', from: 'b', to: 'd', fromPort: 'error' },
      { id: 'cd', from: 'c', to: 'd', when: 'nodes.a.ok' },
    ],
  }
  const store = createEditorStore(
    { base: { artifactId: 'v1', versionLabel: 'v1.0', document, patches: [], baseText: JSON.stringify(document) }, document },
    stepOver,
  )
  return { store, now: () => store.getState().document, label: () => store.getState().history.past.at(-1)?.label }
}

describe('groups', () => {
  it('take selected nodes, one group each, and dissolve without touching them', () => {
    const { store, now, label } = open()
    store.select({ nodes: ['a'], edges: [] })
    expect(groupSelection(store)).toBeUndefined()
    store.select({ nodes: ['a', 'b'], edges: [] })
    groupSelection(store)
    expect(label()).toBe('group 2 nodes')
    store.select({ nodes: ['b', 'c'], edges: [] })
    groupSelection(store)
    expect(now().groups).toEqual([
      { id: 'group', name: 'Group 1', nodes: ['a'] },
      { id: 'group_2', name: 'Group 2', nodes: ['b', 'c'] },
    ])
    expect(validateWorkflow(now())).toBe(true)
    const { nodes } = now()
    expect(ungroupSelection(store)).toBe(true)
    expect(now().groups).toEqual([{ id: 'group', name: 'Group 1', nodes: ['a'] }])
    expect(now().nodes).toBe(nodes)
  })

  it('are one card when collapsed: what crosses the border ends there, once; what lies within is not drawn', () => {
    const { store, now } = open()
    store.select({ nodes: ['b', 'c'], edges: [] })
    const id = groupSelection(store) ?? ''
    changeGroup(store, id, 'collapse', { collapsed: true })
    const view = collapsedView(now())
    expect(view.document.nodes.map((node) => node.id)).toEqual(['a', 'd', 'group:group'])
    expect(view.document.nodes[2]).toMatchObject({ name: 'Group 1', position: { x: 304, y: 0 }, config: { count: 2, names: 'b, c' } })
    expect(view.document.edges).toEqual([
      { id: 'ab', from: 'a', to: 'group:group' },
      { id: 'bd', from: 'group:group', to: 'd' },
    ])
    expect(shownSelection(view, { nodes: ['b', 'c', 'd'], edges: [] }).nodes).toEqual(['group:group', 'd'])
    expect(meantSelection(view, { nodes: ['group:group'], edges: [] }).nodes).toEqual(['b', 'c'])
    changeGroup(store, id, 'open', { collapsed: undefined })
    expect(now().groups).toEqual([{ id: 'group', name: 'Group 1', nodes: ['b', 'c'] }])
    expect(collapsedView(now()).document).toBe(now())
  })

  it('move as their cards do, several at once, with cards beside them', () => {
    const { store, now } = open()
    for (const nodes of [['a', 'b'], ['c']]) {
      store.select({ nodes, edges: [] })
      store.edit('group', (document) => ({ ...document, groups: [...(document.groups ?? []), { id: `of ${nodes}`, nodes, collapsed: true }] }))
    }
    const moves = [
      { id: 'group:of a,b', position: { x: 8, y: 40 } },
      { id: 'group:of c', position: { x: 600, y: 0 } },
      { id: 'd', position: { x: 0, y: 80 } },
    ]
    expect([...movesOf(collapsedView(now()), now(), moves)].sort((one, other) => (one.id < other.id ? -1 : 1))).toEqual([
      { id: 'a', position: { x: 8, y: 40 } },
      { id: 'b', position: { x: 312, y: 40 } },
      { id: 'c', position: { x: 600, y: 0 } },
      { id: 'd', position: { x: 0, y: 80 } },
    ])
  })

  it('lose nodes that are deleted, go with the last, and have a frame around the rest', () => {
    const { store, now } = open()
    store.select({ nodes: ['a', 'b'], edges: [] })
    groupSelection(store)
    store.select({ nodes: ['a'], edges: [] })
    deleteSelection(store)
    const [group] = now().groups ?? []
    expect(group?.nodes).toEqual(['b'])
    expect(group && groupFrame(now(), group)).toEqual({ x: 280, y: -52, width: 280, height: 188 })
    store.select({ nodes: ['b'], edges: [] })
    deleteSelection(store)
    expect(now()).not.toHaveProperty('groups')
  })
})

describe('notes', () => {
  it('are added, written, moved and deleted as steps of their own, and leave no trace', () => {
    const { store, now, label } = open()
    const id = addNote(store, { x: 13, y: 0 })
    expect(now().notes).toEqual([{ id: 'note', text: '', position: { x: 16, y: 0 }, width: 240, height: 136 }])
    changeNote(store, id, 'change note', { text: 'a' }, 'note.text')
    changeNote(store, id, 'change note', { text: 'ab' }, 'note.text')
    expect(store.getState().history.past).toHaveLength(2)
    expect(validateWorkflow(now())).toBe(true)
    deleteNote(store, id)
    expect(label()).toBe('delete note')
    expect(now()).not.toHaveProperty('notes')
    store.undo()
    expect(now().notes?.[0]?.text).toBe('ab')
  })
})

describe('a note behind cards', () => {
  it('takes along what stands on it, cards and notes, as one step', () => {
    const { store, now, label } = open()
    const note = (id: string, x: number, y: number, width: number, height: number) => ({ id, text: id, position: { x, y }, width, height })
    const notes = [note('section', -40, -80, 640, 240), note('on it', 0, -64, 160, 56), note('beside', -40, 240, 240, 136)]
    store.edit('notes', (document) => ({ ...document, notes }))
    moveNote(store, 'section', { x: 16, y: 8 })
    expect(label()).toBe('move note with 2 nodes')
    expect(now().nodes.map(({ position }) => [position.x, position.y])).toEqual([
      [16, 8],
      [320, 8],
      [608, 0],
      [912, 0],
    ])
    expect(now().notes?.map(({ position }) => [position.x, position.y])).toEqual([
      [-24, -72],
      [16, -56],
      [-40, 240],
    ])
    store.undo()
    expect(now().notes).toBe(notes)
    moveNote(store, 'beside', { x: 8, y: 0 })
    expect([label(), now().nodes]).toEqual(['move note', store.getState().base.document.nodes])
  })
})

describe('another id', () => {
  it('is followed by connections, groups and every expression that names the node', () => {
    const { store, now } = open()
    store.select({ nodes: ['a', 'b'], edges: [] })
    groupSelection(store)
    renameNodeId(store, 'a', 'load-it')
    expect(now().groups?.[0]?.nodes).toEqual(['load-it', 'b'])
    expect(now().edges.map(({ from, when }) => [from, when])).toEqual([
      ['load-it', undefined],
      ['b', undefined],
      ['b', undefined],
      ['c', 'nodes["load-it"].ok'],
    ])
    expect(now().edges[0]).not.toHaveProperty('when')
    expect(now().nodes[1]?.config).toMatchObject({ input: { from: '{{ nodes["load-it"].x }} {{ nodes["load-it"].y }}' } })
  })

  it('leaves alone what only looks like it', () => {
    const renamed = new Map([['a', 'z']])
    expect(renameReferences('nodes.ab + nodes.?a.x + nodes[?"a"] + mynodes.a + nodes.b.a', renamed)).toBe(
      'nodes.ab + nodes.?z.x + nodes[?"z"] + mynodes.a + nodes.b.a',
    )
  })
})
