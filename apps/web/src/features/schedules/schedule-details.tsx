import type { RunSummary, ScheduleView } from '@aob/schemas'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { actorName } from '../../ui/actor-badge.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { wordOfRun } from '../../ui/status-vocabulary.ts'
import { NextTimes } from './next-times.tsx'

const LAST_RUNS = 5

/** What a schedule will do and has done. */
export function ScheduleDetails({ id, schedule }: { id: string; schedule: ScheduleView }) {
  const { cron, timezone, inputs, paused, missed, overlap, createdBy, createdAt } = schedule
  return (
    <div id={id} className="grid gap-x-8 gap-y-4 border-line border-t bg-surface-2 px-4 py-4 sm:pl-14 md:grid-cols-2">
      <Part title={paused ? 'Would be due (paused)' : 'Next times'}>
        <NextTimes cron={cron} timezone={timezone} />
      </Part>
      <Part title="Last runs">
        <LastRuns scheduleId={schedule.scheduleId} />
      </Part>
      <Part title="Inputs">
        {Object.keys(inputs).length > 0 ? (
          <JsonTree label="Inputs" value={inputs} openDepth={1} />
        ) : (
          <p className="text-ink-3 text-sm">The workflow’s own defaults.</p>
        )}
      </Part>
      <Part title="Rules">
        <ul className="text-ink-2 text-sm">
          <li>{missed === 'skip' ? 'Times at which no server is there are left out.' : 'Times at which no server was there are made up for once.'}</li>
          <li>{overlap === 'allow' ? 'Starts also while the run before is still going.' : 'Is left out while the run before is still going.'}</li>
          <li>
            Made by {actorName(createdBy)} <RelativeTime at={createdAt} />
          </li>
        </ul>
      </Part>
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-1.5">
      <h3 className="font-medium text-ink-3 text-xs">{title}</h3>
      {children}
    </section>
  )
}

function LastRuns({ scheduleId }: { scheduleId: string }) {
  const trpc = useTRPC()
  const runs = useQuery(trpc.runs.list.queryOptions({ scheduleId, limit: LAST_RUNS }))
  if (runs.isPending) return <Skeleton className="h-16" />
  if (runs.isError) return <p className="text-danger text-sm">{failureOf(runs.error).message}</p>
  if (runs.data.items.length === 0) return <p className="text-ink-3 text-sm">None so far.</p>
  return (
    <ul aria-label="Last runs">
      {runs.data.items.map((run) => (
        <li key={run.runId}>
          <RunLine run={run} />
        </li>
      ))}
    </ul>
  )
}

function RunLine({ run }: { run: RunSummary }) {
  return (
    <Link
      to="/runs/$runId"
      params={{ runId: run.runId }}
      className="-mx-2 flex min-h-8 flex-wrap items-center gap-x-3 rounded-lg px-2 text-sm hover:bg-surface-3"
    >
      <StatusLabel status={wordOfRun(run.status)} />
      <span className="text-ink-2">
        <RelativeTime at={run.startedAt} />
      </span>
      {run.error ? <span className="w-full truncate pb-1 text-danger text-xs">{run.error.message}</span> : null}
    </Link>
  )
}
