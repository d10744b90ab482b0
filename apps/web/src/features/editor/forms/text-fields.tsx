import { useState } from 'react'
import { Field, type FieldControl } from '../../../ui/field.tsx'
import { TextArea } from '../../../ui/text-area.tsx'
import { TextInput } from '../../../ui/text-input.tsx'
import { useSurroundings } from '../expressions/expression-context.tsx'
import { ExpressionField, useExpressionInput } from '../expressions/expression-field.tsx'
import { messageAt, messageWithin } from './field-problems.ts'
import type { FieldSpec } from './form-fields.ts'
import type { FieldProps } from './schema-form.tsx'

type TextSpec = Extract<FieldSpec, { kind: 'line' | 'text' | 'code' | 'expression' }>

const ROWS = { text: 3, code: 8, expression: 2 } as const

/** Grows with its content, within reason. */
function rowsFor(kind: 'text' | 'code' | 'expression', text: string): number {
  return Math.min(24, Math.max(ROWS[kind], text.split('\n').length + 1))
}

/** One line, prose, code or an expression. Empty text takes the property out. Where expressions can be read, the field helps with them. */
export function TextField(props: FieldProps<TextSpec>) {
  const { field, value, pointer, problems, readOnly, onChange, onDone } = props
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
  const placeholder = field.default === undefined ? undefined : String(field.default)
  const set = (next: string) => onChange(next === '' ? undefined : next)
  const helped = useSurroundings() !== undefined && field.kind !== 'code'
  const shared = { readOnly, maxLength: field.maxLength, placeholder, value: text, onBlur: onDone }
  return (
    <Field label={field.label} hint={field.hint} required={field.required} error={messageAt(problems, pointer)}>
      {(control) =>
        helped ? (
          <HelpedText {...shared} control={control} field={field} onChange={set} />
        ) : (
          <PlainText {...shared} control={control} kind={field.kind} onChange={set} />
        )
      }
    </Field>
  )
}

interface TextProps {
  control: FieldControl
  value: string
  readOnly: boolean
  maxLength?: number
  placeholder?: string
  onBlur?: () => void
  onChange: (value: string) => void
}

/** The code editor once it is there; a plain control until then, and for as long as somebody types in it. */
function HelpedText({ control, field, ...rest }: TextProps & { field: TextSpec }) {
  const { id } = control
  const Input = useExpressionInput(() => document.activeElement?.id === id)
  if (!Input) return <PlainText {...rest} control={control} kind={field.kind} />
  const kind = field.kind === 'line' ? 'text' : field.kind
  return (
    <ExpressionField
      {...rest}
      control={control}
      Input={Input}
      label={field.required ? `${field.label} (required)` : field.label}
      mode={field.kind === 'expression' ? 'expression' : 'template'}
      singleLine={field.kind === 'line'}
      rows={field.kind === 'line' ? 1 : ROWS[kind]}
    />
  )
}

function PlainText({ control, kind, onChange, ...rest }: TextProps & { kind: TextSpec['kind'] }) {
  if (kind === 'line')
    return <TextInput {...control} {...rest} mono={rest.value.includes('{{')} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
  return (
    <TextArea
      {...control}
      {...rest}
      {...(kind === 'expression' ? { 'data-expression': '' } : {})}
      mono={kind !== 'text'}
      rows={rowsFor(kind, rest.value)}
      onChange={(event) => onChange(event.target.value)}
    />
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
