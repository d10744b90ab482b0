import { Field } from '../field.tsx'
import { TextArea } from '../text-area.tsx'
import { cautionWithin, messageWithin } from './field-problems.ts'
import type { FieldSpec } from './form-fields.ts'
import type { FieldProps } from './schema-form.tsx'
import { useJsonText } from './use-json-text.ts'

/** Any JSON value. Text that is not JSON yet stays in the field and never reaches the document. */
export function JsonField({ field, value, pointer, problems, readOnly, onChange, onDone }: FieldProps<Extract<FieldSpec, { kind: 'json' }>>) {
  const json = useJsonText(value, onChange)
  return (
    <Field
      label={field.label}
      hint={field.hint}
      required={field.required}
      error={json.fault ?? messageWithin(problems, pointer)}
      caution={cautionWithin(problems, pointer)}
    >
      {(control) => (
        <TextArea
          {...control}
          mono
          readOnly={readOnly}
          rows={Math.min(16, Math.max(2, json.text.split('\n').length))}
          value={json.text}
          placeholder={'{ }'}
          onBlur={onDone}
          onChange={(event) => json.type(event.target.value)}
        />
      )}
    </Field>
  )
}
