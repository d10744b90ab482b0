import { cx } from './class-names.ts'

/** A count on top of something; nothing at zero. */
export function Badge({
  count,
  label,
  tone = 'accent',
  className,
}: {
  count: number
  label: string
  tone?: 'accent' | 'danger' | 'warning'
  className?: string
}) {
  if (count <= 0) return null
  const tones = {
    accent: 'bg-accent text-on-accent',
    danger: 'bg-danger text-on-danger',
    warning: 'bg-status-waiting text-surface',
  }
  return (
    <span
      role="img"
      aria-label={label}
      className={cx(
        'inline-flex h-4 min-w-4 items-center justify-center rounded-full px-1 font-semibold text-xs leading-none tabular-nums',
        tones[tone],
        className,
      )}
    >
      {count > 99 ? '99+' : count}
    </span>
  )
}
