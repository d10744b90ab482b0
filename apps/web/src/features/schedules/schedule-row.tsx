import type { ScheduleView } from '@aob/schemas'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { Chip } from '../../ui/chip.tsx'
import { cx } from '../../ui/class-names.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { cronWords } from './cron-words.ts'
import { timeIn } from './firing-time.ts'
import { outcomeWords } from './last-outcome.ts'
import { ScheduleActions } from './schedule-actions.tsx'
import { ScheduleDetails } from './schedule-details.tsx'

const TONES = { quiet: 'text-ink-2', warning: 'text-warning', danger: 'text-danger' } as const

/** One schedule: what it starts, when, what came of the last time. Unfolded: its next times and last runs. */
export function ScheduleRow({ schedule, open, onToggle }: { schedule: ScheduleView; open: boolean; onToggle: () => void }) {
  const { scheduleId, workflowName, tag, cron, timezone, paused } = schedule
  const details = `schedule-${scheduleId}`
  return (
    <li data-schedule={scheduleId} className="border-line border-b last:border-b-0">
      <div className="flex items-start gap-2 px-3 py-3 sm:gap-3 sm:px-4">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={details}
          aria-label={`${workflowName}, ${cronWords(cron) ?? cron}: next times and last runs`}
          onClick={onToggle}
          className="flex size-7 shrink-0 items-center justify-center rounded-lg text-ink-3 hover:bg-surface-3 hover:text-ink"
        >
          <ChevronRight size={16} aria-hidden className={cx('transition-transform duration-[120ms]', open && 'rotate-90')} />
        </button>
        <div className="grid min-w-0 flex-1 gap-x-4 gap-y-1.5 md:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1.1fr)]">
          <div className="min-w-0">
            <p className="flex min-w-0 items-center gap-2">
              <Link to="/w/$name" params={{ name: workflowName }} className="truncate font-semibold underline-offset-4 hover:underline">
                {workflowName}
              </Link>
              {tag === 'main' ? null : <Chip>{tag}</Chip>}
            </p>
            <p className="flex flex-wrap items-baseline gap-x-1.5 text-ink-2 text-sm">
              {cronWords(cron) ?? 'At its own times'} <code className="font-mono text-xs text-ink-3">{cron}</code>
            </p>
          </div>
          <div className="min-w-0 text-sm">
            {paused ? <StatusLabel status="paused" /> : <NextTime schedule={schedule} />}
            <p className="truncate text-ink-3">{timezone}</p>
          </div>
          <LastTime schedule={schedule} />
        </div>
        <ScheduleActions schedule={schedule} />
      </div>
      {open ? <ScheduleDetails id={details} schedule={schedule} /> : null}
    </li>
  )
}

function NextTime({ schedule: { nextDue, timezone } }: { schedule: ScheduleView }) {
  if (!nextDue) return <StatusLabel status="not_taken" word="No time follows" />
  return (
    <p className="truncate">
      <span className="tabular-nums">{timeIn(timezone, nextDue)}</span>{' '}
      <span className="text-ink-3">
        <RelativeTime at={nextDue} />
      </span>
    </p>
  )
}

function LastTime({ schedule }: { schedule: ScheduleView }) {
  const { lastDue, lastRunId, lastOutcome } = schedule
  const words = outcomeWords(schedule)
  if (!words || !lastDue) return <p className="text-ink-3 text-sm">Has not been due yet</p>
  const started = lastRunId !== undefined && lastOutcome?.startsWith('started')
  return (
    <div className="min-w-0 text-sm">
      <p className={cx('break-words', TONES[words.tone])}>
        {started ? (
          <Link to="/runs/$runId" params={{ runId: lastRunId }} className="underline-offset-4 hover:underline">
            {words.text}
          </Link>
        ) : (
          words.text
        )}
      </p>
      <p className="text-ink-3">
        <RelativeTime at={lastDue} />
      </p>
    </div>
  )
}
