import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleDotDashed,
  CirclePause,
  CircleSlash,
  CircleX,
  Clock,
  CornerDownRight,
  Hand,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  RotateCw,
  TimerOff,
  Undo2,
} from 'lucide-react'
import { cx } from './class-names.ts'
import { STATUS_LOOKS, type StatusWord } from './status-vocabulary.ts'

const ICONS: Readonly<Record<StatusWord, LucideIcon>> = {
  idle: CircleDashed,
  queued: Clock,
  running: LoaderCircle,
  waiting: Hand,
  succeeded: CircleCheck,
  failed: CircleX,
  retrying: RotateCw,
  delayed: Hourglass,
  skipped: CornerDownRight,
  held: CirclePause,
  not_taken: CircleSlash,
  cancelled: Ban,
  paused: CircleDotDashed,
  timed_out: TimerOff,
  rejected: CircleX,
  withdrawn: Undo2,
}

const MOTION: Partial<Record<StatusWord, string>> = { running: 'status-spin', retrying: 'status-spin', waiting: 'status-pulse' }

/** The icon of a status; the caller puts the word beside it, or uses {@link StatusLabel}. */
export function StatusIcon({ status, size = 14, className }: { status: StatusWord; size?: number; className?: string }) {
  const Icon = ICONS[status]
  return <Icon aria-hidden size={size} className={cx('shrink-0', STATUS_LOOKS[status].color, MOTION[status], className)} />
}

/** Icon and word of a status. `word` replaces the usual word where a place knows a better one. */
export function StatusLabel({ status, word, className }: { status: StatusWord; word?: string; className?: string }) {
  return (
    <span data-status={status} className={cx('inline-flex items-center gap-1.5 whitespace-nowrap text-sm', STATUS_LOOKS[status].color, className)}>
      <StatusIcon status={status} />
      {word ?? STATUS_LOOKS[status].word}
    </span>
  )
}
