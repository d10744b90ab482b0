interface Box {
  x: number
  y: number
  width: number
  height: number
}

const MARGIN = 8

/** The part of the canvas a minimap shows: top left corner in canvas pixels, and map pixels per canvas pixel. Everything fits, centred. */
export function minimapFrame(boxes: readonly Box[], size: { width: number; height: number }): { x: number; y: number; scale: number } {
  if (boxes.length === 0) return { x: 0, y: 0, scale: 0.1 }
  const left = Math.min(...boxes.map((box) => box.x))
  const top = Math.min(...boxes.map((box) => box.y))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  const scale = Math.min((size.width - 2 * MARGIN) / (right - left), (size.height - 2 * MARGIN) / (bottom - top))
  return { x: (left + right) / 2 - size.width / 2 / scale, y: (top + bottom) / 2 - size.height / 2 / scale, scale }
}
