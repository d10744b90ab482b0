/**
 * How many cards a canvas mounts in one frame while it comes up, from what its frames took so far: no machine is known beforehand, and
 * neither is what a card costs (docs/adr/0027-cards-by-what-a-frame-bears.md).
 *
 * - P1 a frame that takes no more than half of its budget is followed by one with twice as many cards, up to three quarters with one more,
 *   up to all of it with as many, and beyond it with so many fewer as it took too long.
 * - P2 where not even a single card comes near to a frame at full speed, a frame may take what nobody who clicks notices. It has two cards
 *   at least then: a frame has a price of its own, which a slow machine must not pay for every card.
 * - P3 a frame that comes near to it brings its budget back.
 * - P4 a frame at full speed has one card at least, and none has more than {@link MOST_CARDS}.
 */
export interface CardPace {
  /** For the next frame. */
  cards: number
  /** What a frame may take, in ms. */
  budgetMs: number
  /** The same at full speed. */
  frameMs: number
}

/** Of the 16.7 ms of a frame; what remains is for whatever else the page does in it. */
export const FRAME_BUDGET_MS = 11
/** A click waits for the frame that is being made, and for its own: together less than the 100 ms that are felt as at once. */
export const INPUT_BUDGET_MS = 50
/** What took longer comes nowhere near to a frame at full speed. */
export const SLOW_MS = 25
export const MOST_CARDS = 16
const LEAST_WHEN_SLOW = 2

export const FIRST_PACE: CardPace = { cards: 1, budgetMs: FRAME_BUDGET_MS, frameMs: FRAME_BUDGET_MS }

/**
 * After a picture with which a page began: each further frame puts off that it stands and has a price of its own, so that few take much, up
 * to what counts as a long task.
 */
const EAGER_FRAME_MS = 40
export const EAGER_PACE: CardPace = { cards: 8, budgetMs: EAGER_FRAME_MS, frameMs: EAGER_FRAME_MS }

/** The pace after a frame with so many cards took so long. A frame without cards says nothing of what they cost. */
export function paceAfter(pace: CardPace, frame: { cards: number; tookMs: number }): CardPace {
  if (frame.cards === 0) return pace
  const budgetMs = budgetAfter(pace, frame)
  const least = budgetMs === INPUT_BUDGET_MS ? LEAST_WHEN_SLOW : 1
  return { ...pace, cards: Math.min(MOST_CARDS, Math.max(least, within(budgetMs, frame))), budgetMs }
}

function within(budgetMs: number, { cards, tookMs }: { cards: number; tookMs: number }): number {
  if (tookMs > budgetMs) return Math.floor((cards * budgetMs) / tookMs)
  if (tookMs <= budgetMs / 2) return cards * 2
  return tookMs <= budgetMs * 0.75 ? cards + 1 : cards
}

function budgetAfter({ budgetMs, frameMs }: CardPace, { cards, tookMs }: { cards: number; tookMs: number }): number {
  if (tookMs <= SLOW_MS) return frameMs
  return cards === 1 ? INPUT_BUDGET_MS : budgetMs
}
