import type { FieldProblem } from '@aob/schemas'
import { useMemo, useState } from 'react'
import { Button } from '../button.tsx'
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

/** Asks for what a run is started with, from the workflow's own schema; or as JSON, where one likes or no form can ask. */
export function RunInputs({ schema, value, problems, onChange }: RunInputsProps) {
  const fields = useMemo(() => inputFields(schema ?? {}), [schema])
  const [asJson, setAsJson] = useState(false)
  // A run may have been given what its workflow does not ask for.
  const [given] = useState(() => Object.keys(value).length > 0)
  const asksNothing = schema === undefined || (fields.length === 0 && schema.properties !== undefined)
  if (asksNothing && !given) return <p className="text-ink-2 text-sm">This workflow takes no inputs.</p>
  if (fields.length === 0) {
    const hint = asksNothing ? 'A JSON object.' : 'A JSON object. The schema of these inputs says more than a form can ask.'
    return <JsonInputs hint={hint} value={value} problems={problems} onChange={onChange} />
  }
  return (
    <div className="flex flex-col gap-3">
      {asJson ? (
        <JsonInputs hint="A JSON object, with a member for each input." value={inOrder(value, fields)} problems={problems} onChange={onChange} />
      ) : (
        <SchemaForm fields={fields} value={value} pointer={POINTER} problems={problems} onChange={onChange} />
      )}
      <Button size="sm" className="self-start" onClick={() => setAsJson(!asJson)}>
        {asJson ? 'As a form' : 'As JSON'}
      </Button>
    </div>
  )
}

/** The members in the order in which the form asks. */
function inOrder(value: Readonly<Record<string, unknown>>, fields: readonly FieldSpec[]): Record<string, unknown> {
  const names = [...fields.map(({ key }) => key), ...Object.keys(value)].filter((name) => Object.hasOwn(value, name))
  return Object.fromEntries([...new Set(names)].map((name) => [name, value[name]]))
}

interface JsonInputsProps extends Omit<RunInputsProps, 'schema'> {
  hint: string
}

/** What is no object stays in the field, and is called wrong there. */
function JsonInputs({ hint, value, problems, onChange }: JsonInputsProps) {
  const fields = useMemo((): FieldSpec[] => [{ kind: 'json', key: 'inputs', label: 'Inputs', hint, required: false }], [hint])
  const [other, setOther] = useState<{ typed: unknown }>()
  const shown = other ? other.typed : Object.keys(value).length > 0 ? value : undefined
  return (
    <SchemaForm
      fields={fields}
      value={shown === undefined ? {} : { inputs: shown }}
      pointer=""
      problems={other ? [NO_OBJECT] : problems}
      onChange={({ inputs }) => {
        const next = inputs === undefined ? {} : inputs
        setOther(isObject(next) ? undefined : { typed: next })
        if (isObject(next)) onChange(next)
      }}
    />
  )
}

const NO_OBJECT: FieldProblem = {
  code: 'run.inputs_invalid',
  message: 'Inputs are an object, such as {"customer": "ACME"}.',
  pointer: POINTER,
  severity: 'error',
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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
