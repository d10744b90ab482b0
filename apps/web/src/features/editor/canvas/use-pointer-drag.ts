import { type PointerEvent as ReactPointerEvent, useCallback } from 'react'
import { onGivingUp } from '../../../ui/canvas/giving-up.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { useCamera } from '../../../ui/canvas/use-camera.ts'
import { GRID } from '../model/document-edit.ts'

interface PointerDrag {
  /** Canvas pixels since the drag began, in steps of the grid. */
  onMove: (by: XY) => void
  /** The drag is over; `by` is undefined when nothing moved or it was given up. */
  onEnd: (by: XY | undefined) => void
}

const steps = (value: number) => Math.round(value / GRID) * GRID

/** Dragging something that is no card: follows the pointer in canvas pixels, Escape gives up. */
export function usePointerDrag({ onMove, onEnd }: PointerDrag): (event: ReactPointerEvent<HTMLElement>) => void {
  const camera = useCamera()
  return useCallback(
    (event) => {
      if (event.button !== 0) return
      event.stopPropagation()
      const start = { x: event.clientX, y: event.clientY }
      const gone = new AbortController()
      let by: XY | undefined
      const end = (result: XY | undefined) => {
        gone.abort()
        onEnd(result)
      }
      const listen = { signal: gone.signal }
      window.addEventListener(
        'pointermove',
        (move) => {
          const zoom = camera.getZoom()
          const next = { x: steps((move.clientX - start.x) / zoom), y: steps((move.clientY - start.y) / zoom) }
          if (by === undefined && next.x === 0 && next.y === 0) return
          by = next
          onMove(next)
        },
        listen,
      )
      window.addEventListener('pointerup', () => end(by && (by.x !== 0 || by.y !== 0) ? by : undefined), listen)
      window.addEventListener('pointercancel', () => end(undefined), listen)
      gone.signal.addEventListener(
        'abort',
        onGivingUp(() => end(undefined)),
      )
    },
    [camera, onMove, onEnd],
  )
}
