import { type ComponentProps, forwardRef } from 'react'
import { cx } from './class-names.ts'
import { CONTROL } from './text-input.tsx'

export const TextArea = forwardRef<HTMLTextAreaElement, ComponentProps<'textarea'> & { mono?: boolean }>(function TextArea(
  { className, mono = false, rows = 3, ...rest },
  ref,
) {
  return (
    <textarea
      ref={ref}
      rows={rows}
      spellCheck={!mono}
      className={cx(CONTROL, 'max-h-96 resize-y py-1.5 [field-sizing:content]', mono && 'font-mono text-sm leading-[19px]', className)}
      {...rest}
    />
  )
})
