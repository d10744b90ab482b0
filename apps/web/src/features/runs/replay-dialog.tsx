import type { RunDetail } from '@aob/schemas'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { readObject } from '../../lib/json-object.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { replayChoices } from './replay-choices.ts'
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

/** What a live replay may do differently; empty texts and the empty tag stand for what was recorded. */
interface Changes {
  from: string
  inputs: string
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
  const [changes, setChanges] = useState<Changes>({ from: choices.first, inputs: '', tag: '' })
  const inputs = readObject(changes.inputs)
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
    const { runId, workflowName } = detail.run
    if (mode === 'freeze') replay.mutate({ runId, mode })
    else if (inputs.kind === 'object')
      replay.mutate({
        runId,
        mode,
        ...(changes.from === '' ? {} : { from: changes.from }),
        ...(changes.inputs.trim() === '' ? {} : { inputs: inputs.value }),
        ...(changes.tag === '' ? {} : { ref: `${workflowName}@${changes.tag}` }),
      })
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
          <LiveFields
            detail={detail}
            options={choices.options}
            changes={changes}
            fault={inputs.kind === 'fault' ? inputs.message : undefined}
            onChange={(change) => setChanges({ ...changes, ...change })}
          />
        ) : null}
      </form>
    </Dialog>
  )
}

interface LiveFieldsProps {
  detail: RunDetail
  options: readonly { value: string; label: string }[]
  changes: Changes
  fault: string | undefined
  onChange: (change: Partial<Changes>) => void
}

function LiveFields({ detail: { run, inputsRef }, options, changes, fault, onChange }: LiveFieldsProps) {
  const trpc = useTRPC()
  const recorded = useQuery({ ...trpc.artifacts.read.queryOptions({ ref: inputsRef }), staleTime: Number.POSITIVE_INFINITY })
  // A run of a document that was sent with its start belongs to no workflow.
  const workflow = useQuery({ ...trpc.workflows.get.queryOptions({ name: run.workflowName }), enabled: run.workflowId !== undefined })
  const versions = (workflow.data?.tags ?? []).map(({ tag, versionLabel }) => ({ value: tag, label: `${tag} (${versionLabel})` }))
  return (
    <>
      <Field label="From step">
        {(control) => <Select {...control} options={options} value={changes.from} onChange={(event) => onChange({ from: event.target.value })} />}
      </Field>
      <Field label="Inputs" hint="JSON; left empty, those of this run." error={fault}>
        {(control) => (
          <TextArea
            {...control}
            mono
            rows={2}
            placeholder={recorded.data?.text ?? '{}'}
            value={changes.inputs}
            onChange={(event) => onChange({ inputs: event.target.value })}
          />
        )}
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
    </>
  )
}
