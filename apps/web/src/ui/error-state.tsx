import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

/** Something failed: what, why in plain words, and a way out. */
export function ErrorState(props: { title: string; detail?: ReactNode; action?: ReactNode; className?: string }) {
  const { title, detail, action, className } = props
  return (
    <div role="alert" className={cx('mx-auto flex max-w-md flex-col items-center px-6 py-12 text-center', className)}>
      <div className="mb-3 flex size-11 items-center justify-center rounded-xl bg-danger-soft text-danger">
        <CircleAlert aria-hidden size={22} />
      </div>
      <h2 className="font-semibold text-lg">{title}</h2>
      {detail ? <div className="mt-1 text-pretty break-words text-ink-2 text-base">{detail}</div> : null}
      {action ? <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}
