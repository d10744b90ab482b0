import { CircleAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

export interface FieldNotesProps {
  /** Of what the notes belong to; theirs are made of it. */
  id: string
  hint?: ReactNode
  error?: ReactNode
  /** What should be known of the value; it may stay as it is. Not said beside an error. */
  caution?: ReactNode
}

/** The ids of the notes that are there, for `aria-describedby`. */
export function notesOf({ id, hint, error, caution }: FieldNotesProps): { 'aria-describedby'?: string } {
  const ids = [(error ?? caution) ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter(Boolean)
  return ids.length > 0 ? { 'aria-describedby': ids.join(' ') } : {}
}

/** What is wrong with a value, and what helps with it. */
export function FieldNotes({ id, hint, error, caution }: FieldNotesProps) {
  const Sign = error ? CircleAlert : TriangleAlert
  const told = error ?? caution
  return (
    <>
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
    </>
  )
}
