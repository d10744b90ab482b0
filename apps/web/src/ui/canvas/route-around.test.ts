import type { Workflow } from '@aob/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { routeOf } from './edge-route.ts'
import { isBehind, REACH, routeAround } from './route-around.ts'
import { sceneOf } from './scene.ts'
import { routeIn, routeOnTheMove } from './scene-routes.ts'
import { type Box, overlap } from './spatial-grid.ts'

const among = (cards: readonly Box[]) => (area: Box) => cards.filter((card) => overlap(card, area))
const card = (x: number, y: number): Box => ({ x, y, width: 232, height: 112 })
const start = { x: 236.5, y: 56 }
const end = { x: 1000, y: 56 }

describe('the way round cards', () => {
  it('is the plain way where nothing is in the way', () => {
    expect(routeAround(start, { x: 600, y: 300 }, among([card(500, 800)]))).toEqual(routeOf(start, { x: 600, y: 300 }))
  })

  it('passes above or below a card between two cards of one row, whichever is nearer, and comes back', () => {
    const way = routeAround(start, end, among([card(500, 20)]))
    expect(way).toEqual([start, { x: 268.5, y: 56 }, { x: 268.5, y: 8 }, { x: 968, y: 8 }, { x: 968, y: 56 }, end])
  })

  it('turns before a column instead of within it: an edge over two columns ran behind the card in the middle', () => {
    const lower = { x: 1000, y: 356 }
    const way = routeAround(start, lower, among([card(500, 150)]))
    expect(way).toHaveLength(4)
    expect(isBehind(way, card(500, 150))).toBe(false)
  })

  it('leads back around what stands between', () => {
    const left = { x: -400, y: 56 }
    const cards = [card(0, 0), card(-395.5, 0), card(-200, 40)]
    const way = routeAround(start, left, among(cards))
    for (const one of cards) expect(isBehind(way, one)).toBe(false)
  })

  it('minds cards that stand just outside of its ends: what led back turned behind one', () => {
    const left = { x: -163.5, y: 56 }
    const cards = [card(-60, 20), card(262, -80)]
    const way = routeAround(start, left, among(cards))
    for (const one of cards) expect(isBehind(way, one)).toBe(false)
  })

  it('is the plain way where every way is barred', () => {
    const wall = Array.from({ length: 20 }, (_, index) => card(500, -1200 + index * 112))
    expect(routeAround(start, end, among(wall))).toEqual(routeOf(start, end))
  })

  it('joins its ends along the axes, near enough to them, and is behind a card only where the plain way is, too', () => {
    const places = fc.array(fc.record({ x: fc.integer({ min: -60, max: 60 }), y: fc.integer({ min: -30, max: 30 }) }), { maxLength: 14 })
    const ends = fc.tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: -40, max: 40 }))
    fc.assert(
      fc.property(places, ends, (corners, [across, down]) => {
        const cards = corners.map(({ x, y }) => card(x * 16, y * 16))
        const to = { x: start.x + across * 16, y: start.y + down * 8 }
        const way = routeAround(start, to, among(cards))
        expect([way[0], way.at(-1)]).toEqual([start, to])
        for (const [index, at] of way.entries()) {
          const next = way[index + 1] ?? at
          if (way.length > 2) expect(at.x === next.x || at.y === next.y).toBe(true)
          expect(at.y).toBeGreaterThanOrEqual(Math.min(start.y, to.y) - REACH)
          expect(at.y).toBeLessThanOrEqual(Math.max(start.y, to.y) + REACH)
        }
        const hidden = cards.some((one) => isBehind(way, one))
        if (hidden) expect(way).toEqual(routeOf(start, to))
        // Whatever order the cards are told in.
        expect(routeAround(start, to, among([...cards].reverse()))).toEqual(way)
      }),
      { numRuns: 300 },
    )
  })
})

describe('ways in a scene', () => {
  const node = (id: string, x: number, y: number) => ({ id, type: 'function', config: { code: 'return 1' }, position: { x, y } })
  const edge = { id: 'e', from: 'a', to: 'c' }
  const row: Workflow = { schemaVersion: 1, name: 'row', nodes: [node('a', 0, 0), node('b', 304, 0), node('c', 608, 0)], edges: [edge] }

  it('are kept while no card moves, whatever is set, and found anew when one does', () => {
    const scene = sceneOf(row)
    const round = routeIn(scene, edge)
    expect(round?.length).toBeGreaterThan(2)
    const renamed = { ...row, nodes: row.nodes.map((one) => ({ ...one, name: 'Named' })) }
    expect(routeIn(sceneOf(renamed, scene), edge)).toBe(round)
    const moved = { ...row, nodes: row.nodes.map((one) => (one.id === 'b' ? node('b', 304, 400) : one)) }
    expect(routeIn(sceneOf(moved, scene), edge)).toHaveLength(2)
  })

  it('of a card in the hand are not in the way of themselves', () => {
    const scene = sceneOf(row)
    const [from, to] = [
      { x: 236.5, y: 56 },
      { x: 603.5, y: 656 },
    ]
    expect(routeOnTheMove(scene, { ...edge, to: 'b' }, from, to)).toEqual(routeOf(from, to))
    expect(routeOnTheMove(scene, edge, from, { x: 603.5, y: 56 }).length).toBeGreaterThan(2)
  })
})
