import { useReactFlow } from '@xyflow/react'
import { useCallback } from 'react'
import type { Box } from '../../ui/canvas/alignment.ts'

/** Air kept between what is shown and the rim of the canvas, in screen pixels. */
const RIM = 24

/** The part of the document the canvas shows, in canvas pixels, a little inside its rim. */
export function useView(): () => Box {
  const flow = useReactFlow()
  return useCallback(() => {
    const canvas = document.querySelector('.react-flow')?.getBoundingClientRect()
    if (!canvas) return { x: 0, y: 0, width: 0, height: 0 }
    const zoom = flow.getZoom()
    const { x, y } = flow.screenToFlowPosition({ x: canvas.x + RIM, y: canvas.y + RIM }, { snapToGrid: false })
    return { x, y, width: (canvas.width - 2 * RIM) / zoom, height: (canvas.height - 2 * RIM) / zoom }
  }, [flow])
}
