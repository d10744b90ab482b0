import { useReactFlow } from '@xyflow/react'
import { useEffect } from 'react'
import type { Overlay } from '../../stores/run-overlay.ts'
import { CAMERA_MS } from '../../ui/canvas/camera.ts'
import { cardGeometry } from '../../ui/canvas/card-geometry.ts'
import type { DiffMark, DiffOf } from '../../ui/canvas/overlays.ts'

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

/** Flies to the change that has the reviewer's attention; opening a review moves nothing. */
export function useReviewFlight(overlay: Overlay | undefined, hunk: number): void {
  const flow = useReactFlow()
  useEffect(() => {
    const target = overlay?.hunks[hunk]?.nodeId
    const node = overlay?.document.nodes.find((candidate) => candidate.id === target)
    if (!node) return
    const { width, height } = cardGeometry(node)
    const zoom = Math.min(Math.max(flow.getZoom(), READING_ZOOM), CLOSEST_ZOOM)
    void flow.setCenter(node.position.x + width / 2, node.position.y + height / 2, { zoom, duration: CAMERA_MS })
  }, [hunk, overlay, flow])
}
