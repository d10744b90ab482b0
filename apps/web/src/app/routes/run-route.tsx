import { useParams } from '@tanstack/react-router'
import { RunPage } from '../../features/runs/run-page.tsx'

export function RunRoute() {
  const { runId } = useParams({ from: '/runs/$runId' })
  return <RunPage key={runId} runId={runId} />
}
