import type { XY } from './point.ts'
import type { Box } from './spatial-grid.ts'

/** How far a view has to go along one axis so that a stretch is in it; the beginning of one that is longer than the view. */
function leastAlong(start: number, length: number, seenFrom: number, seenLength: number): number {
  const before = start - seenFrom
  const behind = start + length - (seenFrom + seenLength)
  if (before < 0 || length > seenLength) return before
  return Math.max(0, behind)
}

/** How far a view has to go so that a box is in it, and no further. */
export function leastMove(box: Box, seen: Box): XY {
  return { x: leastAlong(box.x, box.width, seen.x, seen.width), y: leastAlong(box.y, box.height, seen.y, seen.height) }
}

/** The box around some that are shown together: as many of them, in their order, as fit in the view beside the first. */
export function shownTogether(first: Box, others: readonly Box[], seen: Box): Box {
  return others.reduce((around, other) => {
    const x = Math.min(around.x, other.x)
    const y = Math.min(around.y, other.y)
    const width = Math.max(around.x + around.width, other.x + other.width) - x
    const height = Math.max(around.y + around.height, other.y + other.height) - y
    return width <= seen.width && height <= seen.height ? { x, y, width, height } : around
  }, first)
}
