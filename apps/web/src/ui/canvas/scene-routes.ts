import type { WorkflowEdge } from '@aob/schemas'
import { endsOf, routeOf } from './edge-route.ts'
import type { XY } from './point.ts'
import { routeAround } from './route-around.ts'
import type { Scene } from './scene.ts'

/** The way of a connection among the cards of a scene; found once, and the same as long as no card moves. Undefined without both ends. */
export function routeIn(scene: Scene, edge: WorkflowEdge): readonly XY[] | undefined {
  const known = scene.routes.get(edge)
  if (known) return known
  const [from, to] = [scene.places.get(edge.from), scene.places.get(edge.to)]
  if (!from || !to) return undefined
  const route = routeAround(...endsOf(from, to, edge), (area) => scene.grid.within(area))
  scene.routes.set(edge, route)
  return route
}

/** The way of a connection as if there were no cards: for where nobody sees what it runs behind, and thousands are painted at once. */
export function plainRouteIn(scene: Scene, edge: WorkflowEdge): readonly XY[] | undefined {
  const [from, to] = [scene.places.get(edge.from), scene.places.get(edge.to)]
  return from && to && routeOf(...endsOf(from, to, edge))
}

/** The way of a connection of which a card is in the hand: nothing is in the way of it where that card stood. */
export function routeOnTheMove(scene: Scene, edge: WorkflowEdge, start: XY, end: XY): readonly XY[] {
  return routeAround(start, end, (area) => scene.grid.within(area).filter(({ id }) => id !== edge.from && id !== edge.to))
}
