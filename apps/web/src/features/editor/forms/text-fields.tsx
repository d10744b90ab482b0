import { Field } from '../../../ui/field.tsx'
import { TextArea } from '../../../ui/text-area.tsx'
import { TextInput } from '../../../ui/text-input.tsx'
import { messageAt, messageWithin } from './field-problems.ts'
import type { FieldSpec } from './form-fields.ts'
import type { FieldProps } from './schema-form.tsx'

type TextSpec = Extract<FieldSpec, { kind: 'line' | 'text' | 'code' | 'expression' }>

const ROWS = { text: 3, code: 8, expression: 2 } as const

/** Grows with its content, within reason. */
function rowsFor(kind: 'text' | 'code' | 'expression', text: string): number {
  return Math.min(24, Math.max(ROWS[kind], text.split('\n').length + 1))
}

/** One line, prose, code or an expression. Empty text takes the property out. */
export function TextField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<TextSpec>) {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
  const placeholder = field.default === undefined ? undefined : String(field.default)
  const shared = { readOnly, maxLength: field.maxLength, placeholder, value: text, onBlur: onDone }
  const set = (next: string) => onChange(next === '' ? undefined : next)
  return (
    <Field label={field.label} hint={field.hint} required={field.required} error={messageAt(problems, pointer)}>
      {(control) =>
        field.kind === 'line' ? (
          <TextInput {...control} {...shared} mono={text.includes('{{')} autoComplete="off" onChange={(event) => set(event.target.value)} />
        ) : (
          <TextArea
            {...control}
            {...shared}
            {...(field.kind === 'expression' ? { 'data-expression': '' } : {})}
            mono={field.kind !== 'text'}
            rows={rowsFor(field.kind, text)}
            onChange={(event) => set(event.target.value)}
          />
        )
      }
    </Field>
  )
}

/** A list of strings, one per line. */
export function LinesField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<Extract<FieldSpec, { kind: 'lines' }>>) {
  const lines = Array.isArray(value) ? value.map(String) : []
  return (
    <Field label={field.label} hint={field.hint ?? 'One per line.'} required={field.required} error={messageWithin(problems, pointer)}>
      {(control) => (
        <TextArea
          {...control}
          rows={Math.min(8, lines.length + 1)}
          readOnly={readOnly}
          value={lines.join('\n')}
          onBlur={onDone}
          onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value.split('\n'))}
        />
      )}
    </Field>
  )
}
