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
