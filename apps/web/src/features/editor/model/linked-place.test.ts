import type { Workflow, WorkflowEdge } from '@aob/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cardGeometry } from '../../../ui/canvas/card-geometry.ts'
import { endsOf, routeOf } from '../../../ui/canvas/edge-route.ts'
import { sceneOf } from '../../../ui/canvas/scene.ts'
import { stepOver } from '../draft/step-over.ts'
import { addNodeAtLooseEnd, addNodeNearby, insertOnEdge } from './add-gestures.ts'
import { createEditorStore, type EditorStore } from './editor-store.ts'

const VIEW = { x: -400, y: -400, width: 1440, height: 900 }
type Card = readonly [id: string, x: number, y: number, type?: string]

function open(cards: readonly Card[], edges: WorkflowEdge[] = []): EditorStore {
  const nodes = cards.map(([id, x, y, type = 'join']) => ({ id, type, config: {}, position: { x, y } }))
  const document: Workflow = { schemaVersion: 1, name: 'places', nodes, edges }
  return createEditorStore({ base: { artifactId: 'v1', versionLabel: 'v1.0', document, patches: [], baseText: JSON.stringify(document) }, document }, stepOver)
}

/** Points along a connection, a few pixels apart, its ends left out. */
function pointsOf(document: Workflow, edge: WorkflowEdge): Array<{ x: number; y: number }> {
  const { places } = sceneOf(document)
  const [from, to] = [places.get(edge.from), places.get(edge.to)]
  if (!from || !to) throw new Error(`${edge.id} hangs on nothing`)
  const route = routeOf(...endsOf(from, to, edge))
  return route.slice(1).flatMap((end, index) => {
    const start = route[index] ?? end
    const steps = Math.ceil((Math.abs(end.x - start.x) + Math.abs(end.y - start.y)) / 4)
    return Array.from({ length: steps }, (_, step) => ({ x: start.x + ((end.x - start.x) * step) / steps, y: start.y + ((end.y - start.y) * step) / steps }))
  })
}

/** What is wrong about where a new card stands: cards it covers, cards its connections run behind, cards that were moved. */
function faults(store: EditorStore, before: Workflow, added: string): string[] {
  const { document } = store.getState()
  const boxes = document.nodes.map((node) => ({ id: node.id, ...node.position, ...cardGeometry(node) }))
  const card = boxes.find(({ id }) => id === added)
  if (!card) return ['it is not there']
  const covered = boxes.filter(
    (box) => box !== card && box.x < card.x + card.width && card.x < box.x + box.width && box.y < card.y + card.height && card.y < box.y + box.height,
  )
  const ways = document.edges.filter(({ from, to }) => from === added || to === added).flatMap((edge) => pointsOf(document, edge))
  const behind = boxes.filter((box) => ways.some(({ x, y }) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height))
  const moved = before.nodes.filter((node) => document.nodes.find(({ id }) => id === node.id)?.position !== node.position)
  return [...covered.map(({ id }) => `covers ${id}`), ...behind.map(({ id }) => `runs behind ${id}`), ...moved.map(({ id }) => `${id} was moved`)]
}

function addBehind(store: EditorStore, anchor: string): string[] {
  const { document } = store.getState()
  store.select({ nodes: [anchor], edges: [] })
  return faults(store, document, addNodeNearby(store, 'http', VIEW))
}

describe('where a card goes that comes with a connection', () => {
  it('goes right beside the step it follows, in a row with it, where there is room', () => {
    const store = open([['a', 0, 0, 'conditional']])
    expect(addBehind(store, 'a')).toEqual([])
    expect(store.getState().document.nodes[1]?.position).toEqual({ x: 304, y: 0 })
  })

  it('does not run behind a neighbour that stands across the way down: the card below it was joined by a line behind it', () => {
    const store = open([
      ['a', 0, 0],
      ['next', 304, 0],
      ['across', 160, 136],
    ])
    expect(addBehind(store, 'a')).toEqual([])
  })

  it('finds its way out between cards on all sides', () => {
    const rows = [-272, -136, 0, 136, 272]
    const store = open(rows.flatMap((y) => [-304, 0, 304, 608].map((x): Card => [`c${x}_${y}`, x, y])))
    expect(addBehind(store, 'c0_0')).toEqual([])
  })

  it('leaves the connections of others free where it can', () => {
    const edge = { id: 'long', from: 'b', to: 'c' }
    const store = open(
      [
        ['a', 0, 0],
        ['b', 0, 24 + 112],
        ['c', 1200, -152],
      ],
      [edge],
    )
    expect(addBehind(store, 'a')).toEqual([])
    const { document } = store.getState()
    const added = document.nodes.at(-1)
    const box = { x: added?.position.x ?? 0, y: added?.position.y ?? 0 }
    expect(pointsOf(document, edge).filter(({ x, y }) => x > box.x && x < box.x + 232 && y > box.y && y < box.y + 112)).toEqual([])
  })

  it('lies beside what it was let go over, at either end of a connection', () => {
    const cards: Card[] = [
      ['a', 0, 0],
      ['wall', 400, -40],
    ]
    const after = open(cards)
    const { document } = after.getState()
    expect(faults(after, document, addNodeAtLooseEnd(after, 'http', { nodeId: 'a', port: 'out', side: 'output' }, { x: 360, y: 60 }))).toEqual([])
    const before = open(cards)
    expect(faults(before, before.getState().document, addNodeAtLooseEnd(before, 'http', { nodeId: 'wall', side: 'input' }, { x: 300, y: 40 }))).toEqual([])
  })

  it('is taken into a connection beside a card that lies in the middle of it', () => {
    const edge = { id: 'ab', from: 'a', to: 'b' }
    const store = open(
      [
        ['a', 0, 0],
        ['b', 1000, 200],
        ['wall', 500, 60],
      ],
      [edge],
    )
    const { document } = store.getState()
    expect(faults(store, document, insertOnEdge(store, 'http', 'ab') ?? '')).toEqual([])
  })

  it('covers nothing and runs behind nothing, wherever cards stand that leave each other some air', () => {
    const places = fc.array(
      fc.record({
        column: fc.integer({ min: 0, max: 5 }),
        row: fc.integer({ min: 0, max: 6 }),
        dx: fc.integer({ min: 0, max: 20 }),
        dy: fc.integer({ min: 0, max: 6 }),
      }),
      { minLength: 1, maxLength: 30 },
    )
    const property = fc.property(places, fc.nat(), (list, pick) => {
      const cells = new Map(list.map((one) => [`n${one.column}_${one.row}`, one]))
      const cards = [...cells].map(([id, { column, row, dx, dy }]): Card => [id, column * 456 + dx * 8, row * 208 + dy * 8])
      const [anchor = ''] = cards[pick % cards.length] ?? []
      const store = open(cards)
      for (let round = 0; round < 3; round++) expect(addBehind(store, anchor)).toEqual([])
    })
    fc.assert(property, { numRuns: 150 })
  })

  it('leaves room beside a step for the next one to branch off: a third was joined by a line behind the second', () => {
    const rows: Card[] = [0, 1, 2, 3, 4].map((row) => [`above_${row}`, 0, row * 208])
    const store = open([...rows, ['a', 40, 1040], ['ahead', 560, 1040]])
    for (let round = 0; round < 3; round++) expect(addBehind(store, 'a')).toEqual([])
  })

  it('leaves connections free when it stands alone, too, as long as such a place is in view', () => {
    const edge = { id: 'ab', from: 'a', to: 'b' }
    const store = open(
      [
        ['a', -300, 0],
        ['b', 700, 0],
      ],
      [edge],
    )
    const id = addNodeNearby(store, 'http', VIEW)
    const { document } = store.getState()
    const { x = 0, y = 0 } = document.nodes.find((node) => node.id === id)?.position ?? {}
    expect(pointsOf(document, edge).filter((at) => at.x > x && at.x < x + 232 && at.y > y && at.y < y + 112)).toEqual([])
    expect(faults(store, document, id)).toEqual([])
  })

  it('goes below everything where nothing is free far and wide, and is found without looking at every card for every place', () => {
    const cards = Array.from({ length: 2_500 }, (_, index): Card => [`n${index}`, (index % 50) * 256, Math.floor(index / 50) * 136])
    const store = open(cards)
    store.select({ nodes: ['n1225'], edges: [] })
    const id = addNodeNearby(store, 'http', VIEW)
    expect(store.getState().document.nodes.find((node) => node.id === id)?.position.y).toBe(50 * 136)
  })
})
