import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { ProposalBanner } from '../../features/review/proposal-banner.tsx'
import { RunPage, type RunPageSlots } from '../../features/runs/run-page.tsx'
import { RunTimeline } from '../../features/timeline/run-timeline.tsx'
import { besideCanvas } from '../../lib/after-canvas.ts'
import { lazyPart } from '../../ui/lazy-part.tsx'

const RunApprovals = lazyPart<object>(async () => (await besideCanvas(() => import('../../features/approvals/run-approvals.tsx'))).RunApprovals)
const RunReview = lazyPart<object>(async () => (await import('../../features/review/run-review.tsx')).RunReview)

const SLOTS: RunPageSlots = { banner: <ProposalBanner />, review: <RunReview />, approvals: <RunApprovals />, timeline: <RunTimeline /> }

/** A run's page put together from the features that meet on it; the body it looks into stands in the address, so that back leads out of it. */
export function RunRoute() {
  const { runId } = useParams({ from: '/runs/$runId' })
  const { in: inside } = useSearch({ from: '/runs/$runId' })
  const navigate = useNavigate({ from: '/runs/$runId' })
  const onInside = useCallback((activation: string | undefined) => void navigate({ search: activation === undefined ? {} : { in: activation } }), [navigate])
  return <RunPage key={runId} runId={runId} slots={SLOTS} inside={inside} onInside={onInside} />
}
