import type { Workflow } from '@aob/schemas'
import { validateWorkflow } from '@aob/schemas/validators'
import { describe, expect, it } from 'vitest'
import { overlap } from '../../../ui/canvas/spatial-grid.ts'
import { stepOver } from '../draft/step-over.ts'
import { boxOf } from './card-box.ts'
import { copyFragment, pasteFragment } from './clipboard-envelope.ts'
import { cutFragment, duplicateSelection, offsetToCentre } from './copy-gestures.ts'
import { createEditorStore } from './editor-store.ts'
import { fragmentFromN8n } from './n8n-fragment.ts'
import { readFragment } from './read-fragment.ts'

const code = (id: string, x: number, input: unknown = {}) => ({ id, type: 'function', position: { x, y: 0 }, config: { code: 'return 1', input } })
const orders: Workflow = {
  schemaVersion: 1,
  name: 'orders',
  nodes: [
    code('fetch', 0),
    { ...code('check', 304, { from: '{{ nodes.fetch.x }}' }), pin: { ok: true } },
    {
      id: 'each',
      type: 'map',
      position: { x: 608, y: 0 },
      config: {
        items: 'nodes.check.lines',
        body: { nodes: [code('fetch', 0, '{{ nodes.check.x }}'), code('send', 304, '{{ nodes.fetch.y }}')], edges: [{ id: 'e', from: 'fetch', to: 'send' }] },
      },
    },
    code('alone', 2000),
  ],
  edges: [
    { id: 'a', from: 'fetch', to: 'check' },
    { id: 'b', from: 'check', to: 'each', when: 'nodes.fetch.status == 200 && nodes.alone.y' },
  ],
  groups: [
    { id: 'group', name: 'Reading', nodes: ['fetch', 'check'] },
    { id: 'group_2', name: 'Half of it', nodes: ['each', 'alone'] },
  ],
  notes: [
    { id: 'section', text: 'All of it', position: { x: -16, y: -16 }, width: 1200, height: 400 },
    { id: 'beside', text: 'Among them', position: { x: 240, y: 8 }, width: 40, height: 40 },
    { id: 'far', text: 'Elsewhere', position: { x: 3000, y: 0 } },
  ],
}
const CHOSEN = ['fetch', 'check', 'each']
const paste = (document: Workflow, ids: readonly string[] = CHOSEN) =>
  pasteFragment(document, copyFragment(orders, ids), { offset: { x: 0, y: 800 }, used: new Set() }).document

describe('what is copied', () => {
  it('is pasted under ids of its own, and whatever names it follows: settings, conditions, groups', () => {
    const pasted = paste(orders)
    expect(pasted.nodes.slice(4).map(({ id }) => id)).toEqual(['fetch_2', 'check_2', 'each_2'])
    expect(pasted.nodes[5]).toMatchObject({ config: { input: { from: '{{ nodes.fetch_2.x }}' } }, pin: { ok: true } })
    expect(pasted.edges.at(-1)).toMatchObject({ from: 'check_2', to: 'each_2', when: 'nodes.fetch_2.status == 200 && nodes.alone.y' })
    expect(pasted.groups?.slice(2)).toEqual([{ id: 'group_3', name: 'Reading 2', nodes: ['fetch_2', 'check_2'] }])
    expect(validateWorkflow(pasted)).toBe(true)
  })

  it('keeps the names that the steps in the body of a map have there', () => {
    expect(paste(orders).nodes[6]?.config).toMatchObject({
      items: 'nodes.check_2.lines',
      body: {
        nodes: [
          { id: 'fetch', config: { input: '{{ nodes.check_2.x }}' } },
          { id: 'send', config: { input: '{{ nodes.fetch.y }}' } },
        ],
      },
    })
  })

  it('takes notes along that lie among the cards or hold nothing else; a single card goes alone', () => {
    const pasted = paste(orders)
    expect(pasted.notes?.slice(3).map(({ id, text, position }) => [id, text, position.y])).toEqual([
      ['section_2', 'All of it', 784],
      ['beside_2', 'Among them', 808],
    ])
    expect(copyFragment(orders, ['fetch', 'check']).notes?.map(({ id }) => id)).toEqual(['beside'])
    expect(copyFragment(orders, ['fetch']).notes).toBeUndefined()
  })

  it('may be pasted twice, and into nothing', () => {
    const twice = paste(paste(orders))
    expect(twice.nodes.slice(7).map(({ id }) => id)).toEqual(['fetch_3', 'check_3', 'each_3'])
    expect(twice.edges.at(-1)?.when).toBe('nodes.fetch_3.status == 200 && nodes.alone.y')
    expect(validateWorkflow(twice)).toBe(true)
    const empty: Workflow = { schemaVersion: 1, name: 'empty', nodes: [], edges: [] }
    expect(paste(empty).nodes.map(({ config }) => config)).toEqual(orders.nodes.slice(0, 3).map(({ config }) => config))
  })

  it('is read back whole, and by a page that knows no groups and notes without them', () => {
    const fragment = copyFragment(orders, CHOSEN)
    expect(readFragment(JSON.stringify(fragment))).toEqual({ kind: 'ok', fragment })
    expect(fragment.version).toBe(1)
  })

  it('hangs with its middle at the pointer, notes included', () => {
    const fragment = { ...copyFragment(orders, CHOSEN), notes: [{ id: 'n', text: '', position: { x: 0, y: 0 }, width: 2000, height: 1000 }] }
    expect(offsetToCentre(fragment, { x: 1000, y: 500 })).toEqual({ x: 0, y: 0 })
  })

  it('has names that none of the others has, and is quiet about what it still needs as its originals are', () => {
    const document: Workflow = {
      schemaVersion: 1,
      name: 'named',
      nodes: ['Call', 'Call 2'].map((name, index) => ({ id: `http_${index}`, type: 'http', name, position: { x: 0, y: index * 200 } })),
      edges: [],
    }
    const base = { artifactId: 'v1', versionLabel: 'v1.0', document, patches: [], baseText: JSON.stringify(document) }
    const store = createEditorStore({ base, document }, stepOver)
    store.select({ nodes: ['http_0', 'http_1'], edges: [] })
    duplicateSelection(store)
    expect(store.getState().document.nodes.map(({ name }) => name)).toEqual(['Call', 'Call 2', 'Call 3', 'Call 4'])
    expect([...store.getState().fresh.keys()]).toEqual(store.getState().selection.nodes)
  })

  it('covers nothing when it is duplicated: copies lay over their originals', () => {
    const base = { artifactId: 'v1', versionLabel: 'v1.0', document: orders, patches: [], baseText: JSON.stringify(orders) }
    const store = createEditorStore({ base, document: orders }, stepOver)
    for (const nodes of [['fetch'], ['fetch'], CHOSEN]) {
      store.select({ nodes, edges: [] })
      duplicateSelection(store)
    }
    const boxes = store.getState().document.nodes.map(boxOf)
    expect(boxes.flatMap((box, at) => boxes.slice(at + 1).filter((other) => overlap(box, other)))).toEqual([])
  })

  it('may be thousands of one kind', () => {
    const nodes = Array.from({ length: 8000 }, (_, at) => ({ ...code(`function_${at + 2}`, at * 304), name: `Function ${at + 2}` }))
    const document: Workflow = { schemaVersion: 1, name: 'many', nodes, edges: [] }
    const all = nodes.map(({ id }) => id)
    const pasted = pasteFragment(document, copyFragment(document, all), { offset: { x: 0, y: 800 }, used: new Set() }).document
    expect(pasted.nodes.at(-1)).toMatchObject({ id: 'function_16001', name: 'Function 16001' })
  })

  it('is cut as one step, with the notes that went along; a duplicate leaves them', () => {
    const base = { artifactId: 'v1', versionLabel: 'v1.0', document: orders, patches: [], baseText: JSON.stringify(orders) }
    const store = createEditorStore({ base, document: orders }, stepOver)
    store.select({ nodes: CHOSEN, edges: [] })
    duplicateSelection(store)
    expect(store.getState().document.notes).toHaveLength(3)
    expect(store.getState().document.groups).toHaveLength(3)
    store.undo()
    cutFragment(store, copyFragment(orders, CHOSEN))
    const { document, history } = store.getState()
    expect(history.past.at(-1)?.label).toBe('cut 3 nodes')
    expect(document.nodes.map(({ id }) => id)).toEqual(['alone'])
    expect(document.notes?.map(({ id }) => id)).toEqual(['far'])
    store.undo()
    expect(store.getState().document).toBe(orders)
  })
})

const ofN8n = {
  nodes: [
    { parameters: { amount: 2 }, name: 'Wait', type: 'n8n-nodes-base.wait', typeVersion: 1.1, position: [0, 0], id: '1' },
    { parameters: {}, name: 'Sheet', type: 'n8n-nodes-base.googleSheets', typeVersion: 4, position: [200, 0], id: '2' },
    { parameters: { content: 'Why' }, name: 'Sticky', type: 'n8n-nodes-base.stickyNote', typeVersion: 1, position: [0, -200], id: '3' },
  ],
  connections: { Wait: { main: [[{ node: 'Sheet', type: 'main', index: 0 }]] } },
  pinData: {},
  meta: { instanceId: 'x' },
}

describe('what n8n has copied', () => {
  it.each([
    ['as it is', ofN8n],
    ['in a template of its site', { workflow: { id: 1, workflow: ofN8n } }],
  ])('is translated, %s, and says what became of it', (_, value) => {
    const read = readFragment(JSON.stringify(value))
    const { fragment, words } = fragmentFromN8n(read.kind === 'n8n' ? read.value : undefined)
    expect(fragment.nodes.map(({ id, type }) => [id, type])).toEqual([
      ['wait', 'delay'],
      ['sheet', 'n8n-nodes-base.googleSheets'],
    ])
    expect(fragment.edges).toHaveLength(1)
    expect(fragment.notes?.map(({ text }) => text)).toEqual(['Why'])
    expect(words).toBe('1 node is a step here. 1 became a note. Kept as they were and passed by in a run: “Sheet”.')
    expect(readFragment(JSON.stringify(fragment))).toEqual({ kind: 'ok', fragment })
  })
})
