import { useParams } from '@tanstack/react-router'
import { RunApprovals } from '../../features/approvals/run-approvals.tsx'
import { ProposalBanner } from '../../features/review/proposal-banner.tsx'
import { RunReview } from '../../features/review/run-review.tsx'
import { RunPage, type RunPageSlots } from '../../features/runs/run-page.tsx'
import { RunTimeline } from '../../features/timeline/run-timeline.tsx'

const SLOTS: RunPageSlots = { banner: <ProposalBanner />, review: <RunReview />, approvals: <RunApprovals />, timeline: <RunTimeline /> }

/** A run's page put together from the features that meet on it. */
export function RunRoute() {
  const { runId } = useParams({ from: '/runs/$runId' })
  return <RunPage key={runId} runId={runId} slots={SLOTS} />
}
