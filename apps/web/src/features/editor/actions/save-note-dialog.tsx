import { diffWorkflows, summarize } from '@aob/ir/document'
import { type FormEvent, useMemo, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { TextArea } from '../../../ui/text-area.tsx'
import { useEditor } from '../editor-context.ts'
import { entriesSince, rationaleOf } from '../model/rationale.ts'
import { changeSentence } from './change-sentence.ts'
import type { SaveAction } from './use-save.ts'

export interface SaveNoteDialogProps {
  save: SaveAction
  onClose: () => void
}

/** Saving with a word on why: what reviewers and the timeline will show. */
export function SaveNoteDialog({ save, onClose }: SaveNoteDialogProps) {
  const { store } = useEditor()
  const [{ base, document, history, lastPublished }] = useState(store.getState)
  const what = useMemo(() => changeSentence(summarize(diffWorkflows(base.document, document))), [base, document])
  const [note, setNote] = useState('')
  async function submit(event: FormEvent) {
    event.preventDefault()
    const outcome = await save.save({ rationale: note })
    if (outcome.kind !== 'refused') onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Save with a note"
      description={what}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="save-note">
            Save
          </Button>
        </>
      }
    >
      <form id="save-note" onSubmit={(event) => void submit(event)}>
        <Field label="Why" hint="Stays on the record with the patch. Left empty, the edits themselves are named.">
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              maxLength={8000}
              placeholder={rationaleOf(entriesSince(history.past, lastPublished))}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
