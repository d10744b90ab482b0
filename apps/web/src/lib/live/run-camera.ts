import type { NodeRunView, NodeStatus, Workflow, WorkflowNode } from '@aob/schemas'
import { cardGeometry } from '../../ui/canvas/card-geometry.ts'
import { sceneOf } from '../../ui/canvas/scene.ts'
import { type Box, boundsOf } from '../../ui/canvas/spatial-grid.ts'

/** The window onto the canvas, in screen pixels. */
export interface WindowSize {
  width: number
  height: number
}

/** Where the canvas origin stands in the window, and how large a canvas pixel is. */
export interface View {
  x: number
  y: number
  zoom: number
}

/** Graphs up to this size open readable rather than whole. */
export const READABLE_NODES = 60
/** Least zoom a graph opens at (full cards begin at 0.6): while it runs, when it has ended, on a phone, and in review. */
export const LEAST_ZOOM = { live: 0.6, ended: 0.45, phone: 0.6, review: 0.6 } as const
const MOST_ZOOM = 1
/** Air around what must be seen, in screen pixels. */
const MARGIN = 40

/** Statuses that draw the eye, the most telling first. */
const TELLING: readonly NodeStatus[] = ['waiting', 'held', 'running', 'retrying', 'queued', 'failed']

/** The smallest box around some nodes; undefined for none. */
export function boxOf(nodes: readonly WorkflowNode[]): Box | undefined {
  if (nodes.length === 0) return undefined
  const sides = nodes.map((node) => {
    const { width, height } = cardGeometry(node)
    return { left: node.position.x, top: node.position.y, right: node.position.x + width, bottom: node.position.y + height }
  })
  const x = Math.min(...sides.map((side) => side.left))
  const y = Math.min(...sides.map((side) => side.top))
  return { x, y, width: Math.max(...sides.map((side) => side.right)) - x, height: Math.max(...sides.map((side) => side.bottom)) - y }
}

/** Nodes of the most telling status any node has; none when nothing happens. */
export function tellingNodes(document: Workflow, views: Readonly<Record<string, NodeRunView>>): readonly WorkflowNode[] {
  let found: WorkflowNode[] = []
  let least = TELLING.length
  for (const node of document.nodes) {
    const status = views[node.id]?.status
    const rank = status === undefined ? -1 : TELLING.indexOf(status)
    if (rank < 0 || rank > least) continue
    if (rank < least) found = []
    least = rank
    found.push(node)
  }
  return found
}

/** The whole graph, by what the canvas knows of it. */
export function wholeOf(document: Workflow): Box | undefined {
  return boundsOf(sceneOf(document).places.values())
}

/** Puts `focus` in the middle along one axis without showing emptiness beyond the graph; a graph that fits is centred whole. */
function place(from: number, length: number, focusMiddle: number, window: number, zoom: number): number {
  const half = window / 2 / zoom
  const margin = MARGIN / zoom
  const middle = length + 2 * margin <= 2 * half ? from + length / 2 : Math.min(Math.max(focusMiddle, from - margin + half), from + length + margin - half)
  return (half - middle) * zoom
}

export interface ViewWish {
  /** What should be seen whole, if it can be. */
  box: Box
  /** What must be seen when it cannot; the box's left end without one. */
  focus?: Box
  leastZoom: number
}

/** The view that shows the box whole, or, where that would make it too small to read, its most important part. */
export function viewOf({ box, focus, leastZoom }: ViewWish, window: WindowSize): View {
  const fit = Math.min((window.width - 2 * MARGIN) / Math.max(box.width, 1), (window.height - 2 * MARGIN) / Math.max(box.height, 1))
  const zoom = Math.min(MOST_ZOOM, Math.max(leastZoom, fit))
  const target = focus ?? { x: box.x, y: box.y + box.height / 2, width: 0, height: 0 }
  return {
    x: place(box.x, box.width, target.x + target.width / 2, window.width, zoom),
    y: place(box.y, box.height, target.y + target.height / 2, window.height, zoom),
    zoom,
  }
}

/** True when the whole box lies inside the window. */
export function isVisible(box: Box, view: View, window: WindowSize): boolean {
  const left = box.x * view.zoom + view.x
  const top = box.y * view.zoom + view.y
  return left >= 0 && top >= 0 && left + box.width * view.zoom <= window.width && top + box.height * view.zoom <= window.height
}

/** The view a run opens with. */
export function firstView(
  document: Workflow,
  views: Readonly<Record<string, NodeRunView>>,
  window: WindowSize,
  situation: 'live' | 'ended' | 'phone',
): View | undefined {
  const box = wholeOf(document)
  if (!box) return undefined
  const focus = boxOf(tellingNodes(document, views).slice(0, 1))
  const leastZoom = document.nodes.length <= READABLE_NODES ? LEAST_ZOOM[situation] : 0
  return viewOf({ box, leastZoom, ...(focus ? { focus } : {}) }, window)
}
