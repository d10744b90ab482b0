import type { Workflow } from '@aob/schemas'
import type { XY } from '../../../ui/canvas/point.ts'
import { edgesAround, type Scene } from '../../../ui/canvas/scene.ts'
import { routeIn } from '../../../ui/canvas/scene-routes.ts'
import type { Box } from '../../../ui/canvas/spatial-grid.ts'

/** The straight stretches of a route, as boxes without width or height. */
export function stretches(route: readonly XY[]): Box[] {
  return route.slice(1).map((end, index) => {
    const start = route[index] ?? end
    return { x: Math.min(start.x, end.x), y: Math.min(start.y, end.y), width: Math.abs(start.x - end.x), height: Math.abs(start.y - end.y) }
  })
}

/** Where the connections around an area run. `without` is one that does not count. */
export function linesAround(scene: Scene, area: Box, without?: string): Box[] {
  return [...edgesAround(scene, area)].filter(({ id }) => id !== without).flatMap((edge) => stretchesOf(scene, edge))
}

function stretchesOf(scene: Scene, edge: Workflow['edges'][number]): Box[] {
  return stretches(routeIn(scene, edge) ?? [])
}
