import type { ScheduleView } from '@aob/schemas'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { readObject } from '../../lib/json-object.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ownZone } from './firing-time.ts'
import { ScheduleFields } from './schedule-fields.tsx'
import { faultsOf, type ScheduleForm } from './schedule-form.ts'

const FIRST_CRON = '0 9 * * 1-5'

/** Makes a schedule, with its next times in view before it is made. */
export function NewScheduleDialog({ workflowName, onClose, onMade }: { workflowName: string; onClose: () => void; onMade: (made: ScheduleView) => void }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const workflows = useQuery(trpc.workflows.list.queryOptions())
  const names = (workflows.data ?? []).filter(({ archived }) => !archived).map(({ name }) => name)
  const [form, setForm] = useState<ScheduleForm>({
    workflowName,
    tag: 'main',
    cron: FIRST_CRON,
    timezone: ownZone(),
    inputs: '',
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
  const faults = faultsOf(chosen, create.error ? failureOf(create.error) : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const inputs = readObject(chosen.inputs)
    if (inputs.kind === 'fault' || chosen.workflowName === '') return
    const { workflowName: name, tag, cron, timezone, missed, overlap } = chosen
    create.mutate({ ref: `${name}@${tag}`, cron, timezone, inputs: inputs.value, missed, overlap })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="New schedule"
      description="Each time starts the version its tag points to at that moment."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="new-schedule" busy={create.isPending} disabled={workflows.isSuccess && names.length === 0}>
            Create schedule
          </Button>
        </>
      }
    >
      <form id="new-schedule" noValidate className="flex flex-col gap-4" onSubmit={submit}>
        <ScheduleFields
          form={chosen}
          names={names}
          faults={tried ? faults : {}}
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
