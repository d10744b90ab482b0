import type { XY } from './point.ts'

/** A label stands this far behind its card, and near it where the next card, at the same height, would lie over its end; in canvas pixels. */
const AFTER = 14
const NEAR = 3
const MOST = 150
/** Above or below the next card there is room for a short word, however near that is. */
const LEAST = 56
/** How far above or below its input a card reaches. */
const CARD_REACH = 60

/** Where the label of a connection begins, and how wide it may be: no word goes under the next card. Undefined where it leads back. */
export function labelPlace(from: XY, to: XY): { x: number; room: number | undefined } {
  const tight = to.x > from.x && Math.abs(to.y - from.y) < CARD_REACH
  // Beside its port, wherever the connection leads: the middle of one that leads back lies under other cards.
  const x = from.x + (tight || (from.x + to.x) / 2 < from.x + AFTER ? NEAR : AFTER)
  return { x, room: to.x > from.x ? Math.max(tight ? 0 : LEAST, Math.min(MOST, to.x - x - NEAR)) : undefined }
}
