/** Where the focus is on the canvas: every card and connection is one element of one stop of Tab. The keys are in `canvas-keys.ts`. */
import type { Scene } from './scene.ts'
import type { CanvasSelection } from './selection.ts'
import type { Box } from './spatial-grid.ts'

/** A card or a connection. */
export interface Item {
  kind: 'node' | 'edge'
  id: string
}

export const sameItem = (one: Item | undefined, other: Item | undefined) => one?.kind === other?.kind && one?.id === other?.id

/** What Tab leads to when something was selected: what it led to before where that is among it, else the first of it. */
export function itemOf({ nodes, edges }: CanvasSelection, before: Item | undefined): Item | undefined {
  if (before && (before.kind === 'node' ? nodes : edges).includes(before.id)) return before
  const [node] = nodes
  const [edge] = edges
  if (node !== undefined) return { kind: 'node', id: node }
  return edge === undefined ? undefined : { kind: 'edge', id: edge }
}

/** Where something stands: a card as it is, a connection in the middle of its ends. Undefined when it is gone. */
export function boxOf(scene: Scene, item: Item): Box | undefined {
  if (item.kind === 'node') return scene.places.get(item.id)
  const edge = scene.edges.find(({ id }) => id === item.id)
  const [from, to] = [edge && scene.places.get(edge.from), edge && scene.places.get(edge.to)]
  return from && to && { x: (from.x + from.width + to.x) / 2, y: (middleOf(from).y + middleOf(to).y) / 2, width: 0, height: 0 }
}

/** The card nearest to a place; undefined where there is none. */
export function cardNear(scene: Scene, at: Box): string | undefined {
  const here = middleOf(at)
  return nearest(scene, (place) => Math.hypot(middleOf(place).x - here.x, middleOf(place).y - here.y))
}

/** The card at the smallest distance; those without one are none. */
export function nearest({ places }: Scene, distance: (place: Box) => number | undefined): string | undefined {
  let found: { id: string; far: number } | undefined
  for (const [id, place] of places) {
    const far = distance(place)
    if (far !== undefined && (!found || far < found.far)) found = { id, far }
  }
  return found?.id
}

export function middleOf({ x, y, width, height }: Box) {
  return { x: x + width / 2, y: y + height / 2 }
}
