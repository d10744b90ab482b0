import type { Workflow } from '@aob/schemas'
import { cardGeometry } from './card-geometry.ts'

/** Below this zoom the names on the cards can no longer be read. */
const LEGIBLE = 0.45
/** The zoom a graph opens with when fitting it would go below that: whole cards, with their settings. */
const OPENING_ZOOM = 0.7
const MARGIN = 48

/**
 * Where the camera starts when showing everything would make the names illegible: at the leftmost cards, at reading size.
 * Undefined when everything fits legibly. `size` is the canvas on screen, in pixels.
 */
export function openingViewport(document: Workflow, size: { width: number; height: number }): { x: number; y: number; zoom: number } | undefined {
  const boxes = document.nodes.map((node) => ({ ...node.position, ...cardGeometry(node) }))
  if (boxes.length === 0) return undefined
  const left = Math.min(...boxes.map((box) => box.x))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const top = Math.min(...boxes.map((box) => box.y))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  const fitting = Math.min((size.width - 2 * MARGIN) / (right - left), (size.height - 2 * MARGIN) / (bottom - top))
  if (fitting >= LEGIBLE) return undefined
  const first = boxes.filter((box) => box.x < left + box.width)
  const middle = first.reduce((sum, box) => sum + box.y + box.height / 2, 0) / first.length
  return { x: MARGIN - left * OPENING_ZOOM, y: size.height / 2 - middle * OPENING_ZOOM, zoom: OPENING_ZOOM }
}
