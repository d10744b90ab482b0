import { useState } from 'react'
import { v7 as uuid } from 'uuid'
import { failureOf } from '../../../lib/failure.ts'
import { useTRPCClient } from '../../../lib/trpc.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { notify } from '../../../ui/toast.tsx'
import { gestureBetween } from '../draft/local-gesture.ts'
import type { Choice } from '../draft/replica.ts'
import { useEditor } from '../editor-context.ts'
import { AllOfOneSide, ConflictChoices, useChoices } from './conflict-choices.tsx'
import { draftConflicts } from './conflict-facts.ts'
import type { SaveAction } from './use-save.ts'

export interface ConflictDialogProps {
  action: SaveAction
}

/** Somebody published beside the draft what the draft changes, too: both sides, and the choice. */
export function ConflictDialog({ action }: ConflictDialogProps) {
  const { conflict, dismissConflict } = action
  const conflicts = draftConflicts(conflict?.data)
  const { choices, choose, chooseAll } = useChoices(conflicts.length)
  const [busy, setBusy] = useState(false)
  const layOver = useLayOver()
  const apply = async () => {
    setBusy(true)
    if (await layOver(conflicts, choices)) dismissConflict()
    setBusy(false)
  }
  return (
    <Dialog
      open={conflict !== undefined}
      onOpenChange={dismissConflict}
      title="A newer version is in the way"
      description="It changed what the draft changes, too. Nothing is lost: the draft is still here. Choose whose side stays; the draft then goes on from the newer version."
      width="lg"
      footer={
        <>
          <Button tone="quiet" onClick={dismissConflict}>
            Keep editing
          </Button>
          <AllOfOneSide conflicts={conflicts} onChoose={chooseAll} />
          <Button tone="primary" busy={busy} onClick={() => void apply()}>
            Apply
          </Button>
        </>
      }
    >
      <ConflictChoices conflicts={conflicts} choices={choices} onChoose={choose} />
    </Dialog>
  )
}

/**
 * Carries the draft to the newer version with the choices made. It is set aside on this device first: whatever fails on the way, it is
 * still there to choose about.
 */
function useLayOver() {
  const { name, session } = useEditor()
  const client = useTRPCClient()
  return async (conflicts: ReturnType<typeof draftConflicts>, choices: readonly Choice[]): Promise<boolean> => {
    const { base, document } = session.state()
    const gesture = gestureBetween(base.document, document, { patchId: uuid(), order: 0, label: 'The draft' })
    if (!gesture) return true
    session.setAside({ gesture, conflicts })
    try {
      await client.drafts.discard.mutate({ name, tag: 'main' })
      await session.refresh()
      session.resolve(gesture.patchId, choices)
      return true
    } catch (error) {
      notify.error('The draft could not be carried over', `${failureOf(error).message} It is kept on this device as a conflict to look at.`)
      return true
    }
  }
}
