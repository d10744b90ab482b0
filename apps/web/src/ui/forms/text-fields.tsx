import { useContext, useState } from 'react'
import { Field } from '../field.tsx'
import { TextArea } from '../text-area.tsx'
import { cautionWithin, messageAt, messageWithin } from './field-problems.ts'
import { type FieldSpec, placeholderOf } from './form-fields.ts'
import { useKeptText } from './kept-text.ts'
import { PlainText, type TextKind } from './plain-text.tsx'
import type { FieldProps } from './schema-form.tsx'
import { SuggestionsContext } from './suggestions.ts'
import { TextHelp } from './text-help.ts'

type TextSpec = Extract<FieldSpec, { kind: Exclude<TextKind, 'json'> }>

/** One line, prose, code or an expression. Empty text takes the property out. Where expressions can be read, the field helps with them. */
export function TextField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<TextSpec>) {
  const Help = useContext(TextHelp)
  const named = useContext(SuggestionsContext)
  const text = useBoundedText(field, value, pointer, onChange)
  const shared = { kind: field.kind, readOnly, placeholder: placeholderOf(field), value: text.value, onBlur: onDone, onChange: text.type }
  return (
    <Field
      label={field.label}
      hint={field.hint}
      required={field.required}
      error={text.fault ?? messageAt(problems, pointer)}
      caution={cautionWithin(problems, pointer)}
    >
      {(control) =>
        Help && field.kind !== 'code' && !field.plain ? (
          <Help {...shared} control={control} label={field.required ? `${field.label} (required)` : field.label} />
        ) : (
          <PlainText {...shared} control={control} suggestions={field.suggests && named[field.suggests]} />
        )
      }
    </Field>
  )
}

/** Nothing is cut off: what is longer than the document may hold stays in the field, and is called too long there. */
export function useBoundedText(
  { bounded = false, maxLength = Number.POSITIVE_INFINITY }: Pick<TextSpec, 'bounded' | 'maxLength'>,
  value: unknown,
  pointer: string,
  onChange: (value: unknown) => void,
) {
  const [typed, keep] = useKeptText<{ text: string; of: unknown }>(pointer)
  const shown = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
  const text = typed && typed.of === value ? typed.text : shown
  const faultOf = ({ length }: string) =>
    bounded && length > maxLength ? `Must have at most ${maxLength.toLocaleString('en')} characters; these are ${length.toLocaleString('en')}.` : undefined
  const fault = faultOf(text)
  return {
    value: fault === undefined ? shown : text,
    fault,
    type: (next: string) => {
      const tooLong = faultOf(next)
      if (bounded) keep({ text: next, of: value }, tooLong)
      if (tooLong === undefined) onChange(next === '' ? undefined : next)
    },
  }
}

/** A list of strings, one per line. A line that is empty yet stays in the field and out of the document. */
export function LinesField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<Extract<FieldSpec, { kind: 'lines' }>>) {
  const lines = Array.isArray(value) ? value.map(String) : []
  const [typed, setTyped] = useState('')
  const text = linesOf(typed).join('\n') === lines.join('\n') ? typed : lines.join('\n')
  return (
    <Field label={field.label} hint={field.hint ?? 'One per line.'} required={field.required} error={messageWithin(problems, pointer)}>
      {(control) => (
        <TextArea
          {...control}
          rows={Math.min(8, text.split('\n').length + 1)}
          readOnly={readOnly}
          value={text}
          onBlur={onDone}
          onChange={(event) => {
            setTyped(event.target.value)
            const next = linesOf(event.target.value)
            if (next.join('\n') !== lines.join('\n')) onChange(next.length === 0 ? undefined : next)
          }}
        />
      )}
    </Field>
  )
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')
