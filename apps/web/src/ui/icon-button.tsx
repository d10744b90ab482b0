import { type ComponentProps, forwardRef } from 'react'
import { cx } from './class-names.ts'
import { Tooltip } from './tooltip.tsx'

export type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  /** Accessible name and tooltip. */
  label: string
  shortcut?: string
  size?: 'sm' | 'md'
  bordered?: boolean
  active?: boolean
  side?: 'top' | 'right' | 'bottom' | 'left'
}

export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { label, shortcut, size = 'md', bordered = false, active = false, side = 'bottom', className, type = 'button', ...rest },
  ref,
) {
  return (
    <Tooltip content={label} shortcut={shortcut} side={side}>
      <button
        ref={ref}
        type={type}
        aria-label={label}
        className={cx(
          'inline-flex shrink-0 items-center justify-center rounded-lg transition-colors duration-[120ms] disabled:opacity-40',
          size === 'sm' ? 'size-7' : 'size-8',
          bordered && 'border border-line-strong bg-surface',
          active ? 'bg-accent-soft text-accent-text' : 'text-ink-2 enabled:hover:bg-surface-3 enabled:hover:text-ink',
          className,
        )}
        {...rest}
      />
    </Tooltip>
  )
})
