import { CloudOff, History, Radio } from 'lucide-react'
import { cx } from './class-names.ts'
import { Spinner } from './spinner.tsx'
import { Tooltip } from './tooltip.tsx'

export type LiveBadgeState = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'ended'

const WORDS: Readonly<Record<LiveBadgeState, { word: string; meaning: string; tone: string }>> = {
  connecting: { word: 'Connecting…', meaning: 'Opening the live stream.', tone: 'text-ink-2' },
  live: { word: 'Live', meaning: 'Every event arrives as it happens.', tone: 'text-status-succeeded' },
  reconnecting: { word: 'Reconnecting…', meaning: 'The stream broke off. It goes on where it stopped, nothing is lost.', tone: 'text-status-retrying' },
  offline: { word: 'Offline', meaning: 'This device has no network. What you see is the last that arrived.', tone: 'text-danger' },
  ended: { word: 'Complete', meaning: 'The run is over and its whole record is here.', tone: 'text-ink-3' },
}

/** Whether what is shown is live; the words are true when shown. */
export function LiveBadge({ state }: { state: LiveBadgeState }) {
  const { word, meaning, tone } = WORDS[state]
  return (
    <Tooltip content={meaning}>
      <span data-live={state} className={cx('inline-flex items-center gap-1.5 whitespace-nowrap text-sm', tone)}>
        {state === 'live' ? (
          <Radio size={14} aria-hidden />
        ) : state === 'offline' ? (
          <CloudOff size={14} aria-hidden />
        ) : state === 'ended' ? (
          <History size={14} aria-hidden />
        ) : (
          <Spinner />
        )}
        {word}
      </span>
    </Tooltip>
  )
}
