import { describe, expect, it } from 'vitest'
import { tabAfter } from './tab-order.ts'

describe('the keys of a row of tabs', () => {
  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 2, 0],
    ['ArrowLeft', 1, 0],
    ['ArrowLeft', 0, 2],
    ['Home', 2, 0],
    ['End', 0, 2],
    ['ArrowDown', 0, undefined],
    ['a', 0, undefined],
  ])('%s on tab %d of three leads to %s', (key, at, next) => expect(tabAfter(key, at, 3)).toBe(next))
  it('leads from a single tab to itself', () => {
    expect([tabAfter('ArrowRight', 0, 1), tabAfter('ArrowLeft', 0, 1), tabAfter('End', 0, 1)]).toEqual([0, 0, 0])
  })
})
