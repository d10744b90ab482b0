import { isKnownType, portsOf, type WorkflowNode } from '@aob/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { notify } from '../../ui/toast.tsx'
import { reportFailure } from './report-failure.ts'

type Resolution = 'retry' | 'skip' | 'fail' | 'complete'

const CHOICES: Readonly<Record<Resolution, { label: string; effect: string; done: string }>> = {
  retry: { label: 'Try again', effect: 'It runs again, with all its retries before it.', done: 'The step is tried again' },
  skip: { label: 'Skip', effect: 'The run goes on without an output of this step.', done: 'The step is skipped' },
  complete: { label: 'Complete with an output', effect: 'What you write counts as the output of this step.', done: 'The step is completed' },
  fail: { label: 'Let it fail', effect: 'Its error branch is taken; without one the run fails.', done: 'The step has failed' },
}

/** The decision of a person about a held step. Which choices there are depends on why it is held. */
export function ResolveNode({ runId, nodeId, node }: { runId: string; nodeId: string; node: WorkflowNode | undefined }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const mayRetry = node === undefined || isKnownType(node.type)
  const ports = node ? portsOf(node.type, node.config ?? {}).filter((port) => port !== 'error') : ['out']
  const [resolution, choose] = useState<Resolution>(mayRetry ? 'retry' : 'skip')
  const [reason, setReason] = useState('')
  const [output, setOutput] = useState('null')
  const [port, setPort] = useState(ports[0] ?? 'out')
  const resolve = useMutation(
    trpc.runs.resolve.mutationOptions({
      onSuccess: () => notify.done(CHOICES[resolution].done, reason),
      onError: reportFailure('The step could not be resolved'),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.runs.pathKey() }),
    }),
  )
  const value = resolution === 'complete' ? jsonOf(output) : undefined
  const completing = resolution === 'complete'
  return (
    <form
      aria-label="Decide about this step"
      className="flex flex-col gap-3 rounded-xl border border-status-waiting p-3"
      onSubmit={(event) => {
        event.preventDefault()
        resolve.mutate({ runId, nodeId, resolution, reason: reason.trim(), ...(completing ? { output: value?.json, port } : {}) })
      }}
    >
      <Field label="What becomes of it?" hint={CHOICES[resolution].effect}>
        {(control) => (
          <Select
            {...control}
            value={resolution}
            // The options are the keys of CHOICES.
            onChange={(event) => choose(event.target.value as Resolution)}
            options={Object.entries(CHOICES).flatMap(([key, { label }]) => (key === 'retry' && !mayRetry ? [] : [{ value: key, label }]))}
          />
        )}
      </Field>
      {completing ? (
        <Field label="Output (JSON)" error={value === undefined ? 'This is not JSON.' : undefined}>
          {(control) => <TextArea {...control} mono rows={3} value={output} onChange={(event) => setOutput(event.target.value)} />}
        </Field>
      ) : null}
      {completing && ports.length > 1 ? (
        <Field label="Leaves by">
          {(control) => (
            <Select {...control} value={port} onChange={(event) => setPort(event.target.value)} options={ports.map((name) => ({ value: name, label: name }))} />
          )}
        </Field>
      ) : null}
      <Field label="Reason" required>
        {(control) => <TextArea {...control} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <Button
        type="submit"
        tone={resolution === 'fail' ? 'danger' : 'primary'}
        busy={resolve.isPending}
        disabled={reason.trim() === '' || (completing && value === undefined)}
      >
        {CHOICES[resolution].label}
      </Button>
    </form>
  )
}

/** The value of a JSON text; undefined while it is none. */
function jsonOf(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown }
  } catch {
    // Somebody is still typing: the field says so.
    return undefined
  }
}
