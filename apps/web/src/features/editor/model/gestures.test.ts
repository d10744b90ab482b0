import type { Workflow } from '@aob/schemas'
import { validateWorkflow } from '@aob/schemas/validators'
import { describe, expect, it } from 'vitest'
import { cardGeometry } from '../../../ui/canvas/card-geometry.ts'
import { createEditorStore } from './editor-store.ts'
import {
  addNodeAfterSelection,
  addNodeAt,
  addNodeAtLooseEnd,
  connect,
  deleteSelection,
  duplicateSelection,
  insertOnEdge,
  moveNodes,
  neighbour,
  nudge,
  renameNodeId,
} from './gestures.ts'

function open() {
  const document: Workflow = {
    schemaVersion: 1,
    name: 'orders',
    nodes: [
      { id: 'fetch', type: 'http', position: { x: 0, y: 0 }, config: { url: 'https://x.test' } },
      { id: 'check', type: 'conditional', position: { x: 304, y: 0 }, config: { condition: 'nodes.fetch.status == 200' } },
      { id: 'done', type: 'join', position: { x: 608, y: 0 } },
    ],
    edges: [
      { id: 'fetch-check', from: 'fetch', to: 'check' },
      { id: 'check-done', from: 'check', to: 'done', fromPort: 'true' },
    ],
  }
  const store = createEditorStore({ artifactId: 'v1', versionLabel: 'v1.0', document, patches: [], baseText: '' })
  return { store, now: () => store.getState().document, label: () => store.getState().history.past.at(-1)?.label }
}

describe('adding', () => {
  it('puts a dropped node on the grid with its middle under the pointer and selects it', () => {
    const { store, now, label } = open()
    const id = addNodeAt(store, 'agent', { x: 501, y: 403 })
    const node = now().nodes.at(-1)
    expect(node).toMatchObject({ id, type: 'agent', name: 'Agent', config: {} })
    expect((node?.position.x ?? 1) % 8).toBe(0)
    expect((node?.position.y ?? 1) % 8).toBe(0)
    expect(Math.abs((node?.position.x ?? 0) + 116 - 501)).toBeLessThanOrEqual(4)
    expect(store.getState().selection.nodes).toEqual([id])
    expect(label()).toBe('add Agent')
  })

  it('connects behind the selected node by a port that is still free', () => {
    const { store, now } = open()
    store.select({ nodes: ['check'], edges: [] })
    const id = addNodeAfterSelection(store, 'notify', { x: 0, y: 0 })
    expect(now().edges.at(-1)).toMatchObject({ from: 'check', to: id, fromPort: 'false' })
    const places = now().nodes.map((node) => ({ ...node.position, ...cardGeometry(node) }))
    for (const [index, a] of places.entries())
      for (const b of places.slice(index + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart).toBe(true)
      }
  })

  it('connects a node let go at the end of an edge, from either side', () => {
    const { store, now } = open()
    const behind = addNodeAtLooseEnd(store, 'function', { nodeId: 'check', port: 'false', side: 'output' }, { x: 700, y: 300 })
    expect(now().edges.at(-1)).toMatchObject({ from: 'check', fromPort: 'false', to: behind })
    const before = addNodeAtLooseEnd(store, 'conditional', { nodeId: 'fetch', side: 'input' }, { x: -100, y: 50 })
    expect(now().edges.at(-1)).toMatchObject({ from: before, fromPort: 'true', to: 'fetch' })
  })

  it('splices into an edge as one step, keeps the port and makes room', () => {
    const { store, now, label } = open()
    const id = insertOnEdge(store, 'function', 'check-done')
    expect(now().edges.find((edge) => edge.id === 'check-done')).toMatchObject({ from: 'check', to: id, fromPort: 'true' })
    expect(now().edges.at(-1)).toMatchObject({ from: id, to: 'done' })
    const x = (nodeId: string) => now().nodes.find((node) => node.id === nodeId)?.position.x ?? Number.NaN
    expect(x(id ?? '') - x('check')).toBeGreaterThan(232)
    expect(x('done') - x(id ?? '')).toBeGreaterThan(232)
    expect(label()).toBe('insert Function')
    store.undo()
    expect(now().nodes).toHaveLength(3)
    expect(x('done')).toBe(608)
  })
})

describe('changing', () => {
  it('names moves by their number, snaps them to the grid, and merges nudges in a row', () => {
    const { store, now, label } = open()
    moveNodes(store, [
      { id: 'fetch', position: { x: 13, y: 11 } },
      { id: 'done', position: { x: 640, y: 0 } },
    ])
    expect(label()).toBe('move 2 nodes')
    expect(now().nodes[0]?.position).toEqual({ x: 16, y: 8 })
    store.select({ nodes: ['fetch'], edges: [] })
    nudge(store, { x: 8, y: 0 })
    nudge(store, { x: 1, y: 0 })
    expect(now().nodes[0]?.position).toEqual({ x: 25, y: 8 })
    expect(store.getState().history.past).toHaveLength(2)
  })

  it('takes edges out with their nodes', () => {
    const { store, now } = open()
    store.select({ nodes: ['check'], edges: [] })
    expect(deleteSelection(store)).toBe('Deleted check')
    expect(now().edges).toEqual([])
    expect(deleteSelection(store)).toBeUndefined()
  })

  it('duplicates nodes with the edges between them under fresh ids, and follows references among the copies', () => {
    const { store, now } = open()
    store.select({ nodes: ['fetch', 'check'], edges: [] })
    expect(duplicateSelection(store)).toBe(true)
    expect(now().nodes.map((node) => node.id)).toEqual(['fetch', 'check', 'done', 'fetch_2', 'check_2'])
    expect(now().nodes[4]?.config).toEqual({ condition: 'nodes.fetch_2.status == 200' })
    expect(now().edges.at(-1)).toMatchObject({ from: 'fetch_2', to: 'check_2' })
    expect(validateWorkflow(now())).toBe(true)
  })

  it('gives a node another id with its edges, or says why not', () => {
    const { store, now } = open()
    expect(renameNodeId(store, 'fetch', 'check')).toBe('Another node has this id.')
    expect(renameNodeId(store, 'fetch', 'a b')).toContain('letters, digits')
    expect(renameNodeId(store, 'fetch', 'load')).toBeUndefined()
    expect(now().edges[0]).toMatchObject({ from: 'load', to: 'check' })
  })

  it('connects once, however often it is asked', () => {
    const { store, now } = open()
    connect(store, { from: 'check', fromPort: 'false', to: 'done' })
    connect(store, { from: 'check', fromPort: 'false', to: 'done' })
    expect(now().edges).toHaveLength(3)
    expect(now().edges.at(-1)).toEqual({ id: 'check-done_2', from: 'check', to: 'done', fromPort: 'false' })
  })
})

describe('walking', () => {
  it('follows edges left and right', () => {
    const { store } = open()
    store.select({ nodes: ['check'], edges: [] })
    expect(neighbour(store, 'right')).toBe('done')
    expect(neighbour(store, 'left')).toBe('fetch')
  })
})
