import { useState } from 'react'
import { Field } from '../field.tsx'
import { TextInput } from '../text-input.tsx'
import { messageAt, messageWithin } from './field-problems.ts'
import { type FieldSpec, placeholderOf } from './form-fields.ts'
import { parseMilliseconds, parseNumber, parseNumbers } from './parse-numbers.ts'
import type { FieldProps } from './schema-form.tsx'
import { spokenMilliseconds } from './spoken-milliseconds.ts'

/** Text that is kept as typed while it is no number, and handed on once it is one. */
function useTypedText(shown: string, parse: (text: string) => { value: unknown } | { fault: string }, onChange: (value: unknown) => void) {
  const [typed, setTyped] = useState<{ text: string; of: string } | undefined>(undefined)
  const text = typed && typed.of === shown ? typed.text : shown
  const parsed = parse(text)
  return {
    text,
    fault: 'fault' in parsed ? parsed.fault : undefined,
    type: (next: string) => {
      const outcome = parse(next)
      setTyped({ text: next, of: 'fault' in outcome ? shown : show(outcome.value) })
      if (!('fault' in outcome)) onChange(outcome.value)
    },
  }
}

function show(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  return value === undefined ? '' : String(value)
}

export function NumberField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<Extract<FieldSpec, { kind: 'number' }>>) {
  const isDuration = field.label.endsWith('(ms)')
  const typed = useTypedText(show(value), (text) => (isDuration ? parseMilliseconds(text, field) : parseNumber(text, field)), onChange)
  const bounds = boundsHint(field, isDuration)
  const spoken = isDuration && typeof value === 'number' && value >= 1_000 ? `That is ${spokenMilliseconds(value)}.` : undefined
  return (
    <Field
      label={field.label}
      hint={[spoken, field.hint, bounds].filter(Boolean).join(' ') || undefined}
      required={field.required}
      error={typed.fault ?? messageAt(problems, pointer)}
    >
      {(control) => (
        <TextInput
          {...control}
          inputMode={isDuration ? undefined : 'decimal'}
          autoComplete="off"
          readOnly={readOnly}
          placeholder={placeholderOf(field, (number) => (isDuration && typeof number === 'number' ? spokenMilliseconds(number) : String(number)))}
          value={typed.text}
          onBlur={onDone}
          onChange={(event) => typed.type(event.target.value)}
        />
      )}
    </Field>
  )
}

function boundsHint({ minimum, maximum }: { minimum?: number; maximum?: number }, isDuration: boolean): string | undefined {
  const say = (value: number) => (isDuration ? spokenMilliseconds(value) : value.toLocaleString('en'))
  if (minimum !== undefined && maximum !== undefined) return `From ${say(minimum)} to ${say(maximum)}.`
  if (minimum !== undefined) return `At least ${say(minimum)}.`
  return maximum === undefined ? undefined : `At most ${say(maximum)}.`
}

/** A few numbers, with commas between. */
export function NumbersField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<Extract<FieldSpec, { kind: 'numbers' }>>) {
  const typed = useTypedText(show(value), parseNumbers, onChange)
  return (
    <Field
      label={field.label}
      hint={field.hint ?? 'Numbers with commas between.'}
      required={field.required}
      error={typed.fault ?? messageWithin(problems, pointer)}
    >
      {(control) => (
        <TextInput
          {...control}
          inputMode="numeric"
          autoComplete="off"
          readOnly={readOnly}
          placeholder="200, 201"
          value={typed.text}
          onBlur={onDone}
          onChange={(event) => typed.type(event.target.value)}
        />
      )}
    </Field>
  )
}
