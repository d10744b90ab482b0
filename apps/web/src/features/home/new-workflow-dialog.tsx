import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { nameFault } from './import-workflow.ts'
import { TEMPLATES, type Template } from './templates.ts'
import type { CreateWorkflowAction } from './use-create-workflow.ts'

const [EMPTY] = TEMPLATES

/** Asks for the one thing a workflow needs before it exists, its name, and what to begin with. */
export function NewWorkflowDialog(props: { open: boolean; onOpenChange: (open: boolean) => void; taken: ReadonlySet<string>; create: CreateWorkflowAction }) {
  const { open, onOpenChange, taken, create } = props
  const [name, setName] = useState('')
  const [tried, setTried] = useState(false)
  const [template, setTemplate] = useState<Template>(EMPTY)
  const fault = nameFault(name.trim(), taken)
  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (!fault) create.run({ schemaVersion: 1, name: name.trim(), ...template.workflow })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setTried(false)
        onOpenChange(next)
      }}
      title="New workflow"
      description="Begin with nothing, or with a small workflow to change."
      width="md"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button tone="primary" type="submit" form="new-workflow" busy={create.busy}>
            Create
          </Button>
        </>
      }
    >
      <form id="new-workflow" onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Name" error={tried ? (fault ?? create.error) : name.trim() === '' ? undefined : fault}>
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
        <TemplateChoice chosen={template} choose={setTemplate} />
      </form>
    </Dialog>
  )
}

/** Radio buttons as cards: arrows move between them, as everywhere. */
function TemplateChoice({ chosen, choose }: { chosen: Template; choose: (template: Template) => void }) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-ink-2 text-sm">Begin with</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {TEMPLATES.map((template) => (
          <label
            key={template.id}
            className={cx(
              'flex cursor-pointer gap-2.5 rounded-lg border px-3 py-2.5 has-focus-visible:outline-2 has-focus-visible:outline-accent',
              template === EMPTY && 'sm:col-span-2',
              template.id === chosen.id ? 'border-accent bg-accent-soft' : 'border-line hover:bg-surface-2',
            )}
          >
            <input
              type="radio"
              name="template"
              aria-label={template.title}
              aria-describedby={`template-${template.id}`}
              checked={template.id === chosen.id}
              onChange={() => choose(template)}
              className="mt-0.5 size-3.5 shrink-0 accent-accent"
            />
            <span className="min-w-0">
              <span className="block font-medium text-sm">{template.title}</span>
              <span id={`template-${template.id}`} className="block text-ink-2 text-xs">
                {template.about}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
