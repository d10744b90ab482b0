import type { PatchRecord } from '@aob/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { notify } from '../../ui/toast.tsx'

/** Takes one applied change back by a change of its own; both stay in the history. */
export function TakeBack({ patch }: { patch: PatchRecord }) {
  const [asking, setAsking] = useState(false)
  const trpc = useTRPC()
  const queries = useQueryClient()
  const revert = useMutation(
    trpc.patches.revert.mutationOptions({
      onSuccess: () => {
        notify.done('Change taken back', 'The history keeps both: the change, and the one that takes it back.')
        setAsking(false)
      },
      onError: (error) => {
        const failure = failureOf(error)
        notify.error('The change was not taken back', [failure.message, failure.hint].filter(Boolean).join(' '))
      },
      onSettled: () => queries.invalidateQueries(),
    }),
  )
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Undo2 size={14} aria-hidden /> Take back
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Take this change back?"
        width="sm"
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <Button tone="danger" busy={revert.isPending} onClick={() => revert.mutate({ patchId: patch.patchId })}>
              Take back
            </Button>
          </>
        }
      >
        <p>A new change undoes this one and leaves everything newer as it is. Where newer changes build on it, you are told which.</p>
      </Dialog>
    </>
  )
}
