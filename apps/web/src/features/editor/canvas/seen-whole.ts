import { CAMERA_MS } from '../../../ui/canvas/camera.ts'
import { freeViewOf } from '../../../ui/canvas/free-canvas.ts'
import { leastMove } from '../../../ui/canvas/least-move.ts'
import { sceneOf } from '../../../ui/canvas/scene.ts'
import type { Camera } from '../../../ui/canvas/use-camera.ts'
import { isWithin } from '../../../ui/canvas/view-box.ts'
import { nodeById } from '../model/document-edit.ts'
import type { EditorStore } from '../model/editor-store.ts'

/** Air between a card that was brought in and the rim of the canvas, in screen pixels. */
const AIR = 24
/** Beside a card what its ports are called, and their dots, in canvas pixels. */
const PORTS = { left: 5, right: 40 }

/**
 * Moves the camera by as much as it takes to see a card whole, its ports with it, that was put down where somebody pointed. One that is
 * seen whole stays under the hand.
 */
export function seenWhole(store: EditorStore, camera: Camera, nodeId: string | undefined): void {
  // The canvas has it with the next frame; what is selected by then is left as it is.
  requestAnimationFrame(() => {
    const { document } = store.getState()
    const node = nodeId === undefined ? undefined : nodeById(document, nodeId)
    const place = node && sceneOf({ ...document, nodes: [node], edges: [] }).places.get(node.id)
    const { x, y, zoom } = camera.getViewport()
    const seen = freeViewOf({ x, y, zoom })
    if (!place || !seen) return
    const box = { x: place.x - PORTS.left, y: place.y, width: place.width + PORTS.left + PORTS.right, height: place.height }
    if (isWithin(box, seen)) return
    const air = AIR / zoom
    const move = leastMove(box, { x: seen.x + air, y: seen.y + air, width: seen.width - 2 * air, height: seen.height - 2 * air })
    void camera.setViewport({ x: x - move.x * zoom, y: y - move.y * zoom, zoom }, { duration: CAMERA_MS })
  })
}
