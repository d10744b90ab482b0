import { type ReactFlowState, useStoreApi } from '@xyflow/react'
import { useLayoutEffect, useMemo, useRef } from 'react'
import { type Place, sceneOf } from '../../../ui/canvas/scene.ts'
import { overlap } from '../../../ui/canvas/spatial-grid.ts'
import { viewBoxOf } from '../../../ui/canvas/view-box.ts'
import { useTheme } from '../../../ui/theme.ts'
import { useEditorView } from '../editor-context.ts'
import type { EditorViewState } from '../model/editor-view.ts'
import type { CollapsedView } from '../model/groups.ts'

const selectFound = (state: EditorViewState) => state.pulsing

/** A ring in canvas pixels, and what is left of it however far away. */
const RING = { out: 6, radius: 16, width: 3, least: 1.5 }

/**
 * Rings around what was found; what is in a folded group is found in its card. All of them are one picture over the view: a word may be
 * in thousands of nodes.
 */
export function HitLayer({ groups }: { groups: CollapsedView }) {
  const found = useEditorView(selectFound)
  const places = useMemo(() => {
    const shown = sceneOf(groups.document).places
    return [...new Set(found.map((id) => groups.hidden.get(id) ?? id))].flatMap((id) => shown.get(id) ?? [])
  }, [found, groups])
  return places.length === 0 ? null : <Rings places={places} />
}

function Rings({ places }: { places: readonly Place[] }) {
  const flow = useStoreApi()
  const canvas = useRef<HTMLCanvasElement>(null)
  const { resolved } = useTheme()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has another colour
  useLayoutEffect(() => {
    const element = canvas.current
    if (!element) return
    const colour = getComputedStyle(element).color
    const paint = (state: ReactFlowState) => paintRings(element, places, colour, state)
    paint(flow.getState())
    // Painted where the camera is changed, so that rings and cards move in the same frame.
    return flow.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) paint(now)
    })
  }, [places, flow, resolved])
  // What is newly found pulses.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other places begin anew
  useLayoutEffect(() => {
    for (const animation of canvas.current?.getAnimations() ?? []) {
      animation.cancel()
      animation.play()
    }
  }, [places])
  return <canvas ref={canvas} aria-hidden data-hits={places.length} className="canvas-hits" />
}

function paintRings(canvas: HTMLCanvasElement, places: readonly Place[], colour: string, state: ReactFlowState): void {
  const view = viewBoxOf(state)
  const pen = canvas.getContext('2d')
  if (!view || !pen) return
  const ratio = window.devicePixelRatio
  const scale = state.transform[2] * ratio
  // Setting the size clears it.
  canvas.width = Math.ceil(state.width * ratio)
  canvas.height = Math.ceil(state.height * ratio)
  pen.setTransform(scale, 0, 0, scale, -view.x * scale, -view.y * scale)
  pen.strokeStyle = colour
  pen.lineWidth = Math.max(RING.width, RING.least / state.transform[2])
  pen.beginPath()
  for (const place of places) {
    if (!overlap(place, view)) continue
    pen.roundRect(place.x - RING.out, place.y - RING.out, place.width + 2 * RING.out, place.height + 2 * RING.out, RING.radius)
  }
  pen.stroke()
}
