import type { Workflow, WorkflowNode } from '@aob/schemas'
import { getViewportForBounds, type Viewport } from '@xyflow/react'
import { CAMERA_MS, FIT } from './camera.ts'
import { cardGeometry } from './card-geometry.ts'
import { freeCanvas } from './free-canvas.ts'
import { frameAround } from './group-frame.ts'
import { NOTE_SIZE } from './note-size.ts'
import { type Box, boundsOf } from './spatial-grid.ts'
import type { Camera } from './use-camera.ts'

interface Size {
  width: number
  height: number
}

export const cardsOf = (nodes: readonly WorkflowNode[]): Box[] => nodes.map((node) => ({ ...node.position, ...cardGeometry(node) }))

/** Where the camera stands when all of these nodes are seen; undefined for none. `size` is the canvas on screen, in pixels. */
export function viewportOfNodes(nodes: readonly WorkflowNode[], size: Size): Viewport | undefined {
  return viewportOf(cardsOf(nodes), size)
}

/** What lies on the canvas. */
type Laid = Pick<Workflow, 'nodes' | 'notes' | 'groups'>

/** Where the camera stands when everything is seen that lies on the canvas: cards, notes, and the frames of groups. */
export function viewportOfEverything(document: Laid, size: Size): Viewport | undefined {
  return viewportOf([...cardsOf(document.nodes), ...notesOf(document), ...framesOf(document)], size)
}

/** Around the groups that are open. */
function framesOf({ nodes, groups = [] }: Laid): Box[] {
  const open = groups.filter((group) => !group.collapsed)
  const byId = new Map(open.length > 0 ? nodes.map((node) => [node.id, node]) : [])
  return open.flatMap((group) => frameAround(cardsOf(group.nodes.flatMap((id) => byId.get(id) ?? []))) ?? [])
}

export function notesOf({ notes = [] }: Pick<Workflow, 'notes'>): Box[] {
  const { width, height } = NOTE_SIZE
  return notes.map((note) => ({ ...note.position, width: note.width ?? width, height: note.height ?? height }))
}

function viewportOf(boxes: readonly Box[], size: Size): Viewport | undefined {
  const bounds = boundsOf(boxes)
  return bounds && getViewportForBounds(bounds, size.width, size.height, FIT.minZoom, FIT.maxZoom, FIT.padding)
}

/** Moves the camera so that these nodes are seen. React Flow's own way knows mounted cards only. */
export function fitNodes(camera: Pick<Camera, 'setViewport'>, nodes: readonly WorkflowNode[]): void {
  goTo(camera, (size) => viewportOfNodes(nodes, size))
}

/** Moves the camera so that everything is seen. */
export function fitEverything(camera: Pick<Camera, 'setViewport'>, document: Laid): void {
  goTo(camera, (size) => viewportOfEverything(document, size))
}

function goTo(camera: Pick<Camera, 'setViewport'>, viewportIn: (size: Size) => Viewport | undefined): void {
  const canvas = document.querySelector('.react-flow')?.getBoundingClientRect()
  const free = freeCanvas()
  const viewport = free && viewportIn(free)
  if (canvas && viewport) void camera.setViewport({ ...viewport, x: viewport.x + free.x - canvas.x }, { duration: CAMERA_MS })
}
