import type { ReactFlowState } from '@xyflow/react'
import type { Box } from './spatial-grid.ts'

/** The part of the canvas that is seen, in canvas pixels; undefined before it has been laid out. */
export function viewBoxOf({ transform: [x, y, zoom], width, height }: Pick<ReactFlowState, 'transform' | 'width' | 'height'>): Box | undefined {
  return width > 0 && height > 0 ? { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom } : undefined
}

export function isWithin(box: Box, seen: Box): boolean {
  return box.x >= seen.x && box.y >= seen.y && box.x + box.width <= seen.x + seen.width && box.y + box.height <= seen.y + seen.height
}
