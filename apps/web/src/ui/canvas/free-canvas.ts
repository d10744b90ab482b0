import type { Box } from './spatial-grid.ts'

/** Put on what lies over the canvas at one of its sides. */
export const OVER_CANVAS = { 'data-over-canvas': '' } as const

/** The part of the canvas that nothing lies over, in pixels of the window; undefined where there is no canvas. */
export function freeCanvas(): Box | undefined {
  const canvas = document.querySelector('.react-flow')?.getBoundingClientRect()
  return (
    canvas &&
    clearOf(
      canvas,
      [...document.querySelectorAll('[data-over-canvas]')].map((panel) => panel.getBoundingClientRect()),
    )
  )
}

/** What panels at the left and right sides of a box leave of it. */
export function clearOf({ x, y, width, height }: Box, panels: readonly Box[]): Box {
  const middle = x + width / 2
  const isLeft = (panel: Box) => panel.x + panel.width / 2 < middle
  const left = Math.max(x, ...panels.filter(isLeft).map((panel) => panel.x + panel.width))
  const right = Math.min(x + width, ...panels.filter((panel) => !isLeft(panel)).map((panel) => panel.x))
  return { x: left, y, width: Math.max(0, right - left), height }
}
