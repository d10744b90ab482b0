import { describe, expect, it } from 'vitest'
import { cutDocument, joinDocument } from './document-parts.ts'

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const large = {
  nodes: Array.from({ length: 5_000 }, (_, index) => ({ id: `n${index}`, name: 'é'.repeat(40), config: { index } })),
  name: 'large',
  edges: Array.from({ length: 7_500 }, (_, index) => ({ id: `e${index}`, from: `n${index % 5_000}`, to: `n${(index * 7) % 5_000}` })),
}

describe('a document in parts', () => {
  it.each([
    ['large', large],
    ['empty', {}],
    ['without elements', { nodes: [], edges: [], name: 'x' }],
    ['with other things in the place of arrays', { nodes: { a: 1 }, edges: 'none' }],
    ['no object', [1, 2]],
    ['null', null],
    ['a scalar', 7],
  ])('%s: joined, it is the same in value and in the order of its members', async (_, document) => {
    expect(JSON.stringify(await joinDocument(cutDocument(bytesOf(document))))).toBe(JSON.stringify(document))
  })

  it('keeps a member named __proto__', async () => {
    const text = '{"__proto__":{"a":1},"nodes":[{"__proto__":2}]}'
    expect(JSON.stringify(await joinDocument(cutDocument(new TextEncoder().encode(text))))).toBe(text)
  })

  it('cuts into texts of at most 2 KiB, but an element is never cut', () => {
    const { nodes, edges } = cutDocument(bytesOf({ ...large, edges: [{ id: 'x'.repeat(100_000) }, { id: 'y' }] }))
    expect(nodes.length).toBeGreaterThan(5)
    // Brackets and commas come on top.
    for (const text of nodes) expect(text.length - text.split('},{').length - 1).toBeLessThanOrEqual(2 * 1024)
    expect(edges).toHaveLength(2)
  })

  it('lets others have their turn, and ends when the pause throws', async () => {
    const ended = new Error('displaced')
    let pauses = 0
    const clock = performance.now.bind(performance)
    let skipped = 0
    // Every look at the clock is a slice later, so that each part is one.
    performance.now = () => {
      skipped += 5
      return clock() + skipped
    }
    try {
      const parts = cutDocument(bytesOf(large))
      await expect(
        joinDocument(parts, async () => {
          pauses++
          if (pauses === 3) throw ended
        }),
      ).rejects.toBe(ended)
      expect(pauses).toBe(3)
    } finally {
      performance.now = clock
    }
  })
})
