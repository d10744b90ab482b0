import { cx } from './class-names.ts'

/** Holds the place of something that is on its way. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('status-pulse rounded-lg bg-surface-3', className)} />
}
