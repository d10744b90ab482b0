import type { Workflow } from '@aob/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlap } from '../../../ui/canvas/spatial-grid.ts'
import { boxOf } from '../model/card-box.ts'
import { groupFrame } from '../model/groups.ts'
import { tidiedHere as tidy } from './testing/tidied-here.ts'
import { placementsFrom } from './tidy-places.ts'
import { idsInScope, MOST_FOR_ELK } from './tidy-plan.ts'

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
    const after = await tidy(messy, 'all')
    expect(overlapping(after)).toEqual([])
    for (const { from, to } of after.edges) expect(at(after, to).x).toBeGreaterThanOrEqual(at(after, from).x + 232)
    for (const { position } of after.nodes) expect([position.x % 8, position.y % 8]).toEqual([0, 0])
    expect(Math.min(...after.nodes.map((item) => item.position.x))).toBe(72)
    expect(Math.min(...after.nodes.map((item) => item.position.y))).toBe(40)
  })

  it('keeps what stood above above', async () => {
    const after = await tidy(messy, 'all')
    expect(at(after, 'right').y).toBeLessThan(at(after, 'left').y)
  })

  it('moves only the selection, and never over what rests', async () => {
    const rest = { ...messy, nodes: [...messy.nodes, node('resting', 360, 40)] }
    const after = await tidy(rest, 'selection', ['start', 'left'])
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
    const after = await tidy(now, 'new', [], published)
    expect(at(after, 'start')).toEqual({ x: 0, y: 0 })
    expect(at(after, 'fresh')).toEqual({ x: 304, y: 0 })
    expect(at(after, 'fresher').x).toBeGreaterThan(304 + 232)
  })

  it('holds groups together: frames lay over each other and over cards of others', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `n${index}`)
    const grouped: Workflow = {
      ...messy,
      nodes: names.map((id, index) => node(id, (index * 37) % 200, (index * 91) % 300)),
      edges: names.slice(1).map((id, index) => ({ id: `e${index}`, from: names[Math.max(0, index - (index % 3))] ?? id, to: id })),
      groups: [
        { id: 'first', name: 'First', nodes: names.slice(3, 8) },
        { id: 'second', name: 'Second', nodes: names.slice(12, 17), collapsed: true },
      ],
    }
    const after = await tidy(grouped, 'all')
    expect(overlapping(after)).toEqual([])
    const frames = (after.groups ?? []).map((group) => ({ group, frame: groupFrame(after, group) }))
    for (const { group, frame } of frames)
      expect(after.nodes.filter((item) => !group.nodes.includes(item.id) && frame && overlap(frame, boxOf(item))).map(({ id }) => id)).toEqual([])
    const [one, other] = frames
    expect(one?.frame && other?.frame && overlap(one.frame, other.frame)).toBe(false)
  })

  it('takes notes along with the card they are beside, and lays none over a card: they stayed where the mess had been', async () => {
    const note = (id: string, x: number, y: number) => ({ id, text: 'Why', position: { x, y }, width: 240, height: 136 })
    const noted: Workflow = { ...messy, notes: [note('above', 60, -100), note('below', 4990, 5130), note('far', 200, 300)] }
    const after = await tidy(noted, 'all')
    const place = (id: string) => after.notes?.find((one) => one.id === id)?.position ?? { x: Number.NaN, y: Number.NaN }
    const boxes = (after.notes ?? []).map((one) => ({ ...one.position, width: 240, height: 136 }))
    for (const box of boxes) expect(after.nodes.filter((item) => overlap(box, boxOf(item))).map(({ id }) => id)).toEqual([])
    expect(place('below')).toEqual({ x: at(after, 'lone').x, y: at(after, 'lone').y + boxOf(node('lone', 0, 0)).height + 16 })
    // Once more changes nothing: the same document comes back.
    expect(await tidy(after, 'all')).toBe(after)
  })

  /** Steps on earlier ones, scattered, a third of them in groups. */
  const scattered = (count: number, seeds: readonly number[]): Workflow => {
    const seed = (index: number) => seeds[index % seeds.length] ?? 0
    const ids = Array.from({ length: count }, (_, index) => `n${index}`)
    const groups = ids.length > 9 ? [{ id: 'g', name: 'Group', nodes: ids.slice(3, 3 + Math.floor(count / 3)) }] : []
    return {
      ...messy,
      nodes: ids.map((id, index) => node(id, seed(index) * 8, seed(index + 1) * 8)),
      edges: ids.slice(1).map((id, index) => ({ id: `e${id}`, from: `n${seed(index) % (index + 1)}`, to: id })),
      groups,
    }
  }
  const seeds = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 3, maxLength: 7 })

  it.each([
    ['by ELK', 4, 20, 3],
    ['by the layered pass', MOST_FOR_ELK + 1, MOST_FOR_ELK + 60, 5],
  ])('lays nothing over anything, is the same each time, and leaves what is tidy as it is: %s', async (_, least, most, numRuns) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: least, max: most }), seeds, async (count, numbers) => {
        const document = scattered(count, numbers)
        const after = await tidy(document, 'all')
        expect(overlapping(after)).toEqual([])
        for (const group of after.groups ?? []) {
          const frame = groupFrame(after, group)
          expect(after.nodes.filter((item) => !group.nodes.includes(item.id) && frame && overlap(frame, boxOf(item)))).toEqual([])
        }
        expect(await tidy(document, 'all')).toEqual(after)
        expect(await tidy(after, 'all')).toBe(after)
      }),
      { numRuns },
    )
  })

  it('moves little where little is wrong: what was put a bit aside comes back, and all else stays', async () => {
    const neat = await tidy(messy, 'all')
    const nudged = {
      ...neat,
      nodes: neat.nodes.map((item) => (item.id === 'left' ? { ...item, position: { x: item.position.x + 16, y: item.position.y + 8 } } : item)),
    }
    const after = await tidy(nudged, 'all')
    expect(after.nodes.filter((item, index) => item.position.y !== neat.nodes[index]?.position.y || item.position.x !== neat.nodes[index]?.position.x)).toEqual(
      [],
    )
  })

  it('gives both of two notes that stand one above the other to the card below them', async () => {
    const note = (id: string, x: number, y: number) => ({ id, text: 'Why', position: { x, y }, width: 240, height: 136 })
    const row = { ...messy, nodes: [node('above', 8, 0), node('below', 0, 480)], edges: [], notes: [note('upper', 0, 168), note('lower', 0, 320)] }
    const after = await tidy(row, 'all')
    const y = (id: string) => after.notes?.find((one) => one.id === id)?.position.y ?? Number.NaN
    expect([at(after, 'below').y - y('lower'), y('lower') - y('upper')]).toEqual([152, 152])
    expect(await tidy(after, 'all')).toBe(after)
  })

  it('has nothing to do without nodes in scope', () => {
    expect(idsInScope(messy, 'new', [], messy)).toEqual([])
    expect(placementsFrom(messy, [], 'all')).toEqual([])
  })
})
