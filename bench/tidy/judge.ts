import type { Workflow, WorkflowEdge } from '@aob/schemas'
import { stretches } from '../../apps/web/src/features/editor/model/edge-stretches.ts'
import { endsOf, routeOf } from '../../apps/web/src/ui/canvas/edge-route.ts'
import type { XY } from '../../apps/web/src/ui/canvas/point.ts'
import { type Place, type Scene, sceneOf } from '../../apps/web/src/ui/canvas/scene.ts'
import { routeIn } from '../../apps/web/src/ui/canvas/scene-routes.ts'
import { overlap } from '../../apps/web/src/ui/canvas/spatial-grid.ts'

/** What people see of an arrangement. */
export interface Judged {
  edges: number
  /** Connections of which a part runs behind a card that is not one of its ends, or behind its own ends. */
  behind: number
  /** The same with connections drawn plainly. */
  behindPlain: number
  /** Connections that lead to the left. */
  back: number
  /** Pixels of all connections together. */
  length: number
  width: number
  height: number
}

type WayOf = (scene: Scene, edge: WorkflowEdge) => readonly XY[] | undefined

const plainWay: WayOf = ({ places }, edge) => {
  const [from, to] = [places.get(edge.from), places.get(edge.to)]
  return from && to && routeOf(...endsOf(from, to, edge))
}

function hidden(scene: Scene, wayOf: WayOf): number {
  return scene.edges.filter((edge) => stretches(wayOf(scene, edge) ?? []).some((line) => scene.grid.within(line).some((place) => hides(place, line)))).length
}

/** A line along a card's border is seen. */
function hides({ x, y, width, height }: Place, line: { x: number; y: number; width: number; height: number }): boolean {
  return overlap({ x: x + 1, y: y + 1, width: width - 2, height: height - 2 }, line)
}

export function judge(document: Workflow): Judged {
  const scene = sceneOf(document)
  let [length, back] = [0, 0]
  for (const edge of scene.edges) {
    const [from, to] = [scene.places.get(edge.from), scene.places.get(edge.to)]
    if (!from || !to) continue
    const [start, end] = endsOf(from, to, edge)
    if (end.x < start.x) back++
    length += stretches(routeIn(scene, edge) ?? []).reduce((sum, line) => sum + line.width + line.height, 0)
  }
  const xs = document.nodes.map(({ position }) => position.x)
  const ys = document.nodes.map(({ position }) => position.y)
  return {
    edges: scene.edges.length,
    behind: hidden(scene, routeIn),
    behindPlain: hidden(scene, plainWay),
    back,
    length: Math.round(length),
    width: Math.max(...xs) - Math.min(...xs) + 232,
    height: Math.max(...ys) - Math.min(...ys) + 112,
  }
}
