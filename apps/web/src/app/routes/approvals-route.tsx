import { useParams } from '@tanstack/react-router'
import { ApprovalsPage } from '../../features/approvals/approvals-page.tsx'

export function ApprovalsRoute() {
  return <ApprovalsPage />
}

export function ApprovalRoute() {
  const { approvalId } = useParams({ from: '/approvals/$approvalId' })
  return <ApprovalsPage approvalId={approvalId} />
}
