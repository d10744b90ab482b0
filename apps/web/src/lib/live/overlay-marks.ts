import type { WorkflowNode } from '@aob/schemas'
import { useReactFlow } from '@xyflow/react'
import { type RefObject, useEffect } from 'react'
import type { Overlay } from '../../stores/run-overlay.ts'
import { CAMERA_MS } from '../../ui/canvas/camera.ts'
import { cardGeometry } from '../../ui/canvas/card-geometry.ts'
import type { DiffMark, DiffOf } from '../../ui/canvas/overlays.ts'
import { boxOf, isVisible, LEAST_ZOOM, viewOf } from './run-camera.ts'

/** Zoom at which a card that the reviewer flies to can be read, and the most the camera goes in by itself. */
const READING_ZOOM = 0.9
const CLOSEST_ZOOM = 1.1

/** A pointer inside an element as a person reads it: `/config/url` is `config.url`. */
export function fieldName(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')
}

/** The marks of a proposal for the canvas; keep the result as long as the overlay stays. */
export function diffMarks(overlay: Overlay, by: string | undefined): DiffOf {
  return (id, element): DiffMark | undefined => {
    const kind = (element === 'node' ? overlay.nodes : overlay.edges).get(id)
    if (!kind) return undefined
    const fields = overlay.fieldsOf.get(id)?.map((field) => fieldName(field.pointer))
    return { kind, ...(by ? { by } : {}), ...(fields ? { fields } : {}) }
  }
}

/** The changed nodes of an overlay, ghosts included. */
export function changedNodes(overlay: Overlay): readonly WorkflowNode[] {
  const ids = new Set(overlay.hunks.map((hunk) => hunk.nodeId))
  return overlay.document.nodes.filter((node) => ids.has(node.id))
}

/**
 * On entering a review the camera shows all changes, unless they can be read where they are; then it flies to the one that has the
 * reviewer's attention.
 */
export function useReviewFlight(overlay: Overlay | undefined, hunk: number, box: RefObject<HTMLElement | null>): void {
  const flow = useReactFlow()
  useEffect(() => {
    const element = box.current
    if (!overlay || !element) return
    const window = { width: element.clientWidth, height: element.clientHeight }
    const target = overlay.hunks[hunk]?.nodeId
    const node = overlay.document.nodes.find((candidate) => candidate.id === target)
    if (node) {
      const { width, height } = cardGeometry(node)
      const zoom = Math.min(Math.max(flow.getZoom(), READING_ZOOM), CLOSEST_ZOOM)
      void flow.setCenter(node.position.x + width / 2, node.position.y + height / 2, { zoom, duration: CAMERA_MS })
      return
    }
    const changes = changedNodes(overlay)
    const all = boxOf(changes)
    if (hunk >= 0 || !all) return
    const view = flow.getViewport()
    if (view.zoom >= LEAST_ZOOM.review && isVisible(all, view, window)) return
    const focus = boxOf(changes.slice(0, 1))
    void flow.setViewport(viewOf({ box: all, leastZoom: LEAST_ZOOM.review, ...(focus ? { focus } : {}) }, window), { duration: CAMERA_MS })
  }, [hunk, overlay, flow, box])
}
