import { useEffect, useRef } from 'react'
import type { Included, LeftOut } from '../../stores/chosen-parts.ts'
import { cx } from '../../ui/class-names.ts'

/** What is left out of what would be approved, and the way to change that. */
export interface Choice {
  leftOut: LeftOut
  onToggle: (parts: readonly number[]) => void
}

export interface IncludeBoxProps {
  /** What is included, for those who do not see it. */
  what: string
  included: Included
  onToggle: () => void
  className?: string
}

/** The box beside a change, which says whether it would be approved; half-way when only a part of it would. */
export function IncludeBox({ what, included, onToggle, className }: IncludeBoxProps) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = included === 'some'
  }, [included])
  return (
    <label className={cx('flex shrink-0 cursor-pointer items-center justify-center', className)}>
      <span className="sr-only">Include {what}</span>
      <input ref={box} type="checkbox" checked={included === 'all'} onChange={onToggle} className="size-4 cursor-pointer accent-accent" />
    </label>
  )
}
