import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layeredPass } from './layered-pass.ts'
import type { LayoutGraph, Placement } from './layout-graph.ts'

const SPACING = { row: 40, column: 72, part: 80 }

function graphOf(heights: readonly number[], links: ReadonlyArray<readonly [number, number]>): LayoutGraph {
  const port = (id: string, y: number) => ({ id, x: 0, y, width: 0, height: 0, layoutOptions: {} })
  return {
    id: 'root',
    layoutOptions: {},
    children: heights.map((height, index) => ({
      id: `n${index}`,
      width: 232,
      height,
      layoutOptions: {},
      ports: [port(`n${index}/in`, 56), port(`n${index}/out`, 56)],
    })),
    edges: links.map(([from, to], index) => ({ id: `e${index}`, sources: [`n${from}/out`], targets: [`n${to}/in`] })),
  }
}

function laidOut(graph: LayoutGraph): { places: Map<string, Placement['position']>; shares: number[] } {
  const pass = layeredPass(graph, SPACING)
  const shares: number[] = []
  for (let step = pass.next(); ; step = pass.next()) {
    if (step.done) return { places: new Map(step.value.map(({ id, position }) => [id, position])), shares }
    shares.push(step.value)
  }
}

const graphs = fc.array(fc.constantFrom(112, 136, 400), { minLength: 1, maxLength: 40 }).chain((heights) => {
  const node = fc.integer({ min: 0, max: heights.length - 1 })
  return fc.record({ heights: fc.constant(heights), links: fc.array(fc.tuple(node, node), { maxLength: 60 }) })
})

describe('the layered pass', () => {
  it('places every block once, none over another, and leads to the right wherever nothing leads round', () => {
    fc.assert(
      fc.property(graphs, fc.boolean(), ({ heights, links }, acyclic) => {
        const forward = links.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const).filter(([a, b]) => a !== b)
        const graph = graphOf(heights, acyclic ? forward : links)
        const { places, shares } = laidOut(graph)
        expect([...places.keys()].sort()).toEqual(graph.children.map(({ id }) => id).sort())
        const boxes = graph.children.map(({ id, width, height }) => ({ ...(places.get(id) ?? { x: Number.NaN, y: Number.NaN }), width, height }))
        for (const [index, a] of boxes.entries())
          for (const b of boxes.slice(index + 1)) {
            const beside = a.x + a.width + SPACING.column <= b.x || b.x + b.width + SPACING.column <= a.x
            expect(beside || a.y + a.height + SPACING.row <= b.y + 1e-6 || b.y + b.height + SPACING.row <= a.y + 1e-6).toBe(true)
          }
        if (acyclic) for (const [from, to] of forward) expect(places.get(`n${to}`)?.x).toBeGreaterThan(places.get(`n${from}`)?.x ?? Number.NaN)
        expect([...shares].sort((a, b) => a - b)).toEqual(shares)
        expect(shares.every((share) => share > 0 && share <= 1)).toBe(true)
        expect(laidOut(graph).places).toEqual(places)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps a row straight, and a branch between its neighbours', () => {
    const { places } = laidOut(
      graphOf(
        [112, 112, 112, 112, 112],
        [
          [0, 1],
          [1, 2],
          [1, 3],
          [2, 4],
          [3, 4],
        ],
      ),
    )
    const y = (id: string) => places.get(id)?.y ?? Number.NaN
    expect(y('n0')).toBeCloseTo(y('n1'), 3)
    expect(y('n1')).toBeCloseTo((y('n2') + y('n3')) / 2, 0)
    expect(y('n2')).toBeLessThan(y('n3'))
  })

  it('keeps a lane free for a connection over several columns', () => {
    const { places } = laidOut(
      graphOf(
        [112, 112, 112, 112],
        [
          [0, 1],
          [1, 2],
          [2, 3],
          [0, 3],
        ],
      ),
    )
    // The card in between gives way: it stands higher or lower than a straight line from the first to the last.
    expect(Math.abs((places.get('n1')?.y ?? 0) - (places.get('n0')?.y ?? 0))).toBeGreaterThan(20)
  })
})
