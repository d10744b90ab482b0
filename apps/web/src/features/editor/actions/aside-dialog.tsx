import { useMemo } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useFocusBack } from '../../../ui/use-focus-back.ts'
import { useDraftState, useEditor } from '../editor-context.ts'
import { AllOfOneSide, ConflictChoices, useChoices } from './conflict-choices.tsx'
import { type Decision, decisionsOf } from './decisions.ts'

export interface AsideDialogProps {
  onClose: () => void
}

/** What of this device others' changes stand against: one field or gesture at a time, both sides, and a choice. */
export function AsideDialog({ onClose }: AsideDialogProps) {
  // Of a second change the dialog itself only knows the one before it.
  useFocusBack(true)
  const aside = useDraftState((state) => state.aside)
  const document = useDraftState((state) => state.document)
  const decisions = useMemo(() => decisionsOf(aside, document), [aside, document])
  const [decision] = decisions
  return decision ? <AsideItem key={decision.place} decision={decision} left={decisions.length} onClose={onClose} /> : null
}

function AsideItem({ decision, left, onClose }: { decision: Decision; left: number; onClose: () => void }) {
  const { item, label, replaced, lost } = decision
  const { session } = useEditor()
  const { choices, choose, chooseAll } = useChoices(item.conflicts.length)
  const { gesture, refusal } = item
  const decide = (made: readonly ('mine' | 'theirs')[] | 'let-go') => {
    // What it was typed over goes first: cut off in between, its last word is still there.
    for (const earlier of replaced) session.resolve(earlier.gesture.patchId, 'let-go')
    session.resolve(gesture.patchId, made)
    if (left === 1) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={refusal ? `“${label}” was not taken` : `“${label}” meets a change of others`}
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
      {lost.length > 0 ? <Lost values={lost} /> : null}
    </Dialog>
  )
}

/** Words of the person that are in neither side: they can be copied from here before the choice is made. */
function Lost({ values }: { values: readonly unknown[] }) {
  return (
    <div className="mt-3 text-ink-2 text-sm">
      <p>You had written before, in the same place:</p>
      <ul className="mt-1 flex max-h-40 flex-col gap-1 overflow-y-auto">
        {values.map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: earlier words are only added to
          <li key={index} className="wrap-anywhere whitespace-pre-wrap rounded-md bg-surface-2 px-2 py-1 font-mono text-xs">
            {typeof value === 'string' ? value : JSON.stringify(value, undefined, 1)}
          </li>
        ))}
      </ul>
    </div>
  )
}
