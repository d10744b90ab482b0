import type { RunDetail } from '@aob/schemas'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { focusFault } from '../../ui/forms/run-inputs.tsx'
import { Select } from '../../ui/select.tsx'
import { replayChoices } from './replay-choices.ts'
import { ReplayInputs, type TypedInputs } from './replay-inputs.tsx'
import { reportFailure } from './report-failure.ts'

const MODES = [
  { value: 'live', label: 'Live: execute again from a step on' },
  { value: 'freeze', label: 'Frozen: repeat from the record, call nobody' },
] as const

type Mode = (typeof MODES)[number]['value']

const HINTS: Readonly<Record<Mode, string>> = {
  live: 'Steps that do not depend on what changes take their recorded outputs over. Gates before irreversible steps ask again.',
  freeze: 'Every answer comes from the record, changes of the graph included; the result is proved equal.',
}

/** What a live replay may do differently; an empty text and inputs nobody touched stand for what was recorded. */
interface Changes {
  from: string
  inputs: TypedInputs | undefined
  tag: string
}

export interface ReplayDialogProps {
  detail: RunDetail
  onClose: () => void
}

/** Repeats a run as a new one: which way, from where, and with what other inputs or version. */
export function ReplayDialog({ detail, onClose }: ReplayDialogProps) {
  const trpc = useTRPC()
  const navigate = useNavigate()
  const choices = replayChoices(detail)
  const [mode, setMode] = useState<Mode>('live')
  const [changes, setChanges] = useState<Changes>({ from: choices.first, inputs: undefined, tag: '' })
  const [tried, setTried] = useState(false)
  const replay = useMutation(
    trpc.runs.replay.mutationOptions({
      onSuccess: ({ runId }) => {
        onClose()
        void navigate({ to: '/runs/$runId', params: { runId } })
      },
      onError: reportFailure('The run could not be replayed'),
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { runId, workflowName } = detail.run
    if (mode === 'freeze') return replay.mutate({ runId, mode })
    // What is missing must be marked before the first mark is looked for.
    flushSync(() => setTried(true))
    if (focusFault(event.currentTarget)) return
    replay.mutate({
      runId,
      mode,
      ...(changes.from === '' ? {} : { from: changes.from }),
      ...(changes.inputs === undefined ? {} : { inputs: changes.inputs }),
      ...(changes.tag === '' ? {} : { ref: `${workflowName}@${changes.tag}` }),
    })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Replay this run"
      description="A new run that is linked to this one."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="replay-run" busy={replay.isPending}>
            Replay
          </Button>
        </>
      }
    >
      <form id="replay-run" noValidate className="flex flex-col gap-4" onSubmit={submit}>
        <Field label="How" hint={HINTS[mode]}>
          {/* The options are the modes. */}
          {(control) => <Select {...control} options={MODES} value={mode} onChange={(event) => setMode(event.target.value as Mode)} />}
        </Field>
        {mode === 'live' ? (
          <LiveFields detail={detail} options={choices.options} changes={changes} tried={tried} onChange={(change) => setChanges({ ...changes, ...change })} />
        ) : null}
      </form>
    </Dialog>
  )
}

interface LiveFieldsProps {
  detail: RunDetail
  options: readonly { value: string; label: string }[]
  changes: Changes
  tried: boolean
  onChange: (change: Partial<Changes>) => void
}

function LiveFields({ detail, options, changes, tried, onChange }: LiveFieldsProps) {
  const trpc = useTRPC()
  const { run } = detail
  // A run of a document that was sent with its start belongs to no workflow.
  const workflow = useQuery({ ...trpc.workflows.get.queryOptions({ name: run.workflowName }), enabled: run.workflowId !== undefined })
  const versions = (workflow.data?.tags ?? []).map(({ tag, versionLabel }) => ({ value: tag, label: `${tag} (${versionLabel})` }))
  return (
    <>
      <Field label="From step">
        {(control) => <Select {...control} options={options} value={changes.from} onChange={(event) => onChange({ from: event.target.value })} />}
      </Field>
      {versions.length > 0 ? (
        <Field label="Version">
          {(control) => (
            <Select
              {...control}
              options={[{ value: '', label: 'The graph this run had' }, ...versions]}
              value={changes.tag}
              onChange={(event) => onChange({ tag: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      <ReplayInputs key={changes.tag} detail={detail} tag={changes.tag} typed={changes.inputs} tried={tried} onType={(inputs) => onChange({ inputs })} />
    </>
  )
}
