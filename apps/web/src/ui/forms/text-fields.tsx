import { useContext, useState } from 'react'
import { Field } from '../field.tsx'
import { TextArea } from '../text-area.tsx'
import { cautionWithin, messageAt, messageWithin } from './field-problems.ts'
import { type FieldSpec, placeholderOf } from './form-fields.ts'
import { PlainText, type TextKind } from './plain-text.tsx'
import type { FieldProps } from './schema-form.tsx'
import { TextHelp } from './text-help.ts'

/** One line, prose, code or an expression. Empty text takes the property out. Where expressions can be read, the field helps with them. */
export function TextField({
  field,
  value,
  pointer,
  problems,
  readOnly,
  onChange,
  onDone,
}: FieldProps<Extract<FieldSpec, { kind: Exclude<TextKind, 'json'> }>>) {
  const Help = useContext(TextHelp)
  const shared = {
    kind: field.kind,
    readOnly,
    maxLength: field.maxLength,
    placeholder: placeholderOf(field),
    value: typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value),
    onBlur: onDone,
    onChange: (next: string) => onChange(next === '' ? undefined : next),
  }
  return (
    <Field label={field.label} hint={field.hint} required={field.required} error={messageAt(problems, pointer)} caution={cautionWithin(problems, pointer)}>
      {(control) =>
        Help && field.kind !== 'code' ? (
          <Help {...shared} control={control} label={field.required ? `${field.label} (required)` : field.label} />
        ) : (
          <PlainText {...shared} control={control} />
        )
      }
    </Field>
  )
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
