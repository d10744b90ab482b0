import type { Workflow } from '@aob/schemas'
import ELK from 'elkjs'
import { describe, expect, it } from 'vitest'
import { boxOf } from '../model/card-box.ts'
import { idsInScope, layoutGraph, type Placement, placementsFrom } from './tidy-plan.ts'
import type { TidyScope } from './tidy-scope.ts'

const node = (id: string, x: number, y: number, type = 'function') => ({ id, type, position: { x, y }, config: { code: 'return 1' } })
const messy: Workflow = {
  schemaVersion: 1,
  name: 'messy',
  nodes: [node('start', 80, 40), node('left', 100, 90), node('right', 90, 60, 'conditional'), node('end', 70, 50), node('lone', 5000, 5000)],
  edges: [
    { id: '1', from: 'start', to: 'left' },
    { id: '2', from: 'start', to: 'right' },
    { id: '3', from: 'left', to: 'end' },
    { id: '4', from: 'right', to: 'end', fromPort: 'true' },
  ],
}

/** ELK itself, in this thread: the plan is judged by what the page would show. */
async function tidied(document: Workflow, scope: TidyScope, selected: string[] = [], published: Workflow = document): Promise<Workflow> {
  const ids = idsInScope(document, scope, selected, published)
  const { children = [] } = await new ELK().layout(layoutGraph(document, ids))
  const laidOut: Placement[] = children.map(({ id, x = 0, y = 0 }) => ({ id, position: { x, y } }))
  const places = new Map(placementsFrom(document, laidOut, scope).map(({ id, position }) => [id, position]))
  return { ...document, nodes: document.nodes.map((item) => ({ ...item, position: places.get(item.id) ?? item.position })) }
}

function overlapping({ nodes }: Workflow): string[] {
  const boxes = nodes.map((item) => ({ id: item.id, ...boxOf(item) }))
  return boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
      .map((b) => `${a.id} over ${b.id}`),
  )
}
const at = ({ nodes }: Workflow, id: string) => nodes.find((item) => item.id === id)?.position ?? { x: Number.NaN, y: Number.NaN }

describe('tidying', () => {
  it('reads from left to right, lays nothing over anything, stays on the grid and keeps the top left corner', async () => {
    const after = await tidied(messy, 'all')
    expect(overlapping(after)).toEqual([])
    for (const { from, to } of after.edges) expect(at(after, to).x).toBeGreaterThanOrEqual(at(after, from).x + 232)
    for (const { position } of after.nodes) expect([position.x % 8, position.y % 8]).toEqual([0, 0])
    expect(Math.min(...after.nodes.map((item) => item.position.x))).toBe(72)
    expect(Math.min(...after.nodes.map((item) => item.position.y))).toBe(40)
  })

  it('keeps what stood above above', async () => {
    const after = await tidied(messy, 'all')
    expect(at(after, 'right').y).toBeLessThan(at(after, 'left').y)
  })

  it('moves only the selection, and never over what rests', async () => {
    const rest = { ...messy, nodes: [...messy.nodes, node('resting', 360, 40)] }
    const after = await tidied(rest, 'selection', ['start', 'left'])
    expect(at(after, 'right')).toEqual({ x: 90, y: 60 })
    expect(overlapping({ ...after, nodes: after.nodes.filter((item) => ['start', 'left', 'resting'].includes(item.id)) })).toEqual([])
  })

  it('places new nodes behind what leads to them and leaves the published ones alone', async () => {
    const published = { ...messy, nodes: [node('start', 0, 0)], edges: [] }
    const now = {
      ...published,
      nodes: [...published.nodes, node('fresh', 3000, 900), node('fresher', 0, 10)],
      edges: [
        { id: 'a', from: 'start', to: 'fresh' },
        { id: 'b', from: 'fresh', to: 'fresher' },
      ],
    }
    const after = await tidied(now, 'new', [], published)
    expect(at(after, 'start')).toEqual({ x: 0, y: 0 })
    expect(at(after, 'fresh')).toEqual({ x: 304, y: 0 })
    expect(at(after, 'fresher').x).toBeGreaterThan(304 + 232)
  })

  it('has nothing to do without nodes in scope', () => {
    expect(idsInScope(messy, 'new', [], messy)).toEqual([])
    expect(placementsFrom(messy, [], 'all')).toEqual([])
  })
})
