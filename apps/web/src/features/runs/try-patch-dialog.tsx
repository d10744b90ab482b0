import type { PatchPreview } from '@aob/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { notify } from '../../ui/toast.tsx'
import { type PastedText, readPatch } from './pasted-patch.ts'
import { FirstLookAt, NoPatch, PatchVerdict } from './patch-verdict.tsx'
import { reportFailure } from './report-failure.ts'
import { useFirstLook } from './use-first-look.ts'

export interface TryPatchDialogProps {
  runId: string
  onClose: () => void
}

/** Paste a patch and see what the run would say to it, before anybody sends it. */
export function TryPatchDialog({ runId, onClose }: TryPatchDialogProps) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const form = useId()
  const [text, setText] = useState('')
  const pasted = readPatch(text)
  const look = useFirstLook(runId, pasted.kind === 'patch' && pasted.patch.rebase !== true ? pasted.patch.operations : undefined, baseOf(pasted))
  // Asked when somebody says so: a verdict holds for the state the run is in at that moment.
  const check = useMutation(trpc.runs.previewPatch.mutationOptions())
  const send = useMutation(
    trpc.runs.patch.mutationOptions({
      onSuccess: ({ status }) => {
        notify.done(status === 'proposed' ? 'Proposed' : 'Change applied', status === 'proposed' ? 'It waits for a review.' : 'The run goes on with it.')
        onClose()
      },
      onError: reportFailure('The patch was not taken'),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.runs.pathKey() }),
    }),
  )
  const change = (value: string) => {
    setText(value)
    check.reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (pasted.kind !== 'patch') return
    const { rationale: _, ...patch } = pasted.patch
    check.mutate({ runId, ...patch })
  }
  const preview = check.data as PatchPreview | undefined // tRPC types members of type unknown as optional; on the wire they are there.
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Try a patch on this run"
      description="The same rules judge it that would judge it when it is sent. Checking stores nothing and changes nothing."
      width="lg"
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          {preview?.verdict === 'legal' && pasted.kind === 'patch' ? (
            <Button busy={send.isPending} onClick={() => send.mutate({ runId, ...pasted.patch })}>
              {preview.needsReview ? 'Propose it' : 'Send it'}
            </Button>
          ) : null}
          <Button tone="primary" type="submit" form={form} busy={check.isPending} disabled={pasted.kind !== 'patch'}>
            Check
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3">
        <Field
          label="Operations (RFC 6902)"
          hint="A list of operations, or an object with operations, baseVersion, rebase and rationale."
          {...(pasted.kind === 'faulty' ? { error: pasted.message } : {})}
        >
          {(control) => <TextArea {...control} mono rows={8} className="max-h-[40dvh]" value={text} onChange={(event) => change(event.target.value)} />}
        </Field>
        {look && !check.error && !preview ? <FirstLookAt look={look} /> : null}
        {check.error ? <NoPatch error={check.error} /> : null}
        {preview ? <PatchVerdict preview={preview} /> : null}
      </form>
    </Dialog>
  )
}

function baseOf(pasted: PastedText): string | undefined {
  return pasted.kind === 'patch' ? pasted.patch.baseVersion : undefined
}
