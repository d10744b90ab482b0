import type { Workflow } from '@aob/schemas'
import { validateWorkflow } from '@aob/schemas/validators'
import { describe, expect, it } from 'vitest'
import { cardGeometry } from '../../../ui/canvas/card-geometry.ts'
import { stepOver } from '../draft/step-over.ts'
import { addNodeAt, addNodeAtLooseEnd, addNodeNearby, insertOnEdge, spliceNode } from './add-gestures.ts'
import { copyTo, duplicateSelection } from './copy-gestures.ts'
import { makeNode } from './document-edit.ts'
import { edgeUnder } from './edge-under.ts'
import { createEditorStore } from './editor-store.ts'
import { connect, deleteSelection, moveNodes, nudge, reconnect } from './gestures.ts'
import { renameNodeId } from './node-id.ts'
import { neighbour, nextConnection } from './walk.ts'

const VIEW = { x: -200, y: -300, width: 1200, height: 700 }

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
  const store = createEditorStore(
    { base: { artifactId: 'v1', versionLabel: 'v1.0', document, patches: [], baseText: JSON.stringify(document) }, document },
    stepOver,
  )
  return { store, now: () => store.getState().document, label: () => store.getState().history.past.at(-1)?.label }
}

describe('adding', () => {
  it('tells steps of one kind apart by a number, as their ids are: every other HTTP request had the name of the first', () => {
    const { store, now } = open()
    for (const y of [300, 500, 700]) addNodeAt(store, 'http', { x: 0, y })
    expect(
      now()
        .nodes.slice(3)
        .map(({ id, name }) => [id, name]),
    ).toEqual([
      ['http', 'HTTP request'],
      ['http_2', 'HTTP request 2'],
      ['http_3', 'HTTP request 3'],
    ])
  })

  it('gives a body to what has one: an HTTP call began with the nodes and edges of a body as what it sends', () => {
    const configs = Object.fromEntries(['http', 'map', 'workflow'].map((type) => [type, makeNode(open().now(), type, { x: 0, y: 0 }, new Set()).config]))
    expect(configs).toEqual({ http: {}, map: { body: { nodes: [], edges: [] } }, workflow: {} })
  })

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
    const id = addNodeNearby(store, 'notify', VIEW)
    expect(now().edges.at(-1)).toMatchObject({ from: 'check', to: id, fromPort: 'false' })
    const places = now().nodes.map((node) => ({ ...node.position, ...cardGeometry(node) }))
    for (const [index, a] of places.entries())
      for (const b of places.slice(index + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart).toBe(true)
      }
  })

  it('goes to the free place nearest to the middle of the view when nothing is selected, and stays in view', () => {
    const { store, now } = open()
    for (let count = 0; count < 6; count++) {
      store.select({ nodes: [], edges: [] })
      addNodeNearby(store, 'join', VIEW)
    }
    const places = now().nodes.map((node) => ({ ...node.position, ...cardGeometry(node) }))
    for (const place of places.slice(3)) {
      expect(place.x >= VIEW.x && place.x + place.width <= VIEW.x + VIEW.width && place.y >= VIEW.y && place.y + place.height <= VIEW.y + VIEW.height).toBe(
        true,
      )
      expect(places.filter((other) => Math.abs(other.x - place.x) < 232 && Math.abs(other.y - place.y) < 112)).toHaveLength(1)
    }
  })

  it('stands beside several selected nodes without guessing a connection, and in the middle of a selected one', () => {
    const { store, now } = open()
    store.select({ nodes: ['fetch', 'check'], edges: [] })
    addNodeNearby(store, 'join', VIEW)
    expect(now().edges).toHaveLength(2)
    store.select({ nodes: [], edges: ['fetch-check'] })
    const id = addNodeNearby(store, 'function', VIEW)
    expect(now().edges.find((edge) => edge.id === 'fetch-check')).toMatchObject({ from: 'fetch', to: id })
    expect(now().edges.at(-1)).toMatchObject({ from: id, to: 'check' })
  })

  it('takes a lone card dropped on a connection in, as one step that keeps its place in the list', () => {
    const { store, now, label } = open()
    const lone = addNodeAt(store, 'function', { x: 400, y: 600 })
    addNodeAt(store, 'agent', { x: 900, y: 600 })
    const over = { x: 240, y: 8, width: 232, height: 112 }
    expect(edgeUnder(now(), [lone], over)).toBe('fetch-check')
    expect(edgeUnder(now(), [lone, 'agent'], over)).toBeUndefined()
    expect(edgeUnder(now(), ['done'], over)).toBeUndefined()
    expect(edgeUnder(now(), [lone], { ...over, y: 33 })).toBeUndefined()
    spliceNode(store, lone, 'fetch-check')
    expect(now().nodes.map((node) => node.id)).toEqual(['fetch', 'check', 'done', lone, 'agent'])
    expect(now().edges.find((edge) => edge.id === 'fetch-check')).toMatchObject({ from: 'fetch', to: lone })
    expect(now().edges.at(-1)).toMatchObject({ from: lone, to: 'check' })
    expect(label()).toBe('insert Function')
    store.undo()
    expect(now().nodes.find((node) => node.id === lone)?.position).toEqual({ x: 288, y: 544 })
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
  it('names moves by their number and merges nudges in a row', () => {
    const { store, now, label } = open()
    moveNodes(store, [
      { id: 'fetch', position: { x: 16, y: 8 } },
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
    expect(renameNodeId(store, 'fetch', 'x'.repeat(65))).toContain('these are 65')
    for (const word of ['constructor', '__proto__', 'toString']) expect(renameNodeId(store, 'fetch', word)).toContain('every object')
    expect(renameNodeId(store, 'fetch', '')).toContain('needed')
    expect(renameNodeId(store, 'fetch', 'load')).toBeUndefined()
    expect(now().edges[0]).toMatchObject({ from: 'load', to: 'check' })
  })

  it('hangs an end of a connection elsewhere and keeps its id and condition', () => {
    const { store, now, label } = open()
    reconnect(store, 'check-done', { from: 'check', fromPort: 'false', to: 'done' })
    expect(now().edges[1]).toEqual({ id: 'check-done', from: 'check', to: 'done', fromPort: 'false' })
    reconnect(store, 'fetch-check', { from: 'fetch', fromPort: 'out', to: 'done' })
    expect(now().edges[0]).toEqual({ id: 'fetch-check', from: 'fetch', to: 'done' })
    expect(label()).toBe('reconnect')
  })

  it('leaves copies where an Alt-drag ended and the originals where they were', () => {
    const { store, now, label } = open()
    copyTo(store, [
      { id: 'fetch', position: { x: 0, y: 400 } },
      { id: 'check', position: { x: 304, y: 400 } },
    ])
    expect(now().nodes.map((node) => [node.id, node.position.y])).toEqual([
      ['fetch', 0],
      ['check', 0],
      ['done', 0],
      ['fetch_2', 400],
      ['check_2', 400],
    ])
    expect(now().edges.at(-1)).toMatchObject({ from: 'fetch_2', to: 'check_2' })
    expect(store.getState().selection.nodes).toEqual(['fetch_2', 'check_2'])
    expect(label()).toBe('duplicate 2 nodes')
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
  it('follows edges left and right, from a connection to its ends', () => {
    const { store } = open()
    store.select({ nodes: ['check'], edges: [] })
    expect(neighbour(store, 'right')).toBe('done')
    expect(neighbour(store, 'left')).toBe('fetch')
    store.select({ nodes: [], edges: [] })
    expect(neighbour(store, 'right', 'check')).toBe('done')
    store.select({ nodes: [], edges: ['check-done'] })
    expect(['left', 'right', 'up'].map((direction) => neighbour(store, direction as 'left'))).toEqual(['check', 'done', undefined])
  })

  it('goes over the connections of a step, those that leave it first, and from one on to its siblings', () => {
    const { store } = open()
    connect(store, { from: 'check', fromPort: 'false', to: 'done' })
    const from = (selection: Parameters<typeof store.select>[0], step: 1 | -1) => {
      store.select(selection)
      return nextConnection(store, step)
    }
    expect(from({ nodes: ['check'], edges: [] }, 1)).toBe('check-done')
    expect(from({ nodes: ['check'], edges: [] }, -1)).toBe('fetch-check')
    expect(from({ nodes: [], edges: ['check-done'] }, 1)).toBe('check-done_2')
    expect(from({ nodes: [], edges: ['check-done_2'] }, 1)).toBe('check-done')
    expect(from({ nodes: ['done'], edges: [] }, 1)).toBe('check-done')
    expect(from({ nodes: [], edges: [] }, 1)).toBeUndefined()
  })
})
