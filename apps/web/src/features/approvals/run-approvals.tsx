import { useQuery } from '@tanstack/react-query'
import { ChevronRight, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useRunModel, useRunSession, useRunView } from '../../lib/live/run-session-context.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { ApprovalCard } from './approval-card.tsx'

/**
 * The run's questions in place: those that wait, and those answered while this page was open (by anybody),
 * until they are put away.
 */
export function RunApprovals() {
  const approvals = useRunModel((model) => model.approvals)
  const [seen, setSeen] = useState<readonly string[]>([])
  const waiting = approvals.filter((approval) => approval.status === 'waiting')
  const unseen = waiting.filter((approval) => !seen.includes(approval.approvalId)).map((approval) => approval.approvalId)
  useEffect(() => {
    if (unseen.length > 0) setSeen((before) => [...before, ...unseen.filter((id) => !before.includes(id))])
  }, [unseen])
  const shown = approvals.filter((approval) => approval.status === 'waiting' || seen.includes(approval.approvalId)).toReversed()
  const { view } = useRunSession()
  const selected = useRunView((state) => state.selectedNodeId)
  return shown.map((approval) =>
    selected !== undefined && selected !== approval.nodeId ? (
      approval.status === 'waiting' && <Reminder key={approval.approvalId} title={approval.title} onOpen={() => view.select(approval.nodeId)} />
    ) : (
      <PlacedCard
        key={approval.approvalId}
        approvalId={approval.approvalId}
        onDismiss={approval.status === 'waiting' ? undefined : () => setSeen((before) => before.filter((id) => id !== approval.approvalId))}
      />
    ),
  )
}

/** While another node is looked at, the question steps back to one line. */
function Reminder({ title, onOpen }: { title: string; onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full items-center gap-2 rounded-xl border border-status-waiting bg-surface px-3 py-2 text-left hover:bg-surface-2"
    >
      <StatusLabel status="waiting" className="font-medium" />
      <span className="min-w-0 flex-1 truncate text-sm">{title}</span>
      <ChevronRight size={15} aria-hidden className="shrink-0 text-ink-3" />
    </button>
  )
}

function PlacedCard({ approvalId, onDismiss }: { approvalId: string; onDismiss: (() => void) | undefined }) {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.approvals.get.queryOptions({ approvalId }))
  if (!data) return <Skeleton className="h-[70dvh]" />
  return (
    <div className="relative">
      <ApprovalCard approval={data} inPlace />
      {onDismiss ? (
        <IconButton label="Put away" size="sm" className="absolute top-2 right-2" onClick={onDismiss}>
          <X size={14} aria-hidden />
        </IconButton>
      ) : null}
    </div>
  )
}
