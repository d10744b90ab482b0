import { type ComponentProps, forwardRef } from 'react'
import { cx } from './class-names.ts'
import { CONTROL } from './text-input.tsx'

/** Pixels of one line, and the most lines an empty field takes. */
const LINE = 20
const MOST_EMPTY_ROWS = 8

export const TextArea = forwardRef<HTMLTextAreaElement, ComponentProps<'textarea'> & { mono?: boolean }>(function TextArea(
  { className, mono = false, rows = 3, style, ...rest },
  ref,
) {
  return (
    <textarea
      ref={ref}
      rows={rows}
      // Grows with its text where the browser can; `rows` is the least, and all there is elsewhere.
      style={{ minHeight: Math.min(rows, MOST_EMPTY_ROWS) * LINE + 14, ...style }}
      spellCheck={!mono}
      className={cx(CONTROL, 'max-h-96 resize-y py-1.5 [field-sizing:content]', mono && 'font-mono text-sm leading-5', className)}
      {...rest}
    />
  )
})
