import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { announce } from '../../../ui/announcer.ts'
import { Button } from '../../../ui/button.tsx'
import { messageWithin } from '../../../ui/forms/field-problems.ts'
import type { FieldSpec } from '../../../ui/forms/form-fields.ts'
import { asKept, asTyped, orderedNames } from '../../../ui/forms/input-order.ts'
import { SchemaForm } from '../../../ui/forms/schema-form.tsx'
import { useFocusMoved } from '../../../ui/use-focus-moved.ts'
import { useEditor, useEditorState, useProblems } from '../editor-context.ts'
import { withChangedWorkflow } from '../model/document-edit.ts'
import { selectInputs } from '../model/editor-store.ts'
import {
  type InputRow,
  type InputsSchema,
  inputRows,
  withInputKind,
  withInputMoved,
  withInputWords,
  withNewInput,
  withoutInput,
  withRequired,
} from '../model/input-rows.ts'
import { withInputRenamed } from '../model/rename-input.ts'
import { InputRowForm } from './input-row.tsx'

const AS_JSON: FieldSpec[] = [
  {
    kind: 'json',
    key: 'inputs',
    label: 'Inputs as JSON',
    hint: 'A JSON Schema. The Run button asks for what is required and has no default, in the order of this text.',
    required: false,
  },
]

/** What a run is started with: one row for each input, and the schema itself as the second view. */
export function InputsForm() {
  const { store } = useEditor()
  const problems = useProblems()
  // Workflow.inputs is any JSON Schema; rows are made only where it is one they can show.
  const schema = useEditorState(selectInputs) as InputsSchema | undefined
  const [asJson, setAsJson] = useState(false)
  const [open, setOpen] = useState<string>()
  const [fresh, setFresh] = useState<string>()
  const [list, focusMoved] = useFocusMoved<HTMLUListElement>()
  const add = useRef<HTMLButtonElement>(null)
  const rows = inputRows(schema)
  const put = (label: string, next: InputsSchema | undefined, key?: string) =>
    store.edit(label, (document) => withChangedWorkflow(document, { inputs: next }), key === undefined ? {} : { mergeKey: `inputs:${key}` })
  const addOne = () => {
    const made = withNewInput(schema)
    put('add an input', made.schema)
    setOpen(made.name)
    setFresh(made.name)
  }
  const move = (name: string, by: -1 | 1) => {
    const next = withInputMoved(schema ?? {}, name, by)
    put(`move the input ${name}`, next)
    focusMoved(name, by)
    const names = orderedNames(next)
    announce(`${name} is input ${names.indexOf(name) + 1} of ${names.length}`)
  }
  const showsJson = asJson || rows === undefined
  // Text that is no value yet is told of at its field.
  const error = messageWithin(
    problems.filter(({ code }) => code === 'inputs.schema_invalid'),
    '/inputs',
  )
  return (
    <section aria-label="Inputs" data-setting="/inputs" className="flex flex-col gap-2 border-line border-t pt-4">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold text-sm">Inputs</h3>
          <p className="text-ink-3 text-xs">
            What a run is started with; steps read it as <code className="font-mono">inputs.name</code>.
          </p>
        </div>
        {rows ? (
          <Button size="sm" tone="quiet" aria-pressed={showsJson} onClick={() => setAsJson(!asJson)}>
            JSON
          </Button>
        ) : null}
      </div>
      {rows === undefined ? (
        <p className="rounded-lg bg-surface-3 px-2.5 py-1.5 text-sm">This schema says more than rows can show, so it is edited as JSON.</p>
      ) : null}
      {showsJson || !rows ? (
        <SchemaForm
          fields={AS_JSON}
          value={schema === undefined ? {} : { inputs: asTyped(schema) }}
          pointer=""
          problems={problems}
          // Any JSON is let in: what of it is no schema is a problem of the document, said beside the field.
          onChange={(next) => put('change the inputs', asKept(next.inputs as InputsSchema | undefined), 'json')}
          onDone={store.seal}
        />
      ) : (
        <>
          {rows.length > 0 ? (
            <ul ref={list} className="flex flex-col gap-2">
              {rows.map((row) => (
                <InputRowForm
                  key={row.name}
                  row={row}
                  rows={rows}
                  open={open === row.name}
                  fresh={fresh === row.name}
                  onOpen={(opened) => setOpen(opened ? row.name : undefined)}
                  onRename={(name) => {
                    store.edit(`rename the input ${row.name}`, (document) => withInputRenamed(document, row.name, name))
                    if (open === row.name) setOpen(name)
                  }}
                  onRemove={() => {
                    put(`remove the input ${row.name}`, withoutInput(schema ?? {}, row.name))
                    add.current?.focus()
                  }}
                  onDone={store.seal}
                  {...changesOf(row, schema ?? {}, put)}
                  onMove={(by) => move(row.name, by)}
                />
              ))}
            </ul>
          ) : null}
          {error ? <p className="text-danger text-sm">{error}</p> : null}
          <Button ref={add} size="sm" className="self-start" icon={<Plus size={14} aria-hidden />} onClick={addOne}>
            Add an input
          </Button>
        </>
      )}
    </section>
  )
}

type Put = (label: string, next: InputsSchema | undefined, key?: string) => void

function changesOf(row: InputRow, schema: InputsSchema, put: Put) {
  const { name } = row
  const label = `change the input ${name}`
  return {
    onKind: (kind: InputRow['kind']) => put(label, withInputKind(schema, row, kind)),
    onRequired: (required: boolean) => put(label, withRequired(schema, name, required)),
    onWords: (words: Partial<InputRow['schema']>) => put(label, withInputWords(schema, row, words), `${name}:${Object.keys(words).join()}`),
  }
}
