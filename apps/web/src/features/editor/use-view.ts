import { useCallback } from 'react'
import type { Box } from '../../ui/canvas/alignment.ts'
import { freeCanvas } from '../../ui/canvas/free-canvas.ts'
import { useCamera } from '../../ui/canvas/use-camera.ts'

/** Air kept between what is shown and the rim of the canvas, in screen pixels. */
const RIM = 24

/** The part of the document the canvas shows and nothing lies over, in canvas pixels, a little inside its rim. */
export function useView(): () => Box {
  const camera = useCamera()
  return useCallback(() => {
    const canvas = freeCanvas()
    if (!canvas) return { x: 0, y: 0, width: 0, height: 0 }
    const zoom = camera.getZoom()
    const { x, y } = camera.screenToFlowPosition({ x: canvas.x + RIM, y: canvas.y + RIM }, { snapToGrid: false })
    return { x, y, width: (canvas.width - 2 * RIM) / zoom, height: (canvas.height - 2 * RIM) / zoom }
  }, [camera])
}
