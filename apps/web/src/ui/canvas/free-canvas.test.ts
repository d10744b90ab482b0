import { expect, it } from 'vitest'
import { clearOf } from './free-canvas.ts'

const canvas = { x: 48, y: 48, width: 672, height: 358 }

it('what a panel lies over is no place to show a card in: at 200 % the inspector covered the card it was about', () => {
  expect(clearOf(canvas, [{ x: 400, y: 48, width: 320, height: 358 }])).toEqual({ x: 48, y: 48, width: 352, height: 358 })
  expect(clearOf(canvas, [{ x: 48, y: 48, width: 320, height: 358 }])).toEqual({ x: 368, y: 48, width: 352, height: 358 })
  expect(clearOf(canvas, [])).toEqual(canvas)
})

it('a canvas that is covered whole has no width left, and no less than that', () => {
  const both = [
    { x: 0, y: 0, width: 500, height: 900 },
    { x: 300, y: 0, width: 500, height: 900 },
  ]
  expect(clearOf({ x: 0, y: 0, width: 600, height: 400 }, both).width).toBe(0)
})
