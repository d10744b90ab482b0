import type { Workflow, WorkflowEdge } from '@aob/schemas'
import type { XY } from '../../../ui/canvas/point.ts'
import { edgesAround, type Scene, sceneOf } from '../../../ui/canvas/scene.ts'
import { routeIn } from '../../../ui/canvas/scene-routes.ts'
import type { Box } from '../../../ui/canvas/spatial-grid.ts'

/** A connection takes a card in that it runs through the middle of: this part of its width and height to either side. */
const MIDDLE_PART = 1 / 4

type Stretch = readonly [XY, XY]

/** The straight stretches a connection runs along; its round corners are cut. */
function stretches(scene: Scene, edge: WorkflowEdge): Stretch[] {
  const route = routeIn(scene, edge) ?? []
  return route.slice(1).flatMap((end, index): Stretch[] => {
    const start = route[index]
    return start ? [[start, end]] : []
  })
}

/** How far a point is from a stretch that runs along one axis, to the side and up or down. */
function away({ x, y }: XY, [a, b]: Stretch): XY {
  return {
    x: Math.abs(x - Math.min(Math.max(x, Math.min(a.x, b.x)), Math.max(a.x, b.x))),
    y: Math.abs(y - Math.min(Math.max(y, Math.min(a.y, b.y)), Math.max(a.y, b.y))),
  }
}

/** The connection nearest to a card's middle, within reach. A card that has connections of its own is only moved. Asked with every frame of a drag. */
export function edgeUnder(document: Workflow, nodeIds: readonly string[], box: Box): string | undefined {
  const [id] = nodeIds
  const scene = sceneOf(document)
  if (id === undefined || nodeIds.length !== 1 || scene.edgesOf.has(id)) return undefined
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  let best: { id: string; distance: number } | undefined
  for (const edge of edgesAround(scene, box))
    for (const stretch of stretches(scene, edge)) {
      const { x, y } = away(middle, stretch)
      const distance = Math.hypot(x, y)
      if (x <= box.width * MIDDLE_PART && y <= box.height * MIDDLE_PART && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
        best = { id: edge.id, distance }
    }
  return best?.id
}
