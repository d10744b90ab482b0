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
