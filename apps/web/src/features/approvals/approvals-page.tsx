import type { ApprovalView } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronLeft, CircleCheckBig } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { failureOf, LINK_MAY_BE_CUT } from '../../lib/failure.ts'
import { useFirstView } from '../../lib/first-view.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { announce } from '../../ui/announcer.ts'
import { cx } from '../../ui/class-names.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { StatusIcon } from '../../ui/status-icon.tsx'
import type { StatusWord } from '../../ui/status-vocabulary.ts'
import { ApprovalCard } from './approval-card.tsx'

const LIMIT = 100

type Shelf = 'waiting' | 'decided'

const STATUS_WORDS: Readonly<Record<ApprovalView['status'], StatusWord>> = {
  waiting_for_approval: 'waiting',
  approved: 'succeeded',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
}

/** The inbox of questions to people: what waits, and what was answered. With an id, that one is open. */
export function ApprovalsPage({ approvalId }: { approvalId?: string }) {
  const trpc = useTRPC()
  const [shelf, setShelf] = useState<Shelf>('waiting')
  const waiting = useQuery(trpc.approvals.list.queryOptions({ status: 'waiting_for_approval', limit: LIMIT }))
  useFirstView(!waiting.isPending)
  const everything = useQuery({ ...trpc.approvals.list.queryOptions({ limit: LIMIT }), enabled: shelf === 'decided' })
  const source = shelf === 'waiting' ? waiting : everything
  const approvals = onShelfInOrder(source.data ?? [], shelf)
  // Without an id the most urgent question is open, so that one click answers it; it stays open after the answer.
  const [kept, setKept] = useState<string | undefined>(undefined)
  const openId = approvalId ?? kept ?? approvals[0]?.approvalId
  useEffect(() => {
    if (!kept && !approvalId && approvals[0]) setKept(approvals[0].approvalId)
  }, [kept, approvalId, approvals])
  useCountAnnouncement(waiting.data?.length)
  // Without a question there is nothing to stand beside the list.
  const empty = source.isSuccess && approvals.length === 0 && openId === undefined
  const onShelf = (next: Shelf) => {
    setShelf(next)
    setKept(undefined)
  }
  return (
    <AppFrame title="Approvals">
      <div className={cx('grid h-full min-h-0', !empty && 'lg:grid-cols-[320px_minmax(0,1fr)]')}>
        <aside aria-label="Questions" className={cx('flex min-h-0 flex-col border-line', !empty && 'bg-surface lg:border-r', approvalId && 'max-lg:hidden')}>
          <ShelfTabs shelf={shelf} waiting={waiting.data?.length} onShelf={onShelf} />
          <div className="min-h-0 flex-1 overflow-y-auto">
            {source.isPending ? <ListSkeleton /> : null}
            {source.isError ? <ErrorState title="The inbox could not be read" detail={failureOf(source.error).message} /> : null}
            {source.isSuccess && approvals.length === 0 ? <EmptyShelf shelf={shelf} /> : null}
            <ul>
              {approvals.map((approval) => (
                <li key={approval.approvalId}>
                  <ApprovalRow approval={approval} open={approval.approvalId === openId} />
                </li>
              ))}
            </ul>
          </div>
        </aside>
        {empty ? null : (
          <div className={cx('min-h-0 overflow-y-auto', !approvalId && 'max-lg:hidden')}>
            {openId ? <OpenApproval key={openId} approvalId={openId} /> : null}
          </div>
        )}
      </div>
    </AppFrame>
  )
}

/** Waiting questions by deadline, then by age; answered ones newest first, as the server lists them. */
function onShelfInOrder(approvals: readonly ApprovalView[], shelf: Shelf): readonly ApprovalView[] {
  if (shelf === 'decided') return approvals.filter((approval) => approval.status !== 'waiting_for_approval')
  const due = (approval: ApprovalView) => (approval.deadline ? new Date(approval.deadline).getTime() : Number.POSITIVE_INFINITY)
  return approvals.toSorted((a, b) => due(a) - due(b) || a.createdAt.localeCompare(b.createdAt))
}

/** Tells screen readers when the number of waiting questions changes. */
function useCountAnnouncement(count: number | undefined): void {
  const before = useRef(count)
  useEffect(() => {
    if (before.current !== undefined && count !== undefined && count !== before.current)
      announce(count === 0 ? 'No approval waits for you' : count === 1 ? '1 approval waits for you' : `${count} approvals wait for you`)
    before.current = count
  }, [count])
}

function ShelfTabs({ shelf, waiting, onShelf }: { shelf: Shelf; waiting: number | undefined; onShelf: (shelf: Shelf) => void }) {
  const tabs: ReadonlyArray<{ value: Shelf; label: string }> = [
    { value: 'waiting', label: waiting === undefined ? 'Needs you' : `Needs you (${waiting})` },
    { value: 'decided', label: 'Decided' },
  ]
  return (
    <div className="flex h-10 shrink-0 items-center gap-1 border-line border-b bg-surface px-3" role="group" aria-label="Which questions">
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          aria-pressed={shelf === tab.value}
          onClick={() => onShelf(tab.value)}
          className={cx('h-7 rounded-lg px-2.5 font-medium text-sm', shelf === tab.value ? 'bg-accent-soft text-accent-text' : 'text-ink-2 hover:bg-surface-3')}
        >
          {tab.label}
        </button>
      ))}
    </div>
  )
}

function ApprovalRow({ approval, open }: { approval: ApprovalView; open: boolean }) {
  return (
    <Link
      to="/approvals/$approvalId"
      params={{ approvalId: approval.approvalId }}
      aria-current={open ? 'true' : undefined}
      className={cx('flex gap-2.5 border-line border-b px-4 py-3 transition-colors duration-[120ms]', open ? 'lg:bg-accent-soft' : 'hover:bg-surface-2')}
    >
      <StatusIcon status={STATUS_WORDS[approval.status]} size={16} className="mt-0.5" />
      <span className="min-w-0 flex-1">
        <span className="line-clamp-2 font-medium">{approval.title}</span>
        <span className="mt-0.5 block truncate text-ink-3 text-sm">
          {approval.workflowName} · <RelativeTime at={approval.createdAt} />
        </span>
      </span>
    </Link>
  )
}

function OpenApproval({ approvalId }: { approvalId: string }) {
  const trpc = useTRPC()
  const { data, error, isPending } = useQuery(trpc.approvals.get.queryOptions({ approvalId }))
  return (
    <div className="mx-auto flex max-w-2xl flex-col gap-3 p-3 sm:p-6">
      <Link to="/approvals" className="inline-flex items-center gap-1 self-start text-accent-text text-sm lg:hidden">
        <ChevronLeft size={15} aria-hidden /> All approvals
      </Link>
      {isPending ? <Skeleton className="h-72" /> : null}
      {error ? (
        <ErrorState
          title={failureOf(error).status === 404 ? 'There is no such approval' : 'This approval could not be read'}
          detail={failureOf(error).status === 404 ? LINK_MAY_BE_CUT : [failureOf(error).message, failureOf(error).hint].filter(Boolean).join(' ')}
          action={
            <Link to="/approvals" className="font-medium text-accent-text underline-offset-4 hover:underline">
              All approvals
            </Link>
          }
        />
      ) : null}
      {data ? <ApprovalCard approval={data} /> : null}
    </div>
  )
}

function EmptyShelf({ shelf }: { shelf: Shelf }) {
  return shelf === 'waiting' ? (
    <EmptyState
      icon={<CircleCheckBig size={20} aria-hidden />}
      title="Nothing needs you"
      action={
        <Link to="/runs" className="font-medium text-accent-text underline-offset-4 hover:underline">
          See the runs
        </Link>
      }
    >
      When a run reaches an Approval step, its question appears here and the run waits for your answer.
    </EmptyState>
  ) : (
    <EmptyState icon={<CircleCheckBig size={20} aria-hidden />} title="Nothing decided yet">
      Answers stay here with who gave them and why.
    </EmptyState>
  )
}

function ListSkeleton() {
  return (
    <div className="flex flex-col gap-2 p-3">
      <Skeleton className="h-14" />
      <Skeleton className="h-14" />
    </div>
  )
}
