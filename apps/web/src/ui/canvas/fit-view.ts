import type { Workflow, WorkflowNode } from '@aob/schemas'
import { getViewportForBounds, type Viewport } from '@xyflow/react'
import { CAMERA_MS, FIT } from './camera.ts'
import { cardGeometry } from './card-geometry.ts'
import { NOTE_SIZE } from './note-size.ts'
import { boundsOf } from './scene.ts'
import type { Box } from './spatial-grid.ts'
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

/** Where the camera stands when everything is seen that lies on the canvas, notes too. */
export function viewportOfEverything(document: Pick<Workflow, 'nodes' | 'notes'>, size: Size): Viewport | undefined {
  return viewportOf([...cardsOf(document.nodes), ...notesOf(document)], size)
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
export function fitEverything(camera: Pick<Camera, 'setViewport'>, document: Pick<Workflow, 'nodes' | 'notes'>): void {
  goTo(camera, (size) => viewportOfEverything(document, size))
}

function goTo(camera: Pick<Camera, 'setViewport'>, viewportIn: (size: Size) => Viewport | undefined): void {
  const canvas = document.querySelector('.react-flow')?.getBoundingClientRect()
  const viewport = canvas && viewportIn(canvas)
  if (viewport) void camera.setViewport(viewport, { duration: CAMERA_MS })
}
