import type { ScheduleView } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { CalendarClock, Plus } from 'lucide-react'
import { useMemo } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { useFirstView } from '../../lib/first-view.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { useCommands } from '../../ui/commands/command-registry.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import type { NewScheduleDialogProps } from './new-schedule-dialog.tsx'
import { ScheduleRow } from './schedule-row.tsx'

/** The form of a workflow's inputs comes along with the first schedule that is made. */
const NewScheduleDialog = lazyPart<NewScheduleDialogProps>(async () => (await import('./new-schedule-dialog.tsx')).NewScheduleDialog)

/** A look this long after a schedule was due finds it moved on, in ms; and the longest pause between two looks. */
const AFTER_DUE_MS = 3_000
const MOST_MS = 60_000

export interface SchedulesPageProps {
  /** The schedule that is unfolded. */
  open: string | undefined
  onOpen: (scheduleId: string | undefined) => void
  /** The workflow a new schedule is being made for; empty when none is chosen yet, undefined when none is being made. */
  making: string | undefined
  onMake: (workflowName: string | undefined) => void
}

/** Workflows that the clock starts: when next, what came of the last time, and the ways to stop or change that. */
export function SchedulesPage({ open, onOpen, making, onMake }: SchedulesPageProps) {
  const trpc = useTRPC()
  const list = useQuery({ ...trpc.schedules.list.queryOptions({}), refetchInterval: ({ state }) => untilNext(state.data ?? []) })
  useFirstView(!list.isPending)
  const make = <NewButton onMake={onMake} />
  useCommands(
    'schedules',
    useMemo(
      () => [{ id: 'schedule.new', group: 'Schedules', label: 'New schedule', icon: <Plus size={15} />, keywords: ['cron'], run: () => onMake('') }],
      [onMake],
    ),
  )
  return (
    <AppFrame title="Schedules">
      <div className="mx-auto flex max-w-[1216px] flex-col gap-4 px-4 py-5 sm:px-8 sm:py-7">
        {list.isSuccess && list.data.length > 0 ? <div className="flex justify-end max-sm:*:flex-1">{make}</div> : null}
        {list.isPending ? <Skeleton className="h-40" /> : null}
        {list.isError ? (
          <ErrorState
            title="The schedules could not be read"
            detail={failureOf(list.error).message}
            action={<Button onClick={() => void list.refetch()}>Try again</Button>}
          />
        ) : null}
        {list.isSuccess && list.data.length === 0 ? (
          <EmptyState icon={<CalendarClock size={22} aria-hidden />} title="Nothing runs by the clock yet" action={make}>
            A schedule starts a workflow at set times, in the time zone you choose: every night, every Monday at nine, every ten minutes.
          </EmptyState>
        ) : null}
        {list.data && list.data.length > 0 ? (
          <ul aria-label="Schedules" className="rounded-xl border border-line bg-surface">
            {list.data.map((schedule) => (
              <ScheduleRow
                key={schedule.scheduleId}
                schedule={schedule}
                open={open === schedule.scheduleId}
                onToggle={() => onOpen(open === schedule.scheduleId ? undefined : schedule.scheduleId)}
              />
            ))}
          </ul>
        ) : null}
      </div>
      {making === undefined ? null : (
        <NewScheduleDialog workflowName={making} onClose={() => onMake(undefined)} onMade={({ scheduleId }) => onOpen(scheduleId)} />
      )}
    </AppFrame>
  )
}

function NewButton({ onMake }: { onMake: (workflowName: string) => void }) {
  return (
    <Button tone="primary" icon={<Plus aria-hidden size={15} />} onClick={() => onMake('')}>
      New schedule
    </Button>
  )
}

/** Nobody tells the page that a time was left out or refused, so it looks again after the next one. */
function untilNext(schedules: readonly ScheduleView[]): number {
  const now = Date.now()
  const due = schedules.flatMap(({ nextDue, paused }) => (nextDue && !paused ? [new Date(nextDue).getTime() - now] : []))
  return Math.min(MOST_MS, Math.max(0, ...(due.length > 0 ? [Math.min(...due)] : [MOST_MS])) + AFTER_DUE_MS)
}
