import { type ComponentProps, forwardRef } from 'react'
import { cx } from './class-names.ts'

export const CONTROL =
  'w-full min-w-0 rounded-lg border border-control bg-surface px-2.5 text-base text-ink placeholder:text-ink-3 disabled:opacity-60 [&[readonly]]:bg-surface-2 aria-invalid:border-danger focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-[var(--focus)]'

export const TextInput = forwardRef<HTMLInputElement, ComponentProps<'input'> & { mono?: boolean }>(function TextInput(
  { className, mono = false, type = 'text', ...rest },
  ref,
) {
  return <input ref={ref} type={type} className={cx(CONTROL, 'h-8', mono && 'font-mono text-sm', className)} {...rest} />
})
