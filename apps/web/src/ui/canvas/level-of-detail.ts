import { type ReactFlowState, useStore } from '@xyflow/react'

export type LevelOfDetail = 'full' | 'title' | 'block'

/** Full card from zoom 0.6, title and status from 0.3, a block below. */
export function levelAt(zoom: number): LevelOfDetail {
  if (zoom >= 0.6) return 'full'
  return zoom >= 0.3 ? 'title' : 'block'
}

const selectLevel = (state: ReactFlowState) => levelAt(state.transform[2])

/** Changes only when a level is crossed, not with every step of the zoom. */
export function useLevelOfDetail(): LevelOfDetail {
  return useStore(selectLevel)
}
