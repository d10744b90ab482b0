import type { ReactNode } from 'react'
import { StageContext, useStage } from './use-stage.ts'

/** Computes what the canvas of a run page shows. A step along the timeline renders those who ask for the stage, not the page. */
export function StageProvider({ children }: { children: ReactNode }) {
  return <StageContext.Provider value={useStage()}>{children}</StageContext.Provider>
}
