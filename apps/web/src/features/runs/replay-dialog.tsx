import type { RunDetail } from '@aob/schemas'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { replayChoices } from './replay-choices.ts'
import { reportFailure } from './report-failure.ts'

const MODES = [
  { value: 'live', label: 'Live: execute again from a step on' },
  { value: 'freeze', label: 'Frozen: repeat from the record, call nobody' },
] as const

type Mode = (typeof MODES)[number]['value']

const HINTS: Readonly<Record<Mode, string>> = {
  live: 'Steps that do not depend on it take their recorded outputs over. Gates before irreversible steps ask again.',
  freeze: 'Every answer comes from the record, changes of the graph included; the result is proved equal.',
}

/** Repeats a run as a new one: which way, and from where. */
export function ReplayDialog({ detail, onClose }: { detail: RunDetail; onClose: () => void }) {
  const trpc = useTRPC()
  const navigate = useNavigate()
  const choices = replayChoices(detail)
  const [mode, setMode] = useState<Mode>('live')
  const [from, setFrom] = useState(choices.first)
  const replay = useMutation(
    trpc.runs.replay.mutationOptions({
      onSuccess: ({ runId }) => {
        onClose()
        void navigate({ to: '/runs/$runId', params: { runId } })
      },
      onError: reportFailure('The run could not be replayed'),
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    replay.mutate({ runId: detail.run.runId, mode, ...(mode === 'live' && from !== '' ? { from } : {}) })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Replay this run"
      description="A new run that is linked to this one."
      width="sm"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="replay-run" busy={replay.isPending}>
            Replay
          </Button>
        </>
      }
    >
      <form id="replay-run" className="flex flex-col gap-4" onSubmit={submit}>
        <Field label="How" hint={HINTS[mode]}>
          {/* The options are the modes. */}
          {(control) => <Select {...control} options={MODES} value={mode} onChange={(event) => setMode(event.target.value as Mode)} />}
        </Field>
        {mode === 'live' ? (
          <Field label="From step">
            {(control) => <Select {...control} options={choices.options} value={from} onChange={(event) => setFrom(event.target.value)} />}
          </Field>
        ) : null}
      </form>
    </Dialog>
  )
}
