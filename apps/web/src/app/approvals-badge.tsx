import { ApprovalBadge } from '../features/approvals/approval-badge.tsx'

/** The count of waiting approvals, loaded after the first view. */
export function ApprovalsBadge() {
  return <ApprovalBadge />
}
