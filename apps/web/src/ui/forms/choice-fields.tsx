import { Field } from '../field.tsx'
import { Select } from '../select.tsx'
import { Switch } from '../switch.tsx'
import { messageAt, messageWithin } from './field-problems.ts'
import type { FieldSpec } from './form-fields.ts'
import type { FieldProps } from './schema-form.tsx'

function spoken(option: string): string {
  const words = option.replaceAll('_', ' ')
  return /^[a-z]/.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : words
}

/** One of a few. Without a default there is an empty choice until something is picked. */
export function ChoiceField({ field, value, pointer, problems, readOnly, onChange }: FieldProps<Extract<FieldSpec, { kind: 'choice' }>>) {
  const unset = field.default === undefined ? 'Choose…' : `${spoken(String(field.default))} (default)`
  const options = [
    { value: '', label: unset },
    ...field.options.filter((option) => option !== field.default).map((option) => ({ value: option, label: spoken(option) })),
  ]
  const current = typeof value === 'string' && value !== field.default ? value : ''
  return (
    <Field label={field.label} hint={field.hint} required={field.required} error={messageAt(problems, pointer)}>
      {(control) => (
        <Select {...control} options={options} value={current} disabled={readOnly} onChange={(event) => onChange(event.target.value || undefined)} />
      )}
    </Field>
  )
}

/** On or off; the default shows while nothing is set, and setting it back to the default leaves it in place. */
export function SwitchField({ field, value, readOnly, onChange }: FieldProps<Extract<FieldSpec, { kind: 'switch' }>>) {
  const checked = typeof value === 'boolean' ? value : field.default === true
  return (
    <Switch
      label={field.label}
      hint={field.hint}
      checked={checked}
      disabled={readOnly}
      onCheckedChange={(next) => onChange(next === (field.default ?? false) ? undefined : next)}
    />
  )
}

/** Any of a few. None chosen means the default. */
export function FlagsField({ field, value, pointer, problems, readOnly, onChange }: FieldProps<Extract<FieldSpec, { kind: 'flags' }>>) {
  const chosen = Array.isArray(value) ? value : []
  const error = messageWithin(problems, pointer)
  return (
    <fieldset className="flex flex-col gap-1" disabled={readOnly}>
      <legend className="mb-1 font-medium text-ink-2 text-sm">{field.label}</legend>
      {field.options.map((option) => (
        <label key={option} className="flex h-7 items-center gap-2 text-base">
          <input
            type="checkbox"
            className="size-4 accent-[var(--accent)]"
            checked={chosen.includes(option)}
            onChange={(event) => {
              const next = field.options.filter((candidate) => (candidate === option ? event.target.checked : chosen.includes(candidate)))
              onChange(next.length === 0 ? undefined : next)
            }}
          />
          {spoken(option)}
        </label>
      ))}
      {error ? <p className="text-danger text-sm">{error}</p> : null}
      {field.hint ? <p className="text-ink-3 text-xs">{chosen.length === 0 ? `None chosen. ${field.hint}` : field.hint}</p> : null}
    </fieldset>
  )
}
