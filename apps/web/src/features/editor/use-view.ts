import { useCallback } from 'react'
import { freeViewOf } from '../../ui/canvas/free-canvas.ts'
import type { Box } from '../../ui/canvas/spatial-grid.ts'
import { useCamera } from '../../ui/canvas/use-camera.ts'

/** Air kept between what is shown and the rim of the canvas, in screen pixels; at the sides what ports are called has room in it. */
const RIM = { x: 40, y: 24 }

/** The part of the document the canvas shows and nothing lies over, in canvas pixels, a little inside its rim. */
export function useView(): () => Box {
  const camera = useCamera()
  return useCallback(() => {
    const seen = freeViewOf(camera.getViewport())
    if (!seen) return { x: 0, y: 0, width: 0, height: 0 }
    const zoom = camera.getZoom()
    const rim = { x: RIM.x / zoom, y: RIM.y / zoom }
    return { x: seen.x + rim.x, y: seen.y + rim.y, width: seen.width - 2 * rim.x, height: seen.height - 2 * rim.y }
  }, [camera])
}
