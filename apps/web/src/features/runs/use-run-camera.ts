import type { Workflow } from '@aob/schemas'
import { useStoreApi } from '@xyflow/react'
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import { changesView } from '../../lib/live/overlay-marks.ts'
import { boxOf, firstView, isVisible, LEAST_ZOOM, tellingNodes, type View, viewOf, wholeOf } from '../../lib/live/run-camera.ts'
import { useRunModel, useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import type { StageView } from '../../lib/live/use-stage.ts'
import { CAMERA_MS } from '../../ui/canvas/camera.ts'
import { useCamera } from '../../ui/canvas/use-camera.ts'

function sizeOf(element: HTMLElement) {
  return { width: element.clientWidth, height: element.clientHeight }
}

/** The view the canvas opens with: the changes in a review, else what matters now; undefined until the graph and the size of its window are known. */
export function useFirstView(box: RefObject<HTMLElement | null>, { document, overlay }: StageView, phone: boolean): View | undefined {
  const { run } = useRunSession()
  const [view, setView] = useState<View | undefined>(undefined)
  const missing = view === undefined
  useLayoutEffect(() => {
    const element = box.current
    if (!missing || !document || !element) return
    const { model } = run.store.getState()
    if (overlay) {
      setView(changesView(overlay, element))
      return
    }
    const situation = phone ? 'phone' : model.endedAt === undefined ? 'live' : 'ended'
    setView(firstView(document, model.nodes, sizeOf(element), situation) ?? { x: 0, y: 0, zoom: 1 })
  }, [box, document, overlay, missing, phone, run])
  return view
}

/** While it follows, the camera goes where the run goes, and only when that is out of sight. */
export function useFollowRun(document: Workflow | undefined): void {
  const camera = useCamera()
  const store = useStoreApi()
  const follows = useRunView((state) => state.follow && state.stage.kind === 'live')
  const over = useRunModel((model) => model.endedAt !== undefined)
  const nodes = useRunModel((model) => model.nodes)
  useEffect(() => {
    // What the canvas knows of its size: asking the page now would lay out every card that is being mounted, before its frame.
    const { width, height } = store.getState()
    if (!follows || over || !document || width === 0 || height === 0) return
    const working = tellingNodes(document, nodes).filter((node) => nodes[node.id]?.status !== 'failed')
    const target = boxOf(working)
    const first = boxOf(working.slice(0, 1))
    const whole = wholeOf(document)
    if (!target || !first || !whole) return
    const window = { width, height }
    const current = camera.getViewport()
    if (isVisible(target, current, window) || isVisible(first, current, window)) return
    const zoom = Math.max(current.zoom, LEAST_ZOOM.live)
    const next = viewOf({ box: whole, focus: first, leastZoom: zoom }, window)
    void camera.setViewport(next, { duration: CAMERA_MS })
  }, [document, camera, store, follows, nodes, over])
}
