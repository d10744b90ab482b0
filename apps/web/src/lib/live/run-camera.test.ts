import type { NodeRunView, Workflow } from '@aob/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boxOf, firstView, isVisible, LEAST_ZOOM, READABLE_NODES, tellingNodes, viewOf } from './run-camera.ts'

const row = (count: number): Workflow => ({
  schemaVersion: 1,
  name: 'w',
  nodes: Array.from({ length: count }, (_, index) => ({ id: `n${index}`, type: 'join', position: { x: index * 320, y: 0 } })),
  edges: [],
})
const window = { width: 1_000, height: 560 }
const running = (id: string): Record<string, NodeRunView> => ({ [id]: { nodeId: id, status: 'running', attempt: 1 } })

describe('camera of a run', () => {
  it('opens a long graph readable, with the node at work in the window', () => {
    const document = row(13)
    const view = firstView(document, running('n9'), window, 'live')
    const node = boxOf(document.nodes.slice(9, 10))
    expect(view?.zoom).toBe(LEAST_ZOOM.live)
    expect(view && node && isVisible(node, view, window)).toBe(true)
  })

  it(`shows graphs of more than ${READABLE_NODES} nodes whole`, () => {
    expect(firstView(row(READABLE_NODES), {}, window, 'live')?.zoom).toBe(LEAST_ZOOM.live)
    expect(firstView(row(READABLE_NODES + 1), {}, window, 'live')?.zoom).toBeLessThan(0.1)
  })

  it('never opens larger than life and centres what fits', () => {
    const view = firstView(row(1), {}, window, 'live')
    expect(view?.zoom).toBe(1)
    expect(view?.x).toBe((window.width - 232) / 2)
  })

  it('begins at the left end when nothing draws the eye', () => {
    const document = row(13)
    const view = firstView(document, {}, window, 'ended')
    const first = boxOf(document.nodes.slice(0, 1))
    expect(view?.zoom).toBe(LEAST_ZOOM.ended)
    expect(view && first && isVisible(first, view, window)).toBe(true)
  })

  it('keeps the focus in the window whatever the graph', () => {
    const coordinate = fc.integer({ min: -5_000, max: 5_000 })
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 30 }), fc.nat(), ([...places], pick) => {
        const nodes = places.map(([x, y], index) => ({ id: `n${index}`, type: 'join', position: { x, y } }))
        const focus = boxOf(nodes.slice(pick % nodes.length, (pick % nodes.length) + 1))
        const box = boxOf(nodes)
        if (!box || !focus) throw new Error('there is at least one node')
        expect(isVisible(focus, viewOf({ box, focus, leastZoom: 0.55 }, window), window)).toBe(true)
      }),
    )
  })

  it('thinks a question more telling than work, and a failure less', () => {
    const document = row(3)
    const view = (nodeId: string, status: NodeRunView['status']): NodeRunView => ({ nodeId, status, attempt: 1 })
    const views = { n0: view('n0', 'running'), n1: view('n1', 'failed'), n2: view('n2', 'waiting') }
    expect(tellingNodes(document, views).map(({ id }) => id)).toEqual(['n2'])
    expect(tellingNodes(document, { n0: views.n0, n1: views.n1 }).map(({ id }) => id)).toEqual(['n0'])
    expect(tellingNodes(document, {})).toEqual([])
  })
})
