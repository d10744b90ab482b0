import type { ScheduleView } from '@aob/schemas'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { flushSync } from 'react-dom'
import { useAskedInputs } from '../../lib/asked-inputs.ts'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { focusFault, missingInputs } from '../../ui/forms/run-inputs.tsx'
import { ownZone } from './firing-time.ts'
import { ScheduleFields } from './schedule-fields.tsx'
import { faultsOf, type ScheduleFaults, type ScheduleForm } from './schedule-form.ts'

const FIRST_CRON = '0 9 * * 1-5'
const NO_FAULTS: ScheduleFaults = { inputs: [] }

export interface NewScheduleDialogProps {
  workflowName: string
  onClose: () => void
  onMade: (made: ScheduleView) => void
}

/** Makes a schedule, with its next times in view before it is made. */
export function NewScheduleDialog({ workflowName, onClose, onMade }: NewScheduleDialogProps) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const workflows = useQuery(trpc.workflows.list.queryOptions())
  const names = (workflows.data ?? []).filter(({ archived }) => !archived).map(({ name }) => name)
  const [form, setForm] = useState<ScheduleForm>({
    workflowName,
    tag: 'main',
    cron: FIRST_CRON,
    timezone: ownZone(),
    inputs: {},
    missed: 'skip',
    overlap: 'allow',
  })
  const [tried, setTried] = useState(false)
  const create = useMutation(
    trpc.schedules.create.mutationOptions({
      onSuccess: async (made) => {
        await queries.invalidateQueries({ queryKey: trpc.schedules.list.queryKey() })
        onClose()
        onMade(made)
      },
    }),
  )
  const chosen = { ...form, workflowName: form.workflowName || names[0] || '' }
  const asked = useAskedInputs(chosen.workflowName, chosen.tag)
  const missing = asked.kind === 'asked' ? missingInputs(asked.schema, chosen.inputs) : []
  const faults = faultsOf(chosen, missing, create.error ? failureOf(create.error) : undefined)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    // What is missing must be marked before the first mark is looked for.
    flushSync(() => setTried(true))
    if (focusFault(event.currentTarget) || asked.kind !== 'asked') return
    const { workflowName: name, tag, cron, timezone, inputs, missed, overlap } = chosen
    create.mutate({ ref: `${name}@${tag}`, cron, timezone, inputs, missed, overlap })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="New schedule"
      description="Each time starts the newest version of its branch at that moment."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="primary"
            type="submit"
            form="new-schedule"
            busy={create.isPending}
            disabled={(workflows.isSuccess && names.length === 0) || asked.kind !== 'asked'}
          >
            Create schedule
          </Button>
        </>
      }
    >
      <form id="new-schedule" noValidate className="flex flex-col gap-4" onSubmit={submit}>
        <ScheduleFields
          form={chosen}
          names={names}
          faults={tried ? faults : NO_FAULTS}
          asked={asked}
          onChange={(change) => {
            create.reset()
            setForm({ ...form, ...change })
          }}
        />
        {tried && faults.form ? (
          <p role="alert" className="text-danger text-sm">
            {faults.form}
          </p>
        ) : null}
      </form>
    </Dialog>
  )
}
