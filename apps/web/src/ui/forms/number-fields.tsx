import { Field } from '../field.tsx'
import { TextInput } from '../text-input.tsx'
import { messageAt, messageWithin, problemAt } from './field-problems.ts'
import { type FieldSpec, placeholderOf } from './form-fields.ts'
import { useKeptText } from './kept-text.ts'
import { boundsHint, outOfBounds, withinBounds } from './number-bounds.ts'
import { parseMilliseconds, parseNumber, parseNumbers } from './parse-numbers.ts'
import type { FieldProps } from './schema-form.tsx'
import { spokenMilliseconds, writtenMilliseconds } from './spoken-milliseconds.ts'

interface TypedTextSource {
  pointer: string
  value: unknown
  /** The value as it stands in the field while nobody has typed. */
  show: (value: unknown) => string
  parse: (text: string) => { value: unknown } | { fault: string }
  onChange: (value: unknown) => void
}

/** Text that is kept as typed while it is no number, and handed on once it is one. */
function useTypedText({ pointer, value, show, parse, onChange }: TypedTextSource) {
  const [typed, keep] = useKeptText<{ text: string; of: string }>(pointer)
  const shown = show(value)
  const text = typed && typed.of === shown ? typed.text : shown
  const parsed = parse(text)
  return {
    text,
    fault: 'fault' in parsed ? parsed.fault : undefined,
    type: (next: string) => {
      const outcome = parse(next)
      keep({ text: next, of: 'fault' in outcome ? shown : show(outcome.value) }, 'fault' in outcome ? outcome.fault : undefined)
      if (!('fault' in outcome)) onChange(outcome.value)
    },
  }
}

function shownNumber(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  return value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const shownDuration = (value: unknown): string => (typeof value === 'number' ? writtenMilliseconds(value) : shownNumber(value))

export function NumberField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<Extract<FieldSpec, { kind: 'number' }>>) {
  const { duration = false } = field
  const parse = (text: string) => withinBounds(duration ? parseMilliseconds(text, field) : parseNumber(text, field), field)
  const typed = useTypedText({ pointer, value, show: duration ? shownDuration : shownNumber, parse, onChange })
  const bounds = boundsHint(field)
  // Milliseconds are what few can read.
  const spoken =
    duration && typeof value === 'number' && value >= 1_000 && /^\d+$/.test(typed.text.trim()) ? `That is ${spokenMilliseconds(value)}.` : undefined
  return (
    <Field
      label={field.label}
      hint={[spoken, field.hint, bounds].filter(Boolean).join(' ') || undefined}
      required={field.required}
      error={typed.fault ?? outOfBounds(problemAt(problems, pointer), field) ?? messageAt(problems, pointer)}
    >
      {(control) => (
        <TextInput
          {...control}
          inputMode={duration ? undefined : 'decimal'}
          autoComplete="off"
          readOnly={readOnly}
          placeholder={placeholderOf(field, (number) => (duration && typeof number === 'number' ? spokenMilliseconds(number) : String(number)))}
          value={typed.text}
          onBlur={onDone}
          onChange={(event) => typed.type(event.target.value)}
        />
      )}
    </Field>
  )
}

/** A few numbers, with commas between. */
export function NumbersField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<Extract<FieldSpec, { kind: 'numbers' }>>) {
  const typed = useTypedText({ pointer, value, show: shownNumber, parse: parseNumbers, onChange })
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
          placeholder="e.g. 200, 201"
          value={typed.text}
          onBlur={onDone}
          onChange={(event) => typed.type(event.target.value)}
        />
      )}
    </Field>
  )
}
