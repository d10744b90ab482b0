import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

/** Teaches in place of emptiness: one sentence, one action, one example. */
export function EmptyState(props: { icon?: ReactNode; title: string; children?: ReactNode; action?: ReactNode; className?: string }) {
  const { icon, title, children, action, className } = props
  return (
    <div className={cx('mx-auto flex max-w-sm flex-col items-center px-6 py-12 text-center', className)}>
      {icon ? <div className="mb-3 flex size-11 items-center justify-center rounded-xl bg-accent-soft text-accent-text">{icon}</div> : null}
      <h2 className="font-semibold text-lg">{title}</h2>
      {children ? <div className="mt-1 text-pretty text-ink-2 text-base">{children}</div> : null}
      {action ? <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}
