import { conflictKey } from '@aob/ir/document'
import { useId } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SideChoice } from '../../ui/side-choice.tsx'
import { decidedConflicts, type MergeSide, type OpenMerge, placeOf, reasonWords, sideWords, withSide } from './open-merge.ts'
import type { VersionActions } from './use-version-actions.ts'

export interface MergeDialogProps {
  name: string
  /** The tag that is merged into. */
  tag: string
  open: OpenMerge
  actions: Pick<VersionActions, 'merge' | 'decide'>
}

/** What two branches did that does not go together, place by place, with whose word counts. Nothing is merged before every place is decided. */
export function MergeDialog({ name, tag, open, actions: { merge, decide } }: MergeDialogProps) {
  const { from, conflicts, sides, note } = open
  const decided = decidedConflicts(open)
  const missing = conflicts.filter((conflict) => !(conflictKey(conflict) in sides)).length
  const close = () => decide(undefined)
  return (
    <Dialog
      open
      onOpenChange={close}
      title={`Merge ${from} into ${tag}`}
      description={`${conflicts.length === 1 ? 'One change does not go together' : `${conflicts.length} changes do not go together`}; nothing is merged yet. Choose what stays, place by place. What both did elsewhere is merged by itself.`}
      width="lg"
      footer={
        <>
          <p role="status" className="mr-auto self-center text-ink-2 text-sm">
            {missing === 0 ? 'All decided' : `${conflicts.length - missing} of ${conflicts.length} decided`}
          </p>
          <Button tone="quiet" onClick={close}>
            Cancel
          </Button>
          <Button tone="primary" disabled={!decided} busy={merge.isPending} onClick={() => decided && merge.mutate({ name, tag, from, decided })}>
            Merge
          </Button>
        </>
      }
    >
      {note ? (
        <p role="status" className="mb-3 rounded-lg bg-surface-3 px-3 py-2 text-sm">
          {note}
        </p>
      ) : null}
      {conflicts.length > 1 ? (
        <div className="mb-3 flex flex-wrap gap-2">
          <Button size="sm" onClick={() => decide(withSide(open, conflicts, 'left'))}>
            All of {tag}
          </Button>
          <Button size="sm" onClick={() => decide(withSide(open, conflicts, 'right'))}>
            All of {from}
          </Button>
        </div>
      ) : null}
      <Places open={open} tag={tag} onChoose={(index, side) => decide(withSide(open, conflicts.slice(index, index + 1), side))} />
    </Dialog>
  )
}

function Places({ open, tag, onChoose }: { open: OpenMerge; tag: string; onChoose: (index: number, side: MergeSide) => void }) {
  const group = useId()
  const { from, conflicts, sides } = open
  return (
    <ul aria-label="Conflicts" className="flex flex-col gap-4">
      {conflicts.map((conflict, index) => {
        const key = conflictKey(conflict)
        return (
          <li key={key}>
            <fieldset className="min-w-0">
              <legend className="mb-1 w-full text-sm">
                <span className="break-words font-medium">{placeOf(conflict)}</span>
                <span className="block break-words text-ink-3">{reasonWords(conflict)}</span>
              </legend>
              <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
                {(['left', 'right'] as const).map((side) => (
                  <SideChoice
                    key={side}
                    name={`${group}-${key}`}
                    title={side === 'left' ? `Here, in ${tag}` : `In ${from}`}
                    value={sideWords(conflict, side)}
                    chosen={sides[key] === side}
                    onChoose={() => onChoose(index, side)}
                  />
                ))}
              </div>
            </fieldset>
          </li>
        )
      })}
    </ul>
  )
}
