import { type CardGeometry, PORT_DOT, portOfEdge } from './card-geometry.ts'
import type { XY } from './point.ts'
import type { Box } from './spatial-grid.ts'

/** Radius of the corners of a connection, in canvas pixels. */
const CORNER = 14
/** Ends that stand this near each other in height are joined straight: a step of a few pixels is a kink. */
const STRAIGHT = 4
/** How far a connection that leads back leaves its card before it turns. */
export const LEAVES = 20

interface Standing extends Box {
  geometry: CardGeometry
}

/** Where the connection between two cards begins and ends: at the far rims of their ports. */
export function endsOf(from: Standing, to: Standing, edge: { fromPort?: string }): readonly [XY, XY] {
  const port = portOfEdge(edge)
  const y = from.geometry.outputs.find((output) => output.port === port)?.y ?? from.geometry.inputY
  return [
    { x: from.x + from.width + PORT_DOT / 2, y: from.y + y },
    { x: to.x - PORT_DOT / 2, y: to.y + to.geometry.inputY },
  ]
}

/**
 * The corners a connection goes through, its ends included, wherever it is drawn: mounted, painted, or looked for under a card. Forward
 * with one step in the middle; back around both cards.
 */
export function routeOf(start: XY, end: XY): readonly XY[] {
  if (end.x > start.x && Math.abs(start.y - end.y) <= STRAIGHT) return [start, end]
  const middle = middleOf(start, end)
  const [leave, arrive] = [start.x + LEAVES, end.x - LEAVES]
  if (leave < arrive) return [start, { x: middle.x, y: start.y }, { x: middle.x, y: end.y }, end]
  return [start, { x: leave, y: start.y }, { x: leave, y: middle.y }, { x: arrive, y: middle.y }, { x: arrive, y: end.y }, end]
}

export function middleOf(start: XY, end: XY): XY {
  return { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }
}

/** Where half of a route lies behind a point. */
export function halfwayOf(route: readonly XY[]): XY {
  let left = route.reduce((sum, at, index) => sum + span(route[index - 1] ?? at, at), 0) / 2
  for (const [index, at] of route.entries()) {
    const next = route[index + 1] ?? at
    const length = span(at, next)
    if (left <= length && length > 0) return { x: at.x + ((next.x - at.x) * left) / length, y: at.y + ((next.y - at.y) * left) / length }
    left -= length
  }
  return route[0] ?? { x: 0, y: 0 }
}

/** What draws a line. */
interface Liner {
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  quadraticCurveTo(cornerX: number, cornerY: number, x: number, y: number): void
}

/** Draws a route with round corners; a corner between short stretches is smaller. Where corners cannot be seen, `sharp` costs less. */
export function traceRoute(pen: Liner, route: readonly XY[], sharp = false): void {
  for (const [index, at] of route.entries()) {
    const [before, after] = [route[index - 1], route[index + 1]]
    if (!before) pen.moveTo(at.x, at.y)
    else if (!after || sharp) pen.lineTo(at.x, at.y)
    else {
      const radius = Math.min(CORNER, span(before, at) / 2, span(at, after) / 2)
      const [into, out] = [towards(at, before, radius), towards(at, after, radius)]
      pen.lineTo(into.x, into.y)
      pen.quadraticCurveTo(at.x, at.y, out.x, out.y)
    }
  }
}

/** The same as the text of an SVG path. */
export function pathOf(route: readonly XY[]): string {
  const parts: string[] = []
  traceRoute(
    {
      moveTo: (x, y) => parts.push(`M${x},${y}`),
      lineTo: (x, y) => parts.push(`L${x},${y}`),
      quadraticCurveTo: (cornerX, cornerY, x, y) => parts.push(`Q${cornerX},${cornerY} ${x},${y}`),
    },
    route,
  )
  return parts.join(' ')
}

/** Stretches run along one axis. */
function span(a: XY, b: XY): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y)
}

function towards(at: XY, other: XY, by: number): XY {
  return { x: at.x + Math.sign(other.x - at.x) * by, y: at.y + Math.sign(other.y - at.y) * by }
}
