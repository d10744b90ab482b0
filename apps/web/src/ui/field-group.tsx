import { type ReactNode, useId } from 'react'
import { FieldNotes, notesOf } from './field-notes.tsx'

/** Several controls for one value, with what a field has around one: label, hint and what is wrong. */
export function FieldGroup(props: {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  caution?: ReactNode
  required?: boolean
  disabled?: boolean
  children: ReactNode
}) {
  const { label, hint, error, caution, required = false, disabled, children } = props
  const id = useId()
  const notes = { id, hint, error, caution }
  return (
    <fieldset id={id} disabled={disabled} {...notesOf(notes)} aria-invalid={error ? true : undefined} className="flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-ink-2 text-sm">
        {label}
        {required ? <span className="ml-0.5 text-ink-3"> (required)</span> : null}
      </legend>
      {children}
      <FieldNotes {...notes} />
    </fieldset>
  )
}
