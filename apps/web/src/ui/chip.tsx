import type { ComponentProps, ReactNode } from 'react'
import { cx } from './class-names.ts'

const tones = {
  neutral: 'border-line text-ink-2 bg-surface',
  accent: 'border-transparent bg-accent-soft text-accent-text',
  warning: 'border-transparent bg-warning-soft text-warning',
  danger: 'border-transparent bg-danger-soft text-danger',
} as const

/** A small rounded label for a fact about what stands beside it. */
export function Chip({ tone = 'neutral', icon, className, children, ...rest }: ComponentProps<'span'> & { tone?: keyof typeof tones; icon?: ReactNode }) {
  return (
    <span className={cx('inline-flex h-5.5 shrink-0 items-center gap-1 whitespace-nowrap rounded-full border px-2 text-xs', tones[tone], className)} {...rest}>
      {icon}
      {children}
    </span>
  )
}
