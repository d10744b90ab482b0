import type { Workflow, WorkflowNode } from '@aob/schemas'
import { endsOf } from '../../../ui/canvas/edge-route.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { sceneOf } from '../../../ui/canvas/scene.ts'
import { type Box, boundsOf } from '../../../ui/canvas/spatial-grid.ts'
import { boxOf } from '../model/card-box.ts'
import { COLUMN_GAP, GRID, snap, withMoves } from '../model/document-edit.ts'
import type { Placement } from './layout-graph.ts'
import { withTidiedNotes } from './tidy-notes.ts'
import type { TidyScope } from './tidy-scope.ts'

/**
 * Where the laid out nodes go: the whole keeps its top left corner; new nodes alone stand right of what leads to them.
 * Nodes out of scope never move, and nothing is laid over them.
 */
export function placementsFrom(document: Workflow, laidOut: readonly Placement[], scope: TidyScope): Placement[] {
  const moving = new Map(laidOut.map((placement) => [placement.id, placement.position]))
  const before = new Map(document.nodes.flatMap((node) => (moving.has(node.id) ? [[node.id, node] as const] : [])))
  const here = boundsOf([...before.values()].map(boxOf))
  const there = boundsOf(laidOut.flatMap(({ id, position }) => sized(before, id, position)))
  if (!here || !there) return []
  const anchor = scope === 'new' ? (behindSource(document, moving) ?? here) : here
  const shift = { x: anchor.x - there.x, y: anchor.y - there.y }
  const placed = laidOut.map((one) => ({ ...one, position: snap({ x: one.position.x + shift.x, y: one.position.y + shift.y }) }))
  return scope === 'all' ? placed : clearOf(document, before, placed)
}

function sized(nodes: ReadonlyMap<string, WorkflowNode>, id: string, position: XY): Box[] {
  const node = nodes.get(id)
  return node ? [{ ...boxOf(node), ...position }] : []
}

/** Right of the resting node that leads furthest right into the moving ones. */
function behindSource(document: Workflow, moving: ReadonlyMap<string, XY>): XY | undefined {
  const sources = new Set(document.edges.filter((edge) => moving.has(edge.to) && !moving.has(edge.from)).map((edge) => edge.from))
  const rightmost = document.nodes.filter((node) => sources.has(node.id)).sort((a, b) => b.position.x - a.position.x)[0]
  return rightmost && { x: rightmost.position.x + boxOf(rightmost).width + COLUMN_GAP, y: rightmost.position.y }
}

/** Moves all placed nodes down together until they lie over nothing that rests. */
function clearOf(document: Workflow, moving: ReadonlyMap<string, WorkflowNode>, placed: readonly Placement[]): Placement[] {
  const resting = document.nodes.filter((node) => !moving.has(node.id)).map(boxOf)
  let down = 0
  for (let round = 0; round <= resting.length; round++) {
    const boxes = placed.flatMap(({ id, position }) => sized(moving, id, { x: position.x, y: position.y + down }))
    const hit = boxes.flatMap((box) => resting.filter((rest) => overlaps(box, rest)).map((rest) => rest.y + rest.height + 3 * GRID - box.y))
    if (hit.length === 0) break
    down += Math.max(...hit)
  }
  return placed.map((one) => ({ ...one, position: snap({ x: one.position.x, y: one.position.y + down }) }))
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** The document with everything where it was put; the same document when nothing moves. */
export function tidied(document: Workflow, placements: readonly Placement[], scope: TidyScope): Workflow {
  const places = new Map(placements.map((one) => [one.id, one]))
  return withTidiedNotes(withMoves(document, placements), places, scope === 'all')
}

/** How often connections between some nodes cross, as straight lines between their ports. */
export function crossings(document: Workflow, ids: readonly string[]): number {
  const chosen = new Set(ids)
  const { edges, places } = sceneOf(document)
  const lines = edges.flatMap((edge) => {
    const [from, to] = [places.get(edge.from), places.get(edge.to)]
    return from && to && chosen.has(edge.from) && chosen.has(edge.to) ? [endsOf(from, to, edge)] : []
  })
  let count = 0
  for (const [index, [a, b]] of lines.entries()) for (const [c, d] of lines.slice(index + 1)) if (apart(a, b, c, d) && apart(c, d, a, b)) count++
  return count
}

/** Whether two points lie on different sides of a line. */
function apart(a: XY, b: XY, one: XY, other: XY): boolean {
  const side = (point: XY) => Math.sign((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x))
  return side(one) * side(other) < 0
}
