import { describe, expect, it } from 'vitest'
import { labelPlace } from './label-place.ts'

const FROM = { x: 0, y: 0 }

describe('the label of a connection', () => {
  it('ends before the next column, at whatever height that begins', () => {
    for (const y of [0, 59, 60, 400]) {
      const { x, room = Number.POSITIVE_INFINITY } = labelPlace(FROM, { x: 120, y })
      expect(x + room).toBeLessThan(120)
    }
  })

  it('has room for a short word where the next card stands near, but not at its height', () => {
    expect(labelPlace(FROM, { x: 63, y: 160 }).room).toBe(56)
    expect(labelPlace(FROM, { x: 63, y: 20 }).room).toBe(57)
  })

  it('is no longer than a label may be where there is room, and free where it leads back', () => {
    expect(labelPlace(FROM, { x: 800, y: 160 }).room).toBe(150)
    expect(labelPlace(FROM, { x: -300, y: 160 }).room).toBeUndefined()
  })
})
