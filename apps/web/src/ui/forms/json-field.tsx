import { useContext } from 'react'
import { Field } from '../field.tsx'
import { cautionWithin, messageWithin } from './field-problems.ts'
import { type FieldSpec, placeholderOf } from './form-fields.ts'
import { PlainText } from './plain-text.tsx'
import type { FieldProps } from './schema-form.tsx'
import { TextHelp } from './text-help.ts'
import { useJsonText } from './use-json-text.ts'

/** Any JSON value. Text that is not JSON yet stays in the field and never reaches the document. */
export function JsonField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<Extract<FieldSpec, { kind: 'json' }>>) {
  const Help = useContext(TextHelp)
  const json = useJsonText({ value, pointer, onChange })
  return (
    <Field
      label={field.label}
      hint={field.hint}
      required={field.required}
      error={json.fault ?? messageWithin(problems, pointer)}
      caution={cautionWithin(problems, pointer)}
    >
      {(control) => {
        const shared = {
          control,
          kind: 'json',
          readOnly,
          value: json.text,
          placeholder: placeholderOf(field, JSON.stringify) ?? '{ }',
          onBlur: onDone,
          onChange: json.type,
        } as const
        return Help ? <Help {...shared} inner={field.inner} label={field.required ? `${field.label} (required)` : field.label} /> : <PlainText {...shared} />
      }}
    </Field>
  )
}
