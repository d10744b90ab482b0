import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { cardTowards } from './canvas-keys.ts'
import { boxOf, cardNear, type Item, itemOf } from './card-walk.ts'
import { project } from './projection.ts'
import { sceneOf } from './scene.ts'
import { stopOf } from './use-canvas-elements.ts'

const node = (id: string, x: number, y: number) => ({ id, type: 'join', position: { x, y } })
const document: Workflow = {
  schemaVersion: 1,
  name: 'walked',
  nodes: [node('left', 0, 0), node('middle', 304, 0), node('below', 304, 200), node('right', 608, 160), node('far', 1216, 0)],
  edges: [{ id: 'e', from: 'left', to: 'far' }],
}
const scene = sceneOf(document)
const card = (id: string): Item => ({ kind: 'node', id })
const boxOfCard = (id: string) => boxOf(scene, card(id)) ?? expect.fail(`no card ${id}`)

describe('the way of the focus over the canvas', () => {
  it.each([
    ['left', 'ArrowRight', 'middle'],
    ['middle', 'ArrowRight', 'right'],
    ['middle', 'ArrowDown', 'below'],
    ['below', 'ArrowUp', 'middle'],
    ['right', 'ArrowLeft', 'below'],
    ['far', 'ArrowRight', undefined],
    ['left', 'ArrowUp', undefined],
  ] as const)('[R3] from %s by %s to %s: the nearest, straight ahead first', (from, arrow, to) => {
    expect(cardTowards(scene, boxOfCard(from), arrow)).toBe(to)
  })

  it('[R3] leaves a connection from its middle', () => {
    const box = boxOf(scene, { kind: 'edge', id: 'e' })
    expect(box).toMatchObject({ width: 0, height: 0 })
    expect(box && cardTowards(scene, box, 'ArrowRight')).toBe('far')
  })

  it('[R1] is at what is selected; at what it was at, where that is among it', () => {
    expect(itemOf({ nodes: ['left', 'far'], edges: ['e'] }, undefined)).toEqual(card('left'))
    expect(itemOf({ nodes: ['left', 'far'], edges: [] }, card('far'))).toEqual(card('far'))
    expect(itemOf({ nodes: [], edges: ['e'] }, card('far'))).toEqual({ kind: 'edge', id: 'e' })
    expect(itemOf({ nodes: [], edges: [] }, card('far'))).toBeUndefined()
  })

  it('[R2] goes on at the nearest card when its own is gone', () => {
    const place = boxOfCard('right')
    expect(cardNear(sceneOf({ ...document, nodes: document.nodes.filter(({ id }) => id !== 'right') }), place)).toBe('below')
    expect(cardNear(sceneOf({ ...document, nodes: [], edges: [] }), place)).toBeUndefined()
  })

  it('is one stop of Tab: what was reached where it is mounted, else the first card', () => {
    const projection = project({ document })
    expect(stopOf(projection, card('right'))).toEqual(card('right'))
    expect(stopOf(projection, { kind: 'edge', id: 'e' })).toEqual({ kind: 'edge', id: 'e' })
    expect([stopOf(projection, undefined), stopOf(projection, card('gone'))]).toEqual([card('left'), card('left')])
    expect(stopOf({ nodes: projection.nodes.map((one) => ({ ...one, hidden: true })), edges: [] }, card('right'))).toBeUndefined()
    expect([...projection.nodes, ...projection.edges].filter(({ domAttributes }) => domAttributes?.tabIndex !== -1)).toEqual([])
  })
})
