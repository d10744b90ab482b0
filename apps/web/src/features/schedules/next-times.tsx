import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { timeIn } from './firing-time.ts'
import { cronFault } from './schedule-form.ts'

/** When a cron expression would fire: asked of the server, whose clock and rules will fire it. What it cannot be is not asked. */
export function useNextTimes(cron: string, timezone: string) {
  const trpc = useTRPC()
  return useQuery({
    ...trpc.schedules.preview.queryOptions({ cron, timezone }),
    enabled: cronFault(cron) === undefined,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  })
}

/** The next five times, by the clocks of the chosen zone. */
export function NextTimes({ cron, timezone }: { cron: string; timezone: string }) {
  const next = useNextTimes(cron, timezone)
  if (cronFault(cron) !== undefined) return <p className="text-ink-3 text-sm">No times to show.</p>
  if (next.isPending) return <Skeleton className="h-24" />
  if (next.isError) return <p className="text-danger text-sm">{failureOf(next.error).message}</p>
  // What is wrong is said at the field.
  if (next.data.problem) return <p className="text-ink-3 text-sm">No times to show.</p>
  if (next.data.times.length === 0) return <p className="text-warning text-sm">No time ever fits this.</p>
  return (
    <ol aria-label="Next times" className="text-sm">
      {next.data.times.map((at) => (
        <li key={at} className="flex items-baseline gap-3 py-0.5">
          <time dateTime={at} className="w-36 shrink-0 tabular-nums">
            {timeIn(next.data.timezone, at)}
          </time>
          <span className="truncate text-ink-3">
            <RelativeTime at={at} />
          </span>
        </li>
      ))}
    </ol>
  )
}
