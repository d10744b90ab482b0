import { useMemo } from 'react'
import { announce } from '../../ui/announcer.ts'
import { CAMERA_MS } from '../../ui/canvas/camera.ts'
import { boxOf } from '../../ui/canvas/card-walk.ts'
import { viewportAround } from '../../ui/canvas/free-canvas.ts'
import { leastMove, shownTogether } from '../../ui/canvas/least-move.ts'
import { sceneOf } from '../../ui/canvas/scene.ts'
import type { Box } from '../../ui/canvas/spatial-grid.ts'
import { useCamera } from '../../ui/canvas/use-camera.ts'
import { isWithin } from '../../ui/canvas/view-box.ts'
import type { EditorScope } from './editor-context.ts'
import { nodeById } from './model/document-edit.ts'
import type { EditorStore } from './model/editor-store.ts'
import { collapsedView } from './model/groups.ts'
import { useView } from './use-view.ts'

/** From here on a card can be read where it is. */
const LEGIBLE_ZOOM = 0.5

/** Of the view, how far the camera goes at most to bring in what is at its rim; what is further away comes to the middle. */
const AT_RIM = 0.5

/** Selects what it is asked for and, when it cannot be seen whole and legible, brings it into view, with no more of a move than that takes. */
export function useReveal(store: EditorStore): Pick<EditorScope, 'reveal' | 'revealEdge' | 'show'> {
  const camera = useCamera()
  const view = useView()
  return useMemo(() => {
    const bring = (box: Box, beside: readonly Box[] = [], asSmall = false) => {
      const seen = view()
      const legible = asSmall || camera.getZoom() >= LEGIBLE_ZOOM
      if (isWithin(box, seen) && legible) return
      const move = leastMove(shownTogether(box, beside, seen), seen)
      const { x, y, zoom } = camera.getViewport()
      if (legible && Math.abs(move.x) <= AT_RIM * seen.width && Math.abs(move.y) <= AT_RIM * seen.height) {
        void camera.setViewport({ x: x - move.x * zoom, y: y - move.y * zoom, zoom }, { duration: CAMERA_MS })
        return
      }
      const there = viewportAround(box, asSmall ? zoom : Math.max(0.8, Math.min(1, zoom)))
      if (there) void camera.setViewport(there, { duration: CAMERA_MS })
    }
    const show = (nodeId: string, asSmall = false) => {
      // What is in a collapsed group is seen as its card.
      const { document, hidden } = collapsedView(store.getState().document)
      const id = hidden.get(nodeId) ?? nodeId
      const { places } = sceneOf(document)
      const place = places.get(id)
      const connected = document.edges.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []))
      if (place)
        bring(
          place,
          connected.flatMap((other) => places.get(other) ?? []),
          asSmall,
        )
    }
    const reveal = (nodeId: string) => {
      const node = nodeById(store.getState().document, nodeId)
      if (!node) return
      store.select({ nodes: [nodeId], edges: [] })
      show(nodeId)
      announce(`${node.name ?? node.id} selected`)
    }
    const revealEdge = (edgeId: string) => {
      const { document } = store.getState()
      const box = boxOf(sceneOf(collapsedView(document).document), { kind: 'edge', id: edgeId })
      const inGroup = box ? undefined : document.edges.find(({ id }) => id === edgeId)
      if (!box && !inGroup) return
      store.select({ nodes: [], edges: [edgeId] })
      if (box) bring(box)
      // What lies in a collapsed group is seen as its card.
      else if (inGroup) show(inGroup.from)
      announce('Connection selected')
    }
    return { reveal, revealEdge, show }
  }, [camera, store, view])
}
