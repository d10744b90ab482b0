import { useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import { useReviewedPatch, useShownStage } from '../../lib/live/use-stage.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ReviewPanel } from './review-panel.tsx'

/** The review of a proposal on its run's page; the canvas beside it shows the same overlay. */
export function RunReview() {
  const { view } = useRunSession()
  const patch = useReviewedPatch()
  const stage = useShownStage()
  const hunk = useRunView((state) => state.hunk)
  if (!patch) return <Skeleton className="m-4 h-40" />
  return (
    <ReviewPanel
      key={patch.patchId}
      patch={patch}
      overlay={stage.overlay}
      failure={stage.failure}
      hunk={hunk}
      onHunk={view.goToHunk}
      onClose={view.goLive}
      onDecided={view.goLive}
    />
  )
}
