import { expect, it } from 'vitest'
import { viewportOfEverything, viewportOfNodes } from './fit-view.ts'

const nodes = [{ id: 'a', type: 'join', position: { x: 0, y: 0 } }]
const size = { width: 1000, height: 1000 }

it('everything is notes too: “Fit everything” left those above and below the cards out of sight', () => {
  const at = (y: number) => ({ id: `n${y}`, text: 'x', position: { x: 0, y } })
  const view = viewportOfEverything({ nodes, notes: [at(-3000), { ...at(3000), height: 400 }] }, size)
  if (!view) throw new Error('there is something to see')
  expect(-3000 * view.zoom + view.y).toBeGreaterThanOrEqual(0)
  expect(3400 * view.zoom + view.y).toBeLessThanOrEqual(size.height)
  expect(viewportOfEverything({ nodes }, size)).toEqual(viewportOfNodes(nodes, size))
  expect(viewportOfEverything({ nodes: [], notes: [at(0)] }, size)).toBeDefined()
  expect(viewportOfEverything({ nodes: [] }, size)).toBeUndefined()
})

it('everything is the frames of groups too, and what sticks out of cards: both were cut off at the rim of the canvas', () => {
  const groups = [{ id: 'g', nodes: ['a', 'gone'] }]
  const [wide, high] = [
    viewportOfEverything({ nodes, groups }, { width: 300, height: 1000 }),
    viewportOfEverything({ nodes, groups }, { width: 1000, height: 150 }),
  ]
  if (!wide || !high) throw new Error('there is something to see')
  expect(-24 * wide.zoom + wide.x).toBeGreaterThanOrEqual(40)
  expect(-52 * high.zoom + high.y).toBeGreaterThanOrEqual(24)
  const folded = groups.map((group) => ({ ...group, collapsed: true }))
  expect(viewportOfEverything({ nodes, groups: folded }, size)).toEqual(viewportOfNodes(nodes, size))
})
