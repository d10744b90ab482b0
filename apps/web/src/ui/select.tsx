import { ChevronDown } from 'lucide-react'
import { type ComponentProps, forwardRef } from 'react'
import { cx } from './class-names.ts'
import { CONTROL } from './text-input.tsx'

export interface SelectOption {
  value: string
  label: string
}

/** A native select in our clothes: the platform's own list is the most usable one on every device. */
export const Select = forwardRef<HTMLSelectElement, Omit<ComponentProps<'select'>, 'children'> & { options: readonly SelectOption[] }>(function Select(
  { options, className, ...rest },
  ref,
) {
  return (
    <span className={cx('relative block', className)}>
      <select ref={ref} className={cx(CONTROL, 'h-8 appearance-none pr-8')} {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden size={14} className="pointer-events-none absolute top-2.25 right-2.5 text-ink-3" />
    </span>
  )
})
