import type { FieldProblem } from '@aob/schemas'
import { Play } from 'lucide-react'
import { type FormEvent, useId, useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { defaultsOf, type FieldSchema } from '../../../ui/forms/form-fields.ts'
import { focusFault, missingInputs, RunInputs } from '../../../ui/forms/run-inputs.tsx'
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
  const form = useId()
  const [inputs, setInputs] = useState(() => defaultsOf(schema))
  const [tried, setTried] = useState(false)
  const { refusal } = run
  const problems = useMemo((): FieldProblem[] => {
    const missing = tried ? missingInputs(schema, inputs) : []
    return refusal?.pointer ? [...missing, { code: 'inputs.invalid', message: refusal.message, pointer: refusal.pointer, severity: 'error' }] : missing
  }, [schema, inputs, tried, refusal])
  const start = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    // What is missing must be marked before the first mark is looked for.
    flushSync(() => setTried(true))
    if (!focusFault(event.currentTarget)) run.start(inputs)
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
          <Button tone="primary" type="submit" form={form} icon={<Play aria-hidden size={14} />} busy={run.busy}>
            Start run
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={start}>
        <RunInputs
          schema={schema}
          value={inputs}
          problems={problems}
          onChange={(next) => {
            run.forgive()
            setInputs(next)
          }}
        />
      </form>
    </Dialog>
  )
}
