import type { Viewport } from '@xyflow/react'
import type { Box } from './spatial-grid.ts'

/** Put on what lies over the canvas at one of its sides. */
export const OVER_CANVAS = { 'data-over-canvas': '' } as const

const canvasBox = () => document.querySelector('.react-flow')?.getBoundingClientRect()

/** The part of the canvas that nothing lies over, in pixels of the window; undefined where there is no canvas. */
export function freeCanvas(): Box | undefined {
  const canvas = canvasBox()
  const panels = [...document.querySelectorAll('[data-over-canvas]')].map((panel) => panel.getBoundingClientRect())
  return canvas && clearOf(canvas, panels)
}

/** The same in canvas pixels: what of the document is seen. */
export function freeViewOf({ x, y, zoom }: Viewport): Box | undefined {
  const [canvas, free] = [canvasBox(), freeCanvas()]
  return canvas && free && { x: (free.x - canvas.x - x) / zoom, y: (free.y - canvas.y - y) / zoom, width: free.width / zoom, height: free.height / zoom }
}

/** Where the camera stands when a box is in the middle of that. */
export function viewportAround(box: Box, zoom: number): Viewport | undefined {
  const seen = freeViewOf({ x: 0, y: 0, zoom })
  if (!seen) return undefined
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  return { x: (seen.x + seen.width / 2 - middle.x) * zoom, y: (seen.y + seen.height / 2 - middle.y) * zoom, zoom }
}

/** What panels at the left and right sides of a box leave of it. */
export function clearOf({ x, y, width, height }: Box, panels: readonly Box[]): Box {
  const middle = x + width / 2
  const isLeft = (panel: Box) => panel.x + panel.width / 2 < middle
  const left = Math.max(x, ...panels.filter(isLeft).map((panel) => panel.x + panel.width))
  const right = Math.min(x + width, ...panels.filter((panel) => !isLeft(panel)).map((panel) => panel.x))
  return { x: left, y, width: Math.max(0, right - left), height }
}
