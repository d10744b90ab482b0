import type { WorkflowNode } from '@aob/schemas'
import { getViewportForBounds, type Viewport } from '@xyflow/react'
import { CAMERA_MS, FIT } from './camera.ts'
import { cardGeometry } from './card-geometry.ts'
import { boundsOf } from './scene.ts'
import type { Camera } from './use-camera.ts'

/** Where the camera stands when all of these nodes are seen; undefined for none. `size` is the canvas on screen, in pixels. */
export function viewportOfNodes(nodes: readonly WorkflowNode[], size: { width: number; height: number }): Viewport | undefined {
  const bounds = boundsOf(nodes.map((node) => ({ ...node.position, ...cardGeometry(node) })))
  return bounds && getViewportForBounds(bounds, size.width, size.height, FIT.minZoom, FIT.maxZoom, FIT.padding)
}

/** Moves the camera so that these nodes are seen. React Flow's own way knows mounted cards only. */
export function fitNodes(camera: Pick<Camera, 'setViewport'>, nodes: readonly WorkflowNode[]): void {
  const canvas = document.querySelector('.react-flow')?.getBoundingClientRect()
  const viewport = canvas && viewportOfNodes(nodes, canvas)
  if (viewport) void camera.setViewport(viewport, { duration: CAMERA_MS })
}
