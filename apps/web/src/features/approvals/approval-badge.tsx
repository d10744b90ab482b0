import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../../lib/trpc.ts'
import { Badge } from '../../ui/badge.tsx'

/** How many questions wait for a person; nothing while there are none. */
export function ApprovalBadge({ className }: { className?: string }) {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.approvals.list.queryOptions({ status: 'waiting_for_approval', limit: 100 }))
  const count = data?.length ?? 0
  return <Badge count={count} tone="warning" label={count === 1 ? '1 approval waits for you' : `${count} approvals wait for you`} className={className} />
}
