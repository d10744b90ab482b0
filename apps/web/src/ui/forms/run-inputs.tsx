import type { FieldProblem } from '@aob/schemas'
import { useMemo } from 'react'
import { type FieldSchema, type FieldSpec, inputFields, questionsOf } from './form-fields.ts'
import { SchemaForm } from './schema-form.tsx'

export interface RunInputsProps {
  /** The inputs schema of the workflow; undefined where it takes none. */
  schema: FieldSchema | undefined
  value: Readonly<Record<string, unknown>>
  problems: readonly FieldProblem[]
  onChange: (value: Record<string, unknown>) => void
}

/** Where the value lies in the document that is sent. */
const POINTER = '/inputs'
const AS_JSON: FieldSpec[] = [
  { kind: 'json', key: 'inputs', label: 'Inputs', hint: 'A JSON object. The schema of these inputs says more than a form can ask.', required: false },
]

/** Asks for what a run is started with, from the workflow's own schema. */
export function RunInputs({ schema, value, problems, onChange }: RunInputsProps) {
  const fields = useMemo(() => inputFields(schema ?? {}), [schema])
  if (schema === undefined || (fields.length === 0 && schema.properties)) return <p className="text-ink-2 text-sm">This workflow takes no inputs.</p>
  if (fields.length > 0) return <SchemaForm fields={fields} value={value} pointer={POINTER} problems={problems} onChange={onChange} />
  return (
    <SchemaForm
      fields={AS_JSON}
      value={Object.keys(value).length > 0 ? { inputs: value } : {}}
      pointer=""
      problems={problems}
      onChange={({ inputs }) => {
        // What is no object is refused by the server, with its place.
        onChange((inputs ?? {}) as Record<string, unknown>)
      }}
    />
  )
}

/** One problem for each input that is needed and has neither a value nor a default. */
export function missingInputs(schema: FieldSchema | undefined, value: Readonly<Record<string, unknown>>): FieldProblem[] {
  const missing = questionsOf(schema ?? {}).filter((key) => value[key] === undefined)
  return missing.map((key) => ({ code: 'run.inputs_invalid', message: 'This is needed to start.', pointer: `${POINTER}/${key}`, severity: 'error' }))
}

/** Puts the focus on the first field that says it is wrong, also where its text never became a value; false when there is none. */
export function focusFault(form: HTMLElement): boolean {
  const field = form.querySelector<HTMLElement>('[aria-invalid="true"]')
  field?.focus()
  return field !== null
}
