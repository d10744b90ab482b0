import type { FieldProblem } from '@aob/schemas'
import { Play } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { defaultsOf, type FieldSchema, formFields, questionsOf } from '../../../ui/forms/form-fields.ts'
import { SchemaForm } from '../../../ui/forms/schema-form.tsx'
import type { RunAction } from './use-run.ts'

export interface RunDialogProps {
  run: RunAction
  dirty: boolean
}

/** Asks for the run's inputs, from the workflow's own schema. */
export function RunDialog({ run, dirty }: RunDialogProps) {
  return run.asking ? <Inputs key="inputs" run={run} schema={run.asking} dirty={dirty} /> : null
}

function Inputs({ run, schema, dirty }: { run: RunAction; schema: FieldSchema; dirty: boolean }) {
  const fields = useMemo(() => {
    const asked = questionsOf(schema)
    // What must be answered comes first; the stored schema keeps no order of its own.
    return formFields(schema).sort((a, b) => Number(asked.includes(b.key)) - Number(asked.includes(a.key)))
  }, [schema])
  const [inputs, setInputs] = useState(() => defaultsOf(schema))
  const [tried, setTried] = useState(false)
  const problems = useMemo(() => {
    const missing = questionsOf(schema).filter((key) => inputs[key] === undefined)
    const own: FieldProblem[] = tried
      ? missing.map((key) => ({ code: 'run.inputs_invalid', message: 'This is needed to start.', pointer: `/inputs/${key}`, severity: 'error' as const }))
      : []
    const { refusal } = run
    return refusal?.pointer ? [...own, { code: 'run.inputs_invalid', message: refusal.message, pointer: refusal.pointer, severity: 'error' as const }] : own
  }, [schema, inputs, tried, run])
  const start = () => {
    setTried(true)
    if (questionsOf(schema).every((key) => inputs[key] !== undefined)) run.start(inputs)
  }
  return (
    <Dialog
      open
      onOpenChange={run.dismiss}
      title="Run with inputs"
      description={dirty ? 'Your changes are saved first.' : undefined}
      footer={
        <>
          <Button onClick={run.dismiss}>Cancel</Button>
          <Button tone="primary" icon={<Play aria-hidden size={14} />} busy={run.busy} onClick={start}>
            Start run
          </Button>
        </>
      }
    >
      {fields.length === 0 ? (
        <p className="text-ink-2">This workflow takes no inputs.</p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            start()
          }}
        >
          <SchemaForm fields={fields} value={inputs} pointer="/inputs" problems={problems} onChange={setInputs} />
          <button type="submit" hidden />
        </form>
      )}
    </Dialog>
  )
}
