import { useCallback } from 'react'
import { freeViewOf } from '../../ui/canvas/free-canvas.ts'
import type { Box } from '../../ui/canvas/spatial-grid.ts'
import { useCamera } from '../../ui/canvas/use-camera.ts'

/** Air kept between what is shown and the rim of the canvas, in screen pixels. */
const RIM = 24

/** The part of the document the canvas shows and nothing lies over, in canvas pixels, a little inside its rim. */
export function useView(): () => Box {
  const camera = useCamera()
  return useCallback(() => {
    const seen = freeViewOf(camera.getViewport())
    if (!seen) return { x: 0, y: 0, width: 0, height: 0 }
    const rim = RIM / camera.getZoom()
    return { x: seen.x + rim, y: seen.y + rim, width: seen.width - 2 * rim, height: seen.height - 2 * rim }
  }, [camera])
}
