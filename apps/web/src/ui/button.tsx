import { type ComponentProps, forwardRef, type ReactNode } from 'react'
import { cx } from './class-names.ts'
import { Spinner } from './spinner.tsx'

const tones = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-hover',
  secondary: 'bg-surface text-ink border-line-strong hover:bg-surface-2',
  quiet: 'bg-transparent text-ink-2 border-transparent hover:bg-surface-3 hover:text-ink',
  danger: 'bg-danger text-on-danger border-transparent hover:bg-danger-hover',
  'danger-quiet': 'bg-surface text-danger border-line-strong hover:bg-danger-soft',
} as const

const sizes = { sm: 'h-7 px-2.5 text-sm gap-1.5', md: 'h-8 px-3 text-base gap-2' } as const

export type ButtonProps = ComponentProps<'button'> & {
  tone?: keyof typeof tones
  size?: keyof typeof sizes
  icon?: ReactNode
  /** Shows a spinner in place of the icon and refuses clicks. */
  busy?: boolean
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { tone = 'secondary', size = 'md', icon, busy = false, className, children, disabled, type = 'button', ...rest },
  ref,
) {
  return (
    <button
      ref={ref}
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cx(
        'inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-lg border font-medium transition-colors duration-[120ms] disabled:opacity-50',
        tones[tone],
        sizes[size],
        className,
      )}
      {...rest}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
})
