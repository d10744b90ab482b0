import { Field } from '../field.tsx'
import { FieldGroup } from '../field-group.tsx'
import { literalText } from '../literal-text.ts'
import { Select } from '../select.tsx'
import { Switch } from '../switch.tsx'
import { cautionWithin, messageAt, messageWithin } from './field-problems.ts'
import type { FieldSpec } from './form-fields.ts'
import type { FieldProps } from './schema-form.tsx'

function spoken(option: string): string {
  const words = option.replaceAll('_', ' ')
  return /^[a-z]/.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : words
}

/** One of a few. Without a default there is an empty choice until something is picked; what is none of them is shown as what it is. */
export function ChoiceField({ field, value, pointer, problems, readOnly, onChange }: FieldProps<Extract<FieldSpec, { kind: 'choice' }>>) {
  const unset = field.default === undefined ? 'Choose…' : `${spoken(String(field.default))} (default)`
  const isNone = value !== undefined && value !== field.default && !field.options.includes(value as string)
  const options = [
    { value: '', label: unset },
    ...field.options.filter((option) => option !== field.default).map((option) => ({ value: option, label: spoken(option) })),
    ...(isNone ? [{ value: NONE_OF_THEM, label: `${literalText(typeof value === 'string' ? value : JSON.stringify(value))} (no such choice)` }] : []),
  ]
  const current = isNone ? NONE_OF_THEM : typeof value === 'string' && value !== field.default ? value : ''
  return (
    <Field
      label={field.label}
      hint={field.hint}
      required={field.required}
      error={messageAt(problems, pointer) && isNone ? 'This is none of the choices.' : messageAt(problems, pointer)}
      caution={cautionWithin(problems, pointer)}
    >
      {(control) => (
        <Select {...control} options={options} value={current} disabled={readOnly} onChange={(event) => onChange(event.target.value || undefined)} />
      )}
    </Field>
  )
}

/** No option is empty, and none begins with a character nobody can type. */
const NONE_OF_THEM = '\u0000'

/** On or off; the default shows while nothing is set, and setting it back to the default leaves it in place. */
export function SwitchField({ field, value, pointer, problems, readOnly, onChange }: FieldProps<Extract<FieldSpec, { kind: 'switch' }>>) {
  const checked = typeof value === 'boolean' ? value : field.default === true
  return (
    <Switch
      label={field.label}
      hint={field.hint}
      error={messageAt(problems, pointer)}
      checked={checked}
      disabled={readOnly}
      onCheckedChange={(next) => onChange(next === (field.default ?? false) ? undefined : next)}
    />
  )
}

/** Any of a few. None chosen means the default. */
export function FlagsField({ field, value, pointer, problems, readOnly, onChange }: FieldProps<Extract<FieldSpec, { kind: 'flags' }>>) {
  const chosen = Array.isArray(value) ? value : []
  return (
    <FieldGroup label={field.label} hint={field.hint} required={field.required} disabled={readOnly} error={messageWithin(problems, pointer)}>
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
    </FieldGroup>
  )
}
