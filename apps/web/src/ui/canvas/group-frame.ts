import { type Box, boundsOf } from './spatial-grid.ts'

/** Air between a group's frame and its cards; above them is room for the name. */
export const FRAME = { side: 24, top: 52 }

/** The frame around a group's cards; undefined around none. */
export function frameAround(cards: readonly Box[]): Box | undefined {
  const around = boundsOf(cards)
  return around && { x: around.x - FRAME.side, y: around.y - FRAME.top, width: around.width + 2 * FRAME.side, height: around.height + FRAME.side + FRAME.top }
}
