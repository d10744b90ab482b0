import { describe, expect, it } from 'vitest'
import { type CardPace, EAGER_PACE, FIRST_PACE, FRAME_BUDGET_MS, INPUT_BUDGET_MS, MOST_CARDS, paceAfter, SLOW_MS } from './card-pace.ts'

const fast = (cards: number): CardPace => ({ cards, budgetMs: FRAME_BUDGET_MS, frameMs: FRAME_BUDGET_MS })
const slow = (cards: number): CardPace => ({ cards, budgetMs: INPUT_BUDGET_MS, frameMs: FRAME_BUDGET_MS })

/** The frames of an opening on a machine on which a frame has a price, and every card another. */
function opening(cards: number, price: { frame: number; card: number }): { cards: number; tookMs: number }[] {
  const frames: { cards: number; tookMs: number }[] = []
  let pace = FIRST_PACE
  for (let left = cards; left > 0; left -= pace.cards) {
    if (frames.length > 0) pace = paceAfter(pace, frames.at(-1) ?? { cards: 0, tookMs: 0 })
    const mounted = Math.min(left, pace.cards)
    frames.push({ cards: mounted, tookMs: price.frame + mounted * price.card })
  }
  return frames
}

describe('how many cards a frame mounts', () => {
  it('[P1] twice as many up to half of the budget, one more up to three quarters, the same up to all of it', () => {
    expect(paceAfter(fast(3), { cards: 3, tookMs: FRAME_BUDGET_MS / 2 })).toEqual(fast(6))
    expect(paceAfter(fast(3), { cards: 3, tookMs: FRAME_BUDGET_MS / 2 + 0.1 })).toEqual(fast(4))
    expect(paceAfter(fast(3), { cards: 3, tookMs: (FRAME_BUDGET_MS * 3) / 4 })).toEqual(fast(4))
    expect(paceAfter(fast(3), { cards: 3, tookMs: (FRAME_BUDGET_MS * 3) / 4 + 0.1 })).toEqual(fast(3))
    expect(paceAfter(fast(3), { cards: 3, tookMs: FRAME_BUDGET_MS })).toEqual(fast(3))
  })

  it('[P1] fewer by as much as it took too long', () => {
    expect(paceAfter(fast(8), { cards: 8, tookMs: FRAME_BUDGET_MS * 2 })).toEqual(fast(4))
    expect(paceAfter(fast(8), { cards: 8, tookMs: FRAME_BUDGET_MS + 0.1 })).toEqual(fast(7))
    expect(paceAfter(fast(8), { cards: 2, tookMs: FRAME_BUDGET_MS * 1.9 })).toEqual(fast(1))
  })

  it('[P2] takes what a click can wait for where one card is too much for a frame, two cards at least', () => {
    expect(paceAfter(fast(1), { cards: 1, tookMs: SLOW_MS })).toEqual(fast(1))
    expect(paceAfter(fast(1), { cards: 1, tookMs: SLOW_MS + 0.1 })).toEqual(slow(2))
    expect(paceAfter(fast(2), { cards: 2, tookMs: 500 })).toEqual(fast(1))
    expect(paceAfter(slow(6), { cards: 6, tookMs: INPUT_BUDGET_MS })).toEqual(slow(6))
    expect(paceAfter(slow(6), { cards: 6, tookMs: INPUT_BUDGET_MS * 1.5 })).toEqual(slow(4))
    expect(paceAfter(slow(6), { cards: 6, tookMs: INPUT_BUDGET_MS * 10 })).toEqual(slow(2))
  })

  it('[P3] comes back to the frame', () => {
    expect(paceAfter(slow(3), { cards: 3, tookMs: FRAME_BUDGET_MS })).toEqual(fast(3))
    expect(paceAfter(slow(6), { cards: 6, tookMs: SLOW_MS })).toEqual(fast(2))
    expect(paceAfter(slow(3), { cards: 3, tookMs: SLOW_MS + 0.1 })).toEqual(slow(4))
  })

  it('[P4] one at least, and never more than the most', () => {
    expect(paceAfter(fast(2), { cards: 2, tookMs: 10_000 })).toEqual(fast(1))
    expect(paceAfter(fast(MOST_CARDS), { cards: MOST_CARDS, tookMs: 0 })).toEqual(fast(MOST_CARDS))
    expect(paceAfter(fast(MOST_CARDS - 1), { cards: MOST_CARDS - 1, tookMs: 1 })).toEqual(fast(MOST_CARDS))
    expect(paceAfter(slow(MOST_CARDS), { cards: MOST_CARDS, tookMs: SLOW_MS + 0.1 })).toEqual(slow(MOST_CARDS))
  })

  it('[P1] [P3] keeps to the frame it began with', () => {
    expect(paceAfter(EAGER_PACE, { cards: EAGER_PACE.cards, tookMs: EAGER_PACE.frameMs })).toEqual(EAGER_PACE)
    expect(paceAfter(EAGER_PACE, { cards: EAGER_PACE.cards, tookMs: EAGER_PACE.frameMs * 2 })).toEqual({ ...EAGER_PACE, cards: EAGER_PACE.cards / 2 })
    const slowed = paceAfter({ ...EAGER_PACE, cards: 1 }, { cards: 1, tookMs: SLOW_MS + 1 })
    expect(slowed.budgetMs).toBe(INPUT_BUDGET_MS)
    expect(paceAfter(slowed, { cards: 3, tookMs: SLOW_MS })).toEqual({ ...EAGER_PACE, cards: 4 })
  })

  it('learns nothing of a frame without cards', () => {
    expect(paceAfter(slow(3), { cards: 0, tookMs: 500 })).toEqual(slow(3))
  })

  it('keeps to the frame where cards are cheap, and to what a click can wait for where they are not', () => {
    const quick = opening(60, { frame: 4, card: 1.2 })
    expect(Math.max(...quick.map(({ tookMs }) => tookMs))).toBeLessThanOrEqual(FRAME_BUDGET_MS)
    const slower = opening(60, { frame: 20, card: 8 })
    expect(slower.filter(({ tookMs }) => tookMs > INPUT_BUDGET_MS)).toEqual([])
    expect(slower.length).toBeLessThan(25)
    // Where a frame alone takes longer than that, its price is paid for every second card.
    const slowest = opening(60, { frame: 60, card: 20 })
    expect(Math.max(...slowest.map(({ cards }) => cards))).toBe(2)
    expect(slowest.length).toBe(31)
  })
})
