import type { WorkflowEdge } from '@aob/schemas'
import { CARD_WIDTH, PORT_DOT } from './card-geometry.ts'
import { LEAVES, traceRoute } from './edge-route.ts'
import type { GraphLook } from './graph-look.ts'
import type { DiffOf, EdgeStateOf, StatusOf } from './overlays.ts'
import type { XY } from './point.ts'
import { REACH } from './route-around.ts'
import { edgesAround, type Place, type Scene } from './scene.ts'
import { plainRouteIn, routeIn } from './scene-routes.ts'
import { type Box, overlap } from './spatial-grid.ts'

/** What of a graph is painted, and how it is marked. */
export interface GraphPicture {
  scene: Scene
  /** Cards that are drawn otherwise. */
  withoutCards: ReadonlySet<string>
  /** Edges that are drawn otherwise. */
  withoutEdges: ReadonlySet<WorkflowEdge>
  selected: ReadonlySet<string>
  /** Seen from afar: cards on the ground of their tint, as mounted ones are then. */
  afar: boolean
  statusOf?: StatusOf | undefined
  edgeStateOf?: EdgeStateOf | undefined
  diffOf?: DiffOf | undefined
}

/** What of a 2D context the painter uses. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'quadraticCurveTo'
  | 'rect'
  | 'fill'
  | 'stroke'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'setTransform'
  | 'clearRect'
  | 'globalAlpha'
>

export const EDGE_WIDTH = 1.75
/** Pixels a line keeps however far away. */
const LEAST_LINE = 0.6
/** The tinted square that stands for the icon: its place in the card, and its size. */
const ICON = { inset: 12, size: 36 }
/** A card less wide than so many pixels is a spot of its tint. */
const SPOT_WIDTH = 16
/** Between cards less wide than so many pixels connections go straight on, whatever is in the way. */
const PLAIN_WIDTH = 24

/**
 * Paints what lies in an area, `scale` pixels per canvas pixel. Like with like: thousands of cards are a handful of paths. Answers
 * whether anything was there to paint.
 */
export function paintGraph(pen: Pen, picture: GraphPicture, look: GraphLook, { area, scale }: { area: Box; scale: number }): boolean {
  pen.setTransform(1, 0, 0, 1, 0, 0)
  pen.clearRect(0, 0, Math.ceil(area.width * scale), Math.ceil(area.height * scale))
  pen.setTransform(scale, 0, 0, scale, -area.x * scale, -area.y * scale)
  const edges = paintEdges(pen, picture, look, { area, scale })
  const places = picture.scene.grid.within(area).filter((place) => !picture.withoutCards.has(place.id))
  paintCards(pen, places, { look, scale, afar: picture.afar })
  paintMarks(pen, places, picture, look, scale)
  return edges > 0 || places.length > 0
}

function paintEdges(pen: Pen, picture: GraphPicture, look: GraphLook, { area, scale }: { area: Box; scale: number }): number {
  const groups = routesIn(picture, look, { area, scale })
  pen.lineWidth = Math.max(EDGE_WIDTH, LEAST_LINE / scale)
  for (const [colour, group] of groups) {
    pen.strokeStyle = colour
    pen.beginPath()
    for (const route of group) traceRoute(pen, route, picture.afar)
    pen.stroke()
  }
  return groups.size
}

/** The ways of the connections around an area, by their colour. */
export function routesIn(picture: GraphPicture, look: GraphLook, { area, scale }: { area: Box; scale: number }): Map<string, Array<readonly XY[]>> {
  const { scene, withoutEdges } = picture
  const groups = new Map<string, Array<readonly XY[]>>()
  const wayOf = CARD_WIDTH * scale < PLAIN_WIDTH ? plainRouteIn : routeIn
  for (const edge of edgesAround(scene, area)) {
    if (withoutEdges.has(edge)) continue
    const from = scene.places.get(edge.from)
    const to = scene.places.get(edge.to)
    // A way round leaves the cards it joins by so much at most.
    if (!from || !to || !overlap(around(from, to), area)) continue
    const route = wayOf(scene, edge)
    if (!route) continue
    const colour = edgeColour(edge, picture, look)
    const group = groups.get(colour)
    if (group) group.push(route)
    else groups.set(colour, [route])
  }
  return groups
}

function around(from: Place, to: Place): Box {
  // What leads back turns outside its cards.
  const air = LEAVES + PORT_DOT
  const x = Math.min(from.x, to.x) - air
  const y = Math.min(from.y, to.y) - REACH
  const bottom = Math.max(from.y + from.height, to.y + to.height) + REACH
  return { x, y, width: Math.max(from.x + from.width, to.x + to.width) + air - x, height: bottom - y }
}

function edgeColour(edge: WorkflowEdge, { edgeStateOf, diffOf }: GraphPicture, look: GraphLook): string {
  const diff = diffOf?.(edge.id, 'edge')
  if (diff) return look.diffs[diff.kind]
  const state = edgeStateOf?.(edge)
  if (state === 'active') return look.statuses.running ?? look.line
  return state === 'taken' ? (look.statuses.succeeded ?? look.line) : look.line
}

function paintCards(pen: Pen, places: readonly Place[], { look, scale, afar }: { look: GraphLook; scale: number; afar: boolean }): void {
  const spots = places.length > 0 && (places[0]?.width ?? 0) * scale < SPOT_WIDTH
  pen.strokeStyle = look.border
  pen.lineWidth = Math.max(1, LEAST_LINE / scale)
  for (const [tint, group] of grouped(places, (place) => place.tint)) {
    pen.fillStyle = spots ? look.tints[tint] : afar ? look.softTints[tint] : look.surface
    pen.beginPath()
    for (const { x, y, width, height } of group) pen.rect(x, y, width, height)
    pen.fill()
    if (spots) continue
    pen.stroke()
    pen.fillStyle = look.tints[tint]
    pen.beginPath()
    for (const { x, y, width, height } of group) pen.rect(x + (afar ? (width - ICON.size) / 2 : ICON.inset), y + (height - ICON.size) / 2, ICON.size, ICON.size)
    pen.fill()
  }
}

/** Rings of status, of change and of selection, the last outermost. */
function paintMarks(pen: Pen, places: readonly Place[], picture: GraphPicture, look: GraphLook, scale: number): void {
  const { statusOf, diffOf, selected } = picture
  const colourOf = (place: Place) => {
    const diff = diffOf?.(place.id, 'node')
    if (diff) return look.diffs[diff.kind]
    const status = statusOf?.(place.id)?.status
    return status && look.statuses[status]
  }
  if (statusOf || diffOf) for (const [colour, group] of grouped(places, colourOf)) if (colour) ring(pen, group, colour, { width: 2.5 / scale, out: 0 })
  if (selected.size > 0)
    ring(
      pen,
      places.filter((place) => selected.has(place.id)),
      look.accent,
      { width: 2.5 / scale, out: 2 / scale },
    )
}

function ring(pen: Pen, places: readonly Place[], colour: string, { width, out }: { width: number; out: number }): void {
  pen.strokeStyle = colour
  pen.lineWidth = width
  pen.beginPath()
  for (const place of places) pen.rect(place.x - out, place.y - out, place.width + 2 * out, place.height + 2 * out)
  pen.stroke()
}

function grouped<Key>(places: readonly Place[], keyOf: (place: Place) => Key): Map<Key, Place[]> {
  const groups = new Map<Key, Place[]>()
  for (const place of places) {
    const key = keyOf(place)
    const group = groups.get(key)
    if (group) group.push(place)
    else groups.set(key, [place])
  }
  return groups
}
