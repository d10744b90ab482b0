import type { FieldProblem } from '@aob/schemas'
import { type ComponentType, useId } from 'react'
import { FieldNotes } from '../field-notes.tsx'
import { ChoiceField, FlagsField, SwitchField } from './choice-fields.tsx'
import { messageAt, pointerTo } from './field-problems.ts'
import type { FieldKind, FieldSpec } from './form-fields.ts'
import { withProperty } from './form-fields.ts'
import { JsonField } from './json-field.tsx'
import { NumberField, NumbersField } from './number-fields.tsx'
import { PairsField } from './pairs-field.tsx'
import { RowsField } from './rows-field.tsx'
import { LinesField, TextField } from './text-fields.tsx'

/** What every field component gets. `onChange(undefined)` takes the property out. */
export interface FieldProps<Spec extends FieldSpec = FieldSpec> {
  field: Spec
  value: unknown
  /** JSON pointer of the value in its document. */
  pointer: string
  problems: readonly FieldProblem[]
  readOnly: boolean
  onChange: (value: unknown) => void
  /** The person left the field: the next keystroke starts a new undo entry. */
  onDone?: () => void
  /** The form for objects, for fields that hold some: a field does not import the form that holds it. */
  Form: ComponentType<SchemaFormProps>
}

type SpecOf<Kind extends FieldKind> = Extract<FieldSpec, { kind: Kind }>

const FIELDS = {
  line: TextField,
  text: TextField,
  code: TextField,
  expression: TextField,
  choice: ChoiceField,
  number: NumberField,
  switch: SwitchField,
  pairs: PairsField,
  flags: FlagsField,
  numbers: NumbersField,
  lines: LinesField,
  rows: RowsField,
  json: JsonField,
} satisfies { [Kind in FieldKind]: ComponentType<FieldProps<SpecOf<Kind>>> }

export interface SchemaFormProps {
  fields: readonly FieldSpec[]
  value: Readonly<Record<string, unknown>>
  pointer: string
  problems?: readonly FieldProblem[]
  readOnly?: boolean
  /** The whole object after a change, and the property that changed. */
  onChange: (value: Record<string, unknown>, key: string) => void
  onDone?: () => void
}

const NO_PROBLEMS: readonly FieldProblem[] = []

/** A form for an object, from the fields of its schema. */
export function SchemaForm({ fields, value, pointer, problems = NO_PROBLEMS, readOnly = false, onChange, onDone }: SchemaFormProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-4">
      {pointer === '' ? null : <FieldNotes id={id} error={messageAt(problems, pointer)} />}
      {fields.map((field) => {
        // The registry pairs each kind with the component that takes its spec; the compiler cannot follow the lookup.
        const Component = FIELDS[field.kind] as ComponentType<FieldProps>
        return (
          <div key={field.key} data-setting={pointerTo(pointer, field.key)} className="scroll-my-3">
            <Component
              field={field}
              value={Object.hasOwn(value, field.key) ? value[field.key] : undefined}
              pointer={pointerTo(pointer, field.key)}
              problems={problems}
              readOnly={readOnly}
              onChange={(next) => onChange(withProperty(value, field.key, next), field.key)}
              onDone={onDone}
              Form={SchemaForm}
            />
          </div>
        )
      })}
    </div>
  )
}
