import { type Box, boundsOf } from './spatial-grid.ts'

const MARGIN = 8

/** The part of the canvas a minimap shows: top left corner in canvas pixels, and map pixels per canvas pixel. Everything fits, centred. */
export function minimapFrame(boxes: readonly Box[], size: { width: number; height: number }): { x: number; y: number; scale: number } {
  const bounds = boundsOf(boxes)
  if (!bounds) return { x: 0, y: 0, scale: 0.1 }
  const scale = Math.min((size.width - 2 * MARGIN) / bounds.width, (size.height - 2 * MARGIN) / bounds.height)
  const middle = { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 }
  return { x: middle.x - size.width / 2 / scale, y: middle.y - size.height / 2 / scale, scale }
}

/** Of what is outside, this much is seen at the rim, in map pixels. */
const LEAST = 4

/** What is seen of the document, in map pixels: closed on all sides, also where the camera has gone beyond what the map shows. */
export function seenInMap(view: Box, frame: { x: number; y: number; scale: number }, size: { width: number; height: number }): Box {
  const [x, width] = clipped((view.x - frame.x) * frame.scale, view.width * frame.scale, size.width)
  const [y, height] = clipped((view.y - frame.y) * frame.scale, view.height * frame.scale, size.height)
  return { x, y, width, height }
}

function clipped(start: number, length: number, end: number): [start: number, length: number] {
  const from = Math.max(0, Math.min(start, end - LEAST))
  return [from, Math.max(LEAST, Math.min(start + length, end) - from)]
}
