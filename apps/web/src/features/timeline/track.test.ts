import { describe, expect, it } from 'vitest'
import { AVATAR_SPACING, indexAfterKey, indexAt, tickAt, tickLook, ticksOf } from './track.ts'

describe('patch track', () => {
  it('[UI-09] leads from every tick back to its own version', () => {
    for (const count of [1, 2, 7, 100, 1_000]) for (let index = 0; index <= count; index++) expect(indexAt(tickAt(index, count), count)).toBe(index)
  })

  it('clamps places outside the track', () => {
    expect(indexAt(-3, 9)).toBe(0)
    expect(indexAt(3, 9)).toBe(9)
    expect(indexAt(0.5, 0)).toBe(0)
    expect(tickAt(0, 0)).toBe(1)
  })

  it('draws avatars while they fit and thins ticks out beyond', () => {
    expect(tickLook(1, 10, 10 * AVATAR_SPACING)).toBe('avatar')
    expect(tickLook(1, 10, 10 * AVATAR_SPACING - 1)).toBe('tick')
    const drawn = Array.from({ length: 1_001 }, (_, index) => tickLook(index, 1_000, 600)).filter((look) => look !== 'none')
    expect(drawn.length).toBeLessThanOrEqual(210)
    expect(tickLook(1_000, 1_000, 600)).toBe('avatar')
  })

  it('draws each tick in one way, the base and the newest version with their authors on however narrow a track', () => {
    for (const [count, width] of [
      [0, 600],
      [1, 600],
      [100, 600],
      [1_000, 600],
      [40, 0],
    ] as const) {
      const both = [...ticksOf('avatar', count, width), ...ticksOf('tick', count, width), ...ticksOf('none', count, width)]
      expect(both.sort((a, b) => a - b)).toEqual(Array.from({ length: count + 1 }, (_, tick) => tick))
      expect(ticksOf('avatar', count, width)).toEqual(expect.arrayContaining([0, count]))
    }
    expect(ticksOf('tick', 100, 600)).toHaveLength(99)
  })

  it('moves by keys and stops at the ends', () => {
    expect(indexAfterKey('ArrowLeft', 0, 5)).toBe(0)
    expect(indexAfterKey('ArrowRight', 5, 5)).toBe(5)
    expect(indexAfterKey('Home', 4, 5)).toBe(0)
    expect(indexAfterKey('Escape', 2, 5)).toBe(5)
    expect(indexAfterKey('PageUp', 10, 100)).toBe(20)
    expect(indexAfterKey('x', 1, 5)).toBeUndefined()
  })
})
