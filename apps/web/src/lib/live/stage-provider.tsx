import type { ReactNode } from 'react'
import { HeadContext, StageContext, useDeferredHead, useStage } from './use-stage.ts'

/** Computes what the canvas of a run page shows. A step along the timeline renders those who ask for the stage, not the page. */
export function StageProvider({ children }: { children: ReactNode }) {
  const head = useDeferredHead()
  const stage = useStage(head)
  return (
    <HeadContext.Provider value={head}>
      <StageContext.Provider value={stage}>{children}</StageContext.Provider>
    </HeadContext.Provider>
  )
}
