import type { Workflow } from '@aob/schemas'
import { endsOf } from '../../../ui/canvas/edge-route.ts'
import { type Scene, sceneOf } from '../../../ui/canvas/scene.ts'
import { routeIn } from '../../../ui/canvas/scene-routes.ts'
import { type Box, overlap } from '../../../ui/canvas/spatial-grid.ts'
import { GRID } from '../model/document-edit.ts'
import { stretches } from '../model/edge-stretches.ts'
import { groupFrame } from '../model/groups.ts'
import { noteBox, sectionsOf } from '../model/sections.ts'

/** Air that an arrangement has at least when nobody would call it crowded: above a card, and before it. */
const AIR = { above: 3 * GRID, before: 4 * GRID }
/** A connection that misses a straight line by less looks like a mistake. */
const NEARLY_STRAIGHT = 2 * GRID
/** What people draw may be this many times wider, from card to card, than what is laid out. */
const WIDER = 1.5

/**
 * Whether nothing is wrong with how these nodes stand: on the grid, in columns with air between the cards, every connection to the right,
 * straight or clearly not, and none behind a card; frames and notes over nothing. It says nothing of whether another order is better.
 */
export function isOrderly(document: Workflow, ids: readonly string[]): boolean {
  const scene = sceneOf(document)
  const chosen = new Set(ids)
  return standsInColumns(scene, chosen) && leadsOn(scene, chosen) && coversNothing(document, scene)
}

function standsInColumns({ places, grid }: Scene, chosen: ReadonlySet<string>): boolean {
  return [...chosen].every((id) => {
    const card = places.get(id)
    if (!card) return true
    const { x, y, width, height } = card
    const around = grid.within({ x: x - AIR.before, y: y - AIR.above, width: width + 2 * AIR.before, height: height + 2 * AIR.above })
    const column = grid.within({ x, y: y - 10 * height, width, height: 21 * height })
    return x % GRID === 0 && y % GRID === 0 && around.every((other) => other === card) && column.every((other) => other.x === x)
  })
}

function leadsOn(scene: Scene, chosen: ReadonlySet<string>): boolean {
  const inside = scene.edges.filter(({ from, to }) => chosen.has(from) && chosen.has(to))
  return inside.every((edge) => {
    const [from, to] = [scene.places.get(edge.from), scene.places.get(edge.to)]
    if (!from || !to) return true
    const [start, end] = endsOf(from, to, edge)
    const aside = Math.abs(start.y - end.y)
    return end.x >= start.x + AIR.before && (aside === 0 || aside >= NEARLY_STRAIGHT) && isSeen(scene, edge)
  })
}

function isSeen(scene: Scene, edge: Workflow['edges'][number]): boolean {
  return stretches(routeIn(scene, edge) ?? []).every((line) => scene.grid.within(line).every((card) => !overlap(inner(card), line)))
}

/** A line along a border is seen. */
const inner = ({ x, y, width, height }: Box): Box => ({ x: x + 1, y: y + 1, width: width - 2, height: height - 2 })

function coversNothing(document: Workflow, { grid }: Scene): boolean {
  const sections = sectionsOf(document)
  const framed = [
    ...(document.groups ?? []).map((group) => ({ box: groupFrame(document, group), members: new Set(group.nodes) })),
    ...(document.notes ?? []).map((note) => ({ box: noteBox(note), members: sections.get(note.id) ?? new Set<string>() })),
  ]
  return framed.every(
    ({ box, members }) => !box || grid.within(box).every(({ id, x, y, width, height }) => members.has(id) || !overlap(box, { x, y, width, height })),
  )
}

/** How far apart the cards are that are connected, all together. */
function spread(document: Workflow, ids: readonly string[]): number {
  const chosen = new Set(ids)
  const { edges, places } = sceneOf(document)
  let sum = 0
  for (const { from, to } of edges) {
    const [one, other] = [places.get(from), places.get(to)]
    if (one && other && chosen.has(from) && chosen.has(to)) sum += Math.abs(one.x - other.x) + Math.abs(one.y - other.y)
  }
  return sum
}

/** Whether an arrangement wastes little room beside another. */
export const isNearlyAsShort = (document: Workflow, other: Workflow, ids: readonly string[]): boolean => spread(document, ids) <= WIDER * spread(other, ids)
