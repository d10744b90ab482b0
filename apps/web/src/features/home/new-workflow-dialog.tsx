import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { nameFault } from './import-workflow.ts'
import type { CreateWorkflowAction } from './workflow-list.tsx'

/** Asks for the one thing a workflow needs before it exists: its name. */
export function NewWorkflowDialog(props: { open: boolean; onOpenChange: (open: boolean) => void; taken: ReadonlySet<string>; create: CreateWorkflowAction }) {
  const { open, onOpenChange, taken, create } = props
  const [name, setName] = useState('')
  const [tried, setTried] = useState(false)
  const fault = nameFault(name.trim(), taken)
  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (!fault) create.run({ schemaVersion: 1, name: name.trim(), nodes: [], edges: [] })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setTried(false)
        onOpenChange(next)
      }}
      title="New workflow"
      description="It opens empty; the first steps are yours to add."
      width="sm"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button tone="primary" type="submit" form="new-workflow" busy={create.busy}>
            Create
          </Button>
        </>
      }
    >
      <form id="new-workflow" onSubmit={submit} noValidate>
        <Field label="Name" error={tried ? (fault ?? create.error) : undefined}>
          {(control) => (
            <TextInput
              {...control}
              autoFocus
              autoComplete="off"
              placeholder="Order enrichment"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
