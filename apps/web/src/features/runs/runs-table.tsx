import type { RunSummary } from '@aob/schemas'
import { Link } from '@tanstack/react-router'
import { GitPullRequestArrow, Hand } from 'lucide-react'
import { Avatar, actorName } from '../../ui/actor-badge.tsx'
import { Chip } from '../../ui/chip.tsx'
import { formatDuration } from '../../ui/duration.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { wordOfRun } from '../../ui/status-vocabulary.ts'
import { useNow } from './use-now.ts'

/** Last digits of a run id: UUIDv7 begins with the time, so the end is what tells runs apart. */
export function shortRunId(runId: string): string {
  return runId.slice(-8)
}

function isOver(run: RunSummary): boolean {
  return run.endedAt !== undefined
}

const COLUMNS = 'lg:grid-cols-[124px_minmax(0,1fr)_88px_108px_100px_216px_116px]'

/** One run per row; on narrow screens a row becomes two lines. */
export function RunsTable({ runs }: { runs: readonly RunSummary[] }) {
  const now = useNow(
    runs.some((run) => !isOver(run)),
    1_000,
  )
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-surface">
      <div aria-hidden className={`grid h-9 items-center gap-3 border-line border-b px-4 text-ink-3 text-xs max-lg:hidden ${COLUMNS}`}>
        <span>Status</span>
        <span>Workflow</span>
        <span>Run</span>
        <span>Started</span>
        <span className="pr-3 text-right">Duration</span>
        <span>Changes</span>
        <span>Started by</span>
      </div>
      <ul>
        {runs.map((run) => (
          <li key={run.runId} className="border-line border-b last:border-b-0">
            <RunRow run={run} now={now} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function RunRow({ run, now }: { run: RunSummary; now: number }) {
  const end = run.endedAt ? new Date(run.endedAt).getTime() : now
  const duration = Math.max(0, end - new Date(run.startedAt).getTime())
  return (
    <Link
      to="/runs/$runId"
      params={{ runId: run.runId }}
      data-run={run.runId}
      className={`flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 transition-colors duration-[120ms] hover:bg-surface-2 lg:grid lg:h-12 lg:py-0 ${COLUMNS}`}
    >
      <StatusLabel status={wordOfRun(run.status)} />
      <span className="flex min-w-0 items-center gap-2 max-lg:order-first max-lg:w-full">
        <span className="truncate font-medium">{run.workflowName}</span>
        {run.versionLabel ? <Chip>{run.versionLabel}</Chip> : null}
        {run.replay ? <Chip>replay of {shortRunId(run.replay.of)}</Chip> : null}
      </span>
      <span className="font-mono text-sm text-ink-3 max-lg:hidden">{shortRunId(run.runId)}</span>
      <span className="text-ink-2 text-sm">
        <RelativeTime at={run.startedAt} />
      </span>
      <span className="text-right text-ink-2 text-sm tabular-nums lg:pr-3">{formatDuration(duration)}</span>
      <Changes run={run} />
      <span className="flex min-w-0 items-center gap-1.5 text-ink-2 text-sm max-lg:hidden">
        <Avatar actor={run.startedBy} size={18} />
        <span className="truncate">{actorName(run.startedBy)}</span>
      </span>
    </Link>
  )
}

function Changes({ run }: { run: RunSummary }) {
  const { patchCount, pendingPatches, pendingApprovals } = run
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-sm">
      {pendingApprovals > 0 ? (
        <Chip tone="warning" icon={<Hand size={11} aria-hidden />}>
          {pendingApprovals} to approve
        </Chip>
      ) : null}
      {pendingPatches > 0 ? (
        <Chip tone="accent" icon={<GitPullRequestArrow size={11} aria-hidden />}>
          {pendingPatches} proposed
        </Chip>
      ) : null}
      {patchCount > 0 ? (
        <span className="text-ink-2">{patchCount === 1 ? '1 change' : `${patchCount} changes`}</span>
      ) : pendingPatches + pendingApprovals === 0 ? (
        <span className="text-ink-3 max-lg:hidden">none</span>
      ) : null}
    </span>
  )
}
