import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

/** A titled region with its own scroll. */
export function Panel(props: { title: ReactNode; actions?: ReactNode; label?: string; className?: string; children: ReactNode }) {
  const { title, actions, label, className, children } = props
  return (
    <section aria-label={label} className={cx('flex h-full min-h-0 min-w-0 flex-col bg-surface', className)}>
      <header className="flex h-10 shrink-0 items-center gap-2 border-line border-b pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold text-base">{title}</h2>
        {actions}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
    </section>
  )
}
