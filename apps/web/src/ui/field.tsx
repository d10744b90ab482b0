import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'

export interface FieldControl {
  id: string
  'aria-describedby'?: string
  'aria-invalid'?: boolean
}

/** Label, hint and error around one control; the control takes the ids it is given. */
export function Field(props: {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  required?: boolean
  /** Stands at the right end of the label's line. */
  aside?: ReactNode
  children: (control: FieldControl) => ReactNode
}) {
  const { label, hint, error, required = false, aside, children } = props
  const id = useId()
  const described = [error ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ')
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
      {error ? (
        <p id={`${id}-error`} data-field-error className="flex items-start gap-1 text-danger text-sm">
          <CircleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
          <span className="min-w-0 break-words">{error}</span>
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
