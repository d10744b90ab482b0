import type { WorkflowNode } from '@aob/schemas'
import type { N8nNode } from '../document.ts'

/** Our cards are wider and higher than n8n's squares: the grid is stretched, what stood in a row stays in a row. */
const STRETCH = { x: 1.45, y: 1.25 }
const GRID = 8
const BEFORE = { x: -40, y: -136 }
const FAR = 10_000_000

const snapped = (value: number): number => Math.min(FAR, Math.max(-FAR, Math.round(value / GRID) * GRID))

/** Place of a node's card, or of the small function before it. */
export function placeOf({ position }: Pick<N8nNode, 'position'>, which: 'itself' | 'before' = 'itself'): WorkflowNode['position'] {
  const shift = which === 'before' ? BEFORE : { x: 0, y: 0 }
  return { x: snapped(position.x * STRETCH.x + shift.x), y: snapped(position.y * STRETCH.y + shift.y) }
}

/** Width and height of a note that lay around nodes, so that it still does. */
export function sizeOf(width: number, height: number): { width: number; height: number } {
  return { width: snapped(width * STRETCH.x), height: snapped(height * STRETCH.y) }
}
