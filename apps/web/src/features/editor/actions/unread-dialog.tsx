import { download } from '../../../lib/download.ts'
import { failureOf } from '../../../lib/failure.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { notify } from '../../../ui/toast.tsx'
import type { KeptDraft } from '../draft/kept-drafts.ts'
import { whenKept, withTaken } from '../draft/taken-over.ts'
import { useEditor } from '../editor-context.ts'
import { KeptGestures, useDiscard } from './kept-gestures.tsx'

export interface UnreadDialogProps {
  kept: KeptDraft
  title: string
  /** Whoever is here has made them: they may go into the draft. */
  own: boolean
  onClose: () => void
  onGone: () => Promise<void>
}

/** What this browser had kept and could not read any more: put into the draft as far as it fits, taken along as a file, or let go. */
export function UnreadDialog({ kept, title, own, onClose, onGone }: UnreadDialogProps) {
  const { name, session } = useEditor()
  const { sure, discard, gone } = useDiscard(kept.log, { onClose, onGone })
  const save = () => download(`${name} changes.json`, `${JSON.stringify(kept.gestures, null, 2)}\n`)
  async function putIn() {
    try {
      withTaken(session, kept.gestures)
    } catch (error) {
      console.warn('What was put aside does not fit the draft.', error)
      return notify.error('Not all of them fit the draft', `They are kept as they were: download them, or undo what came in. (${failureOf(error).message})`)
    }
    await gone(() => whenKept(session))
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      description="They were made here and the server does not have them. What this browser had kept of the draft does not fit together any more, so they were put aside and nothing is written over them."
      footer={
        <>
          <Button tone={sure ? 'danger' : 'danger-quiet'} onClick={discard}>
            {sure ? 'Discard for good' : 'Discard…'}
          </Button>
          <Button onClick={save}>Download</Button>
          {own ? (
            <Button tone="primary" onClick={() => void putIn()}>
              Put into the draft
            </Button>
          ) : null}
        </>
      }
    >
      <KeptGestures gestures={kept.gestures} warning={sure ? 'What is discarded cannot be had back.' : undefined} />
    </Dialog>
  )
}
