import { describe, expect, it } from 'vitest'
import { paneSize, rememberedSize } from './pane-size.ts'

const SIZES = { start: 236, least: 96, most: 600, collapsed: 40 }

describe('the size of a pane', () => {
  it.each([
    [300.4, 300],
    [601, 600],
    [96, 96],
    [68, 96],
    [67, 40],
    [0, 40],
  ])('pulled to %d px it takes %d px', (wanted, taken) => expect(paneSize(wanted, SIZES)).toBe(taken))
  it('without a collapsed size stays at its least', () => expect(paneSize(0, { start: 344, least: 280, most: 560 })).toBe(280))
  it.each([
    [undefined, 236],
    ['', 236],
    ['wide', 236],
    ['Infinity', 236],
    ['420', 420],
    ['40', 40],
    ['9999', 600],
  ])('remembered as %j it is %d px', (kept, size) => expect(rememberedSize(kept, SIZES)).toBe(size))
})
