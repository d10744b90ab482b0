import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { TEMPLATES } from '../../home/templates.ts'
import { isOrderly } from './orderly.ts'
import { tidiedHere as tidy } from './testing/tidied-here.ts'

const folder = path.join(import.meta.dirname, '../../../../../../examples/workflows')
const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file): Workflow => JSON.parse(readFileSync(path.join(folder, file), 'utf8')))
const templates = TEMPLATES.map(({ id, workflow }): Workflow => ({ schemaVersion: 1, name: id, ...workflow })).filter(({ nodes }) => nodes.length > 0)

const node = (id: string, x: number, y: number, type = 'function') => ({ id, type, position: { x, y }, config: {} })
/** A row of two with two below each other behind it, as somebody drew it by hand: further apart than a layout would put them. */
const drawn: Workflow = {
  schemaVersion: 1,
  name: 'drawn',
  nodes: [node('a', 0, 160), node('b', 400, 160), node('c', 800, 0), node('d', 800, 320)],
  edges: [
    { id: 'ab', from: 'a', to: 'b' },
    { id: 'bc', from: 'b', to: 'c' },
    { id: 'bd', from: 'b', to: 'd' },
  ],
}
const ids = drawn.nodes.map(({ id }) => id)
const moved = (id: string, by: { x?: number; y?: number }): Workflow => ({
  ...drawn,
  nodes: drawn.nodes.map((one) => (one.id === id ? { ...one, position: { x: one.position.x + (by.x ?? 0), y: one.position.y + (by.y ?? 0) } } : one)),
})

describe('what is tidy by another hand', () => {
  it.each([...examples, ...templates].map((document) => [document.name, document] as const))('%s: tidying it proposes nothing', async (_, document) => {
    expect(await tidy(document, 'all')).toBe(document)
  })

  it('stays as it was drawn', async () => {
    expect(isOrderly(drawn, ids)).toBe(true)
    expect(await tidy(drawn, 'all')).toBe(drawn)
  })

  it.each([
    ['off the grid', moved('c', { x: 3 })],
    ['out of its column', moved('c', { x: 48 })],
    ['nearly straight', moved('b', { y: 8 })],
    ['too near to another', moved('d', { y: -200 })],
    ['led to from the right', moved('c', { x: -800 })],
    ['under a note', { ...drawn, notes: [{ id: 'n', text: 'Over it', position: { x: 120, y: 200 }, width: 240, height: 120 }] }],
    ['in the frame of others', { ...drawn, groups: [{ id: 'g', name: 'G', nodes: ['a', 'c'] }] }],
  ])('is not what is %s', (_, document) => {
    expect(isOrderly(document, ids)).toBe(false)
  })

  it('gives way to a layout with fewer crossings, or much shorter connections', async () => {
    const [ab, bc, bd] = drawn.edges
    const crossed: Workflow = { ...drawn, nodes: [...drawn.nodes, node('e', 400, 480)], edges: [ab, bc, bd].flatMap((edge) => edge ?? []) }
    crossed.edges.push({ id: 'ed', from: 'e', to: 'c' }, { id: 'ae', from: 'a', to: 'e' })
    expect(isOrderly(crossed, [...ids, 'e'])).toBe(true)
    expect(await tidy(crossed, 'all')).not.toBe(crossed)
    const far = moved('c', { x: 2400, y: -2400 })
    expect(isOrderly(far, ids)).toBe(true)
    expect(await tidy(far, 'all')).not.toBe(far)
  })
})
