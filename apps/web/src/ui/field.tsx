import { CircleAlert, TriangleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'

export interface FieldControl {
  id: string
  /** Where no label points to the control. */
  'aria-label'?: string
  'aria-describedby'?: string
  'aria-invalid'?: boolean
}

/** Label, hint and what is wrong around one control; the control takes the ids it is given. */
export function Field(props: {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  /** What should be known of the value; it may stay as it is. Not said beside an error. */
  caution?: ReactNode
  required?: boolean
  /** Stands at the right end of the label's line. */
  aside?: ReactNode
  children: (control: FieldControl) => ReactNode
}) {
  const { label, hint, error, caution, required = false, aside, children } = props
  const id = useId()
  const Sign = error ? CircleAlert : TriangleAlert
  const told = error ?? caution
  const described = [told ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ')
  return (
    <div className="flex flex-col gap-1">
      <div className="flex min-h-5 items-center gap-2">
        <label htmlFor={id} className="flex-1 font-medium text-ink-2 text-sm">
          {label}
          {required ? <span className="ml-0.5 text-ink-3"> (required)</span> : null}
        </label>
        {aside}
      </div>
      {children({ id, ...(described ? { 'aria-describedby': described } : {}), ...(error ? { 'aria-invalid': true } : {}) })}
      {told ? (
        <p
          id={`${id}-error`}
          data-field-error={error ? '' : undefined}
          className={cx('flex items-start gap-1 text-sm', error ? 'text-danger' : 'text-warning')}
        >
          <Sign aria-hidden size={14} className="mt-0.5 shrink-0" />
          <span className="min-w-0 break-words">{told}</span>
        </p>
      ) : null}
      {hint ? (
        <p id={`${id}-hint`} className="text-ink-3 text-xs">
          {hint}
        </p>
      ) : null}
    </div>
  )
}
