import type { Workflow, WorkflowNode } from '@aob/schemas'
import { CARD_WIDTH } from '../../../ui/canvas/card-geometry.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { type Scene, sceneOf } from '../../../ui/canvas/scene.ts'
import { type Box, boundsOf, overlap } from '../../../ui/canvas/spatial-grid.ts'
import { boxOf } from './card-box.ts'
import { COLUMN_GAP, GRID, snap } from './document-edit.ts'
import { linesAround } from './edge-stretches.ts'

/** Air between a placed card and its neighbours above and below. */
export const ROW_GAP = 3 * GRID
/** Rings looked at around the wanted place. */
const RINGS = 20

function touches(a: Box, b: Box): boolean {
  return a.x < b.x + b.width + ROW_GAP && b.x < a.x + a.width + ROW_GAP && a.y < b.y + b.height + ROW_GAP && b.y < a.y + a.height + ROW_GAP
}

/** Whether a card has air around it there; costs what stands nearby, however large the graph. */
export function isFree({ grid }: Scene, box: Box): boolean {
  const { x, y, width, height } = box
  const around = { x: x - ROW_GAP, y: y - ROW_GAP, width: width + 2 * ROW_GAP, height: height + 2 * ROW_GAP }
  return !grid.within(around).some((other) => touches(box, other))
}

/**
 * The free place nearest to a wanted top left corner: the place itself, else the nearest on rings of whole cards around it.
 * Places inside `view` come first, so that what was added is seen, and of those the ones that leave connections free. Where nothing is free around, it is below everything.
 */
export function freePlace(document: Workflow, size: { width: number; height: number }, wanted: XY, view?: Box): XY {
  const scene = sceneOf(document)
  const step = { x: size.width + COLUMN_GAP, y: size.height + ROW_GAP }
  const { width, height } = size
  const isSeen = (at: XY) =>
    !view || (at.x >= view.x && at.y >= view.y && at.x + size.width <= view.x + view.width && at.y + size.height <= view.y + view.height)
  const lines = view ? linesAround(scene, view) : []
  const isClear = (at: XY) => !lines.some((line) => overlap(line, { ...at, width, height }))
  let unseen: XY | undefined
  let covering: XY | undefined
  for (let ring = 0; ring <= RINGS; ring++) {
    const places = ringOf(ring).map(({ x, y }) => snap({ x: wanted.x + x * step.x, y: wanted.y + y * step.y }))
    const free = places.filter((at) => isFree(scene, { ...at, width, height }))
    const seen = free.filter(isSeen)
    const clear = seen.find(isClear)
    if (clear) return clear
    covering ??= seen[0]
    unseen ??= free[0]
    // Nothing of a ring in view: no wider ring has more.
    const found = covering ?? unseen
    if (found && !places.some(isSeen)) return found
  }
  if (covering) return covering
  // Nothing is free far and wide: below everything.
  const all = boundsOf(scene.places.values())
  return unseen ?? { ...snap(wanted), y: Math.ceil(((all?.y ?? 0) + (all?.height ?? 0) + ROW_GAP) / GRID) * GRID }
}

/** Steps from the middle to the places of a ring, nearest first; right and below before left and above, as people read. */
function ringOf(ring: number): XY[] {
  if (ring === 0) return [{ x: 0, y: 0 }]
  const places: XY[] = []
  for (let x = -ring; x <= ring; x++) for (let y = -ring; y <= ring; y++) if (Math.max(Math.abs(x), Math.abs(y)) === ring) places.push({ x, y })
  const cost = ({ x, y }: XY) => Math.hypot(x, y) + (x < 0 ? 0.2 : 0) + (y < 0 ? 0.1 : 0)
  return places.sort((a, b) => cost(a) - cost(b))
}

/** Where a card goes that is added beside some others: right of them, at their middle, below what already stands there. */
export function placeBeside(document: Workflow, anchors: readonly WorkflowNode[], height: number): XY | undefined {
  const around = boundsOf(anchors.map(boxOf))
  if (!around) return undefined
  const size = { width: CARD_WIDTH, height }
  const at = snap({ x: around.x + around.width + COLUMN_GAP, y: around.y + around.height / 2 - height / 2 })
  const taken = document.nodes.map(boxOf)
  for (let blocking = taken.find((box) => touches({ ...at, ...size }, box)); blocking; blocking = taken.find((box) => touches({ ...at, ...size }, box)))
    at.y = snap({ x: 0, y: blocking.y + blocking.height + ROW_GAP + GRID / 2 }).y
  return at
}
