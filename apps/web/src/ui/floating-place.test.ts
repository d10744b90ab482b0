import { describe, expect, it } from 'vitest'
import { placeBeside } from './floating-place.ts'

const WINDOW = { width: 1000, height: 600 }
const anchor = (left: number, top: number): DOMRectReadOnly => {
  const box = { x: left, y: top, left, top, width: 40, height: 20, right: left + 40, bottom: top + 20 }
  return { ...box, toJSON: () => box }
}

describe('where something floats', () => {
  it('is the wanted side, centred', () => {
    expect(placeBeside(anchor(500, 300), { width: 100, height: 30 }, WINDOW, 'bottom', 6)).toEqual({ left: 470, top: 326 })
    expect(placeBeside(anchor(500, 300), { width: 100, height: 30 }, WINDOW, 'right', 6)).toEqual({ left: 546, top: 295 })
  })

  it('is the other side where only that has room', () => {
    expect(placeBeside(anchor(500, 570), { width: 100, height: 30 }, WINDOW, 'bottom', 6).top).toBe(534)
    expect(placeBeside(anchor(4, 300), { width: 100, height: 30 }, WINDOW, 'left', 6).left).toBe(50)
  })

  it('never leaves the window, and begins inside it where it does not fit', () => {
    expect(placeBeside(anchor(950, 300), { width: 200, height: 30 }, WINDOW, 'bottom', 6).left).toBe(792)
    expect(placeBeside(anchor(0, 300), { width: 2000, height: 30 }, WINDOW, 'bottom', 6).left).toBe(8)
  })
})
