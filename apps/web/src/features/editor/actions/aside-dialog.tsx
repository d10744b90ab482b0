import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useFocusBack } from '../../../ui/use-focus-back.ts'
import type { SetAside } from '../draft/replica.ts'
import { useDraftState, useEditor } from '../editor-context.ts'
import { AllOfOneSide, ConflictChoices, useChoices } from './conflict-choices.tsx'

export interface AsideDialogProps {
  onClose: () => void
}

/** Gestures of this device that others' changes stand against: one at a time, both sides, and a choice. */
export function AsideDialog({ onClose }: AsideDialogProps) {
  // Of a second change the dialog itself only knows the one before it.
  useFocusBack(true)
  const aside = useDraftState((state) => state.aside)
  const [item] = aside
  return item ? <AsideItem key={item.gesture.patchId} item={item} left={aside.length} onClose={onClose} /> : null
}

function AsideItem({ item, left, onClose }: { item: SetAside; left: number; onClose: () => void }) {
  const { session } = useEditor()
  const { choices, choose, chooseAll } = useChoices(item.conflicts.length)
  const { gesture, refusal } = item
  const decide = (made: readonly ('mine' | 'theirs')[] | 'let-go') => {
    session.resolve(gesture.patchId, made)
    if (left === 1) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={refusal ? `“${gesture.label}” was not taken` : `“${gesture.label}” meets a change of others`}
      description={`${left === 1 ? 'One change of yours is' : `${left} changes of yours are`} kept on this device until you choose. Everything else is in the draft.`}
      footer={
        refusal ? (
          <>
            <Button tone="danger-quiet" onClick={() => decide('let-go')}>
              Let it go
            </Button>
            <Button tone="primary" onClick={() => decide([])}>
              Try again
            </Button>
          </>
        ) : (
          <>
            <AllOfOneSide conflicts={item.conflicts} onChoose={chooseAll} />
            <Button tone="primary" onClick={() => decide(choices)}>
              Apply
            </Button>
          </>
        )
      }
    >
      {refusal ? <p className="text-ink-2 text-sm">{refusal.message}</p> : <ConflictChoices conflicts={item.conflicts} choices={choices} onChoose={choose} />}
    </Dialog>
  )
}
