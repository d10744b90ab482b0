import type { Workflow } from '@aob/schemas'
import { CARD_WIDTH } from './card-geometry.ts'
import { cardsOf, notesOf, viewportOfEverything } from './fit-view.ts'
import { boundsOf } from './spatial-grid.ts'

/** Below this zoom the names on the cards, drawn large there, are smaller than 11 pixels. */
const LEGIBLE = 0.45
/** The zoom a graph opens with when fitting it would go below that: as much of the graph as there is to be read. */
const OPENING_ZOOM = LEGIBLE
const MARGIN = 32
/** A note left of the first cards is begun with when they are still in this part of the view. */
const CARDS_WITHIN = 0.5

/**
 * Where the camera starts when showing everything would make the names illegible: at the leftmost cards, names just legible, with the note
 * that stands to the left of them. Undefined when everything fits legibly. `size` is the canvas on screen, in pixels.
 */
export function openingViewport(document: Workflow, size: { width: number; height: number }): { x: number; y: number; zoom: number } | undefined {
  const cards = cardsOf(document.nodes)
  const bounds = boundsOf(cards)
  const everything = viewportOfEverything(document, size)
  if (!bounds || !everything || everything.zoom >= LEGIBLE) return undefined
  const first = cards.filter((box) => box.x < bounds.x + CARD_WIDTH)
  const middle = first.reduce((sum, box) => sum + box.y + box.height / 2, 0) / first.length
  const farthest = bounds.x - (size.width * CARDS_WITHIN) / OPENING_ZOOM
  const left = notesOf(document).reduce((least, { x }) => (x > farthest ? Math.min(least, x) : least), bounds.x)
  return { x: MARGIN - left * OPENING_ZOOM, y: size.height / 2 - middle * OPENING_ZOOM, zoom: OPENING_ZOOM }
}

/** Keeps cards legible and begins at the first ones when everything would be too small; else shows everything. */
export function startViewport(document: Workflow, size: { width: number; height: number }): { x: number; y: number; zoom: number } | undefined {
  return openingViewport(document, size) ?? viewportOfEverything(document, size)
}
