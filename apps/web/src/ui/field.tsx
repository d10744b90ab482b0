import { type ReactNode, useId } from 'react'
import { FieldNotes, notesOf } from './field-notes.tsx'

export interface FieldControl {
  id: string
  /** Where no label points to the control. */
  'aria-label'?: string
  'aria-describedby'?: string
  'aria-invalid'?: boolean
  'aria-required'?: boolean
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
  const notes = { id, hint, error, caution }
  return (
    <div className="flex flex-col gap-1">
      <div className="flex min-h-5 items-center gap-2">
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard goes to the control itself; a label leads the pointer to it, which the browser does for its own controls only */}
        <label htmlFor={id} className="flex-1 font-medium text-ink-2 text-sm" onClick={() => document.getElementById(id)?.focus()}>
          {label}
          {required ? <span className="ml-0.5 text-ink-3"> (required)</span> : null}
        </label>
        {aside}
      </div>
      {children({ id, ...notesOf(notes), ...(error ? { 'aria-invalid': true } : {}), ...(required ? { 'aria-required': true } : {}) })}
      <FieldNotes {...notes} />
    </div>
  )
}
