import { useEffect, useState } from 'react'

const STEPS: ReadonlyArray<readonly [limitSeconds: number, divisor: number, unit: Intl.RelativeTimeFormatUnit]> = [
  [60, 1, 'second'],
  [3600, 60, 'minute'],
  [86_400, 3600, 'hour'],
  [2_592_000, 86_400, 'day'],
  [31_536_000, 2_592_000, 'month'],
  [Number.POSITIVE_INFINITY, 31_536_000, 'year'],
]

const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

/** "3 min. ago", "in 2 hr."; both arguments in milliseconds since the epoch. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000)
  if (Math.abs(seconds) < 5) return 'just now'
  const [, divisor, unit] = STEPS.find(([limit]) => Math.abs(seconds) < limit) ?? [0, 31_536_000, 'year' as const]
  return format.format(Math.trunc(seconds / divisor), unit)
}

/** A moment as people say it, kept current; the exact time is in the title. */
export function RelativeTime({ at }: { at: string | number | Date }) {
  const date = new Date(at)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {relativeTime(date.getTime(), Math.max(now, Date.now()))}
    </time>
  )
}
