import type { WorkflowNode } from '@aob/schemas'
import { useReactFlow } from '@xyflow/react'
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import { fieldName } from '../../stores/choice-rows.ts'
import type { Overlay } from '../../stores/run-overlay.ts'
import { CAMERA_MS } from '../../ui/canvas/camera.ts'
import { cardGeometry } from '../../ui/canvas/card-geometry.ts'
import type { DiffMark, DiffOf } from '../../ui/canvas/overlays.ts'
import { boxOf, isVisible, LEAST_ZOOM, type View, viewOf } from './run-camera.ts'

/** Zoom at which a card that the reviewer flies to can be read, and the most the camera goes in by itself. */
const READING_ZOOM = 0.9
const CLOSEST_ZOOM = 1.1

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
    const all = boxOf(changedNodes(overlay))
    if (hunk >= 0 || !all) return
    const view = flow.getViewport()
    if (view.zoom >= LEAST_ZOOM.review && isVisible(all, view, window)) return
    void flow.setViewport(changesView(overlay, element), { duration: CAMERA_MS })
  }, [hunk, overlay, flow, box])
}

/** The view a canvas opens with that shows an overlay from the start; undefined until overlay and window are known. */
export function useChangesView(overlay: Overlay | undefined, box: RefObject<HTMLElement | null>): View | undefined {
  const [view, setView] = useState<View | undefined>(undefined)
  const missing = view === undefined
  useLayoutEffect(() => {
    if (missing && overlay && box.current) setView(changesView(overlay, box.current))
  }, [overlay, missing, box])
  return view
}

/** All changes in view, or the first ones where that would make them too small; an overlay that changes no node shows the whole graph. */
export function changesView(overlay: Overlay, element: HTMLElement): View {
  const changes = changedNodes(overlay)
  const all = boxOf(changes) ?? boxOf(overlay.document.nodes)
  if (!all) return { x: 0, y: 0, zoom: 1 }
  const window = { width: element.clientWidth, height: element.clientHeight }
  return viewOf({ box: all, focus: boxOf(changes.slice(0, 1)), leastZoom: LEAST_ZOOM.review }, window)
}
