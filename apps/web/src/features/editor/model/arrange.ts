import type { Workflow } from '@aob/schemas'
import type { XY } from '../../../ui/canvas/point.ts'
import { type Box, boundsOf } from '../../../ui/canvas/spatial-grid.ts'
import { boxOf } from './card-box.ts'
import { withMoves } from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'
import { collapsedView, membersOf } from './groups.ts'

export type Arrangement = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom' | 'across' | 'down'

/** Air between things that would overlap if what there is were shared out evenly, in canvas pixels. */
const LEAST_GAP = 24

/** What moves as one: a card, or a collapsed group with all that is in it. */
interface Unit {
  box: Box
  nodeIds: readonly string[]
}

function unitsOf(document: Workflow, selected: readonly string[]): Unit[] {
  const { document: drawn, cards, hidden } = collapsedView(document)
  const chosen = new Set(selected.map((id) => hidden.get(id) ?? id))
  return drawn.nodes
    .filter(({ id }) => chosen.has(id))
    .map((node) => {
      const group = cards.get(node.id)
      return { box: boxOf(node), nodeIds: group ? membersOf(document, group).map(({ id }) => id) : [node.id] }
    })
}

const isSharing = (how: Arrangement): how is 'across' | 'down' => how === 'across' || how === 'down'

/** How many things an arrangement needs: sharing out leaves the outermost where they are. */
export const leastFor = (how: Arrangement) => (isSharing(how) ? 3 : 2)

/** Where a box goes that lines up with the others within the bounds around all. */
function linedUp({ x, y, width, height }: Box, all: Box, how: Arrangement): XY {
  if (how === 'left') return { x: all.x, y }
  if (how === 'centre') return { x: Math.round(all.x + (all.width - width) / 2), y }
  if (how === 'right') return { x: all.x + all.width - width, y }
  if (how === 'top') return { x, y: all.y }
  if (how === 'middle') return { x, y: Math.round(all.y + (all.height - height) / 2) }
  return { x, y: all.y + all.height - height }
}

/** Equal gaps along an axis, in the order in which things stand; the outermost stay where there is room. */
function sharedOut(boxes: readonly Box[], all: Box, how: 'across' | 'down'): Map<Box, XY> {
  const [at, size] = how === 'across' ? (['x', 'width'] as const) : (['y', 'height'] as const)
  const row = [...boxes].sort((a, b) => a[at] + a[size] / 2 - (b[at] + b[size] / 2))
  const free = all[size] - row.reduce((sum, box) => sum + box[size], 0)
  const gap = free >= 0 ? free / (row.length - 1) : LEAST_GAP
  const places = new Map<Box, XY>()
  let next = all[at]
  for (const box of row) {
    places.set(box, { x: box.x, y: box.y, [at]: Math.round(next) })
    next += box[size] + gap
  }
  return places
}

/**
 * Boxes that line up, moved along the line where they would cover each other: Alt+W on steps that stand below
 * one another makes a row of them. The order in which they stand is kept, and what covers nothing stays.
 */
function linedUpApart(boxes: readonly Box[], all: Box, how: Arrangement): Map<Box, XY> {
  const upright = how === 'left' || how === 'centre' || how === 'right'
  const [along, length, across] = upright ? (['y', 'height', 'x'] as const) : (['x', 'width', 'y'] as const)
  const row = [...boxes].sort((a, b) => a[along] - b[along] || a[across] - b[across])
  const places = new Map<Box, XY>()
  let end = Number.NEGATIVE_INFINITY
  for (const box of row) {
    const place = linedUp(box, all, how)
    // What covered its neighbour before they were lined up, too, gets air like everything else that is moved on.
    if (place[along] < end) place[along] = end + LEAST_GAP
    places.set(box, place)
    end = place[along] + box[length]
  }
  return places
}

/** The document with what is selected lined up, or with equal gaps; the same one when there is too little, or nothing moves. */
export function arranged(document: Workflow, selected: readonly string[], how: Arrangement): Workflow {
  const units = unitsOf(document, selected)
  const boxes = units.map(({ box }) => box)
  const all = boundsOf(boxes)
  if (!all || units.length < leastFor(how)) return document
  const places = isSharing(how) ? sharedOut(boxes, all, how) : linedUpApart(boxes, all, how)
  const nodes = new Map(document.nodes.map((node) => [node.id, node]))
  const moves = units.flatMap(({ box, nodeIds }) => {
    const place = places.get(box) ?? box
    const by = { x: place.x - box.x, y: place.y - box.y }
    return nodeIds.flatMap((id) => {
      const node = nodes.get(id)
      return node ? [{ id, position: { x: node.position.x + by.x, y: node.position.y + by.y } }] : []
    })
  })
  return withMoves(document, moves)
}

/** What the undo button calls it. */
const DONE: Readonly<Record<Arrangement, string>> = {
  left: 'align left',
  centre: 'align centres',
  right: 'align right',
  top: 'align top',
  middle: 'align middles',
  bottom: 'align bottom',
  across: 'equal gaps across',
  down: 'equal gaps down',
}

/** Arranges what is selected as one step; answers a sentence about what came of it. */
export function arrangeSelection(store: EditorStore, how: Arrangement): string {
  const { document, selection } = store.getState()
  if (unitsOf(document, selection.nodes).length < leastFor(how)) return `Select at least ${leastFor(how) === 2 ? 'two' : 'three'} steps to arrange them`
  const changed = store.edit(DONE[how], (current) => arranged(current, selection.nodes, how))
  return changed ? `Done: ${DONE[how]}` : 'They stand like that already'
}
