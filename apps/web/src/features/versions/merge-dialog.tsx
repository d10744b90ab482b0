import { conflictKey, type MergeConflict } from '@aob/ir/document'
import { useId, useMemo, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { PlaceName } from '../../ui/place-name.tsx'
import { SideChoice } from '../../ui/side-choice.tsx'
import { type Decision, decisionOf, groupsOf, type MergeSide, MOST_PLACES, type OpenMerge, placeOf, reasonWords, sideWords, withSide } from './open-merge.ts'
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
  const { from, conflicts, note } = open
  const decision = decisionOf(open)
  const close = () => decide(undefined)
  return (
    <Dialog
      open
      onOpenChange={close}
      title={`Merge ${from} into ${tag}`}
      description={`${conflicts.length === 1 ? 'One change does not go together' : `${conflicts.length.toLocaleString('en')} changes do not go together`}; nothing is merged yet. Choose what stays, place by place. What both did elsewhere is merged by itself.`}
      width="lg"
      footer={
        <>
          <p role="status" className="mr-auto max-w-md self-center text-ink-2 text-sm">
            {decisionWords(decision, conflicts.length)}
          </p>
          <Button tone="quiet" onClick={close}>
            Cancel
          </Button>
          <Button
            tone="primary"
            disabled={decision.kind !== 'ready'}
            busy={merge.isPending}
            onClick={() => decision.kind === 'ready' && merge.mutate({ name, tag, from, decided: decision.decided })}
          >
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
      <Places open={open} tag={tag} onChoose={(chosen, side) => decide(withSide(open, chosen, side))} />
    </Dialog>
  )
}

function decisionWords(decision: Decision, count: number): string {
  const number = (value: number) => value.toLocaleString('en')
  if (decision.kind === 'open') return `${number(count - decision.missing)} of ${number(count)} decided`
  if (decision.kind === 'ready') return 'All decided'
  return `${number(decision.against)} places stand against the rest, and one merge takes ${number(MOST_PLACES)} of them. Choose all of one side first, then the places where the other counts.`
}

interface PlacesProps {
  open: OpenMerge
  tag: string
  onChoose: (conflicts: readonly MergeConflict[], side: MergeSide) => void
}

/** Steps shown at first, and by each “more”: thousands of choices at once would be in nobody's way but the page's. */
const PAGE = 50

/** One step or connection after the other; one with several places can be decided as a whole. */
function Places({ open, tag, onChoose }: PlacesProps) {
  const { conflicts, names, from } = open
  const groups = useMemo(() => groupsOf(conflicts), [conflicts])
  const [shown, setShown] = useState(PAGE)
  const left = groups.length - shown
  return (
    <>
      <ul aria-label="Conflicts" className="flex flex-col gap-4">
        {groups.slice(0, shown).map((group) => {
          const [first] = group
          if (!first) return null
          return (
            <li key={conflictKey(first)} className="flex flex-col gap-3">
              {group.length > 1 ? (
                <div className="flex flex-wrap items-center gap-2 text-sm">
                  <PlaceName place={placeOf({ ...first, pointer: '' }, names)} />
                  <span className="text-ink-3">{group.length} places</span>
                  <span className="ml-auto flex gap-2">
                    <Button size="sm" tone="quiet" onClick={() => onChoose(group, 'left')}>
                      All in {tag}
                    </Button>
                    <Button size="sm" tone="quiet" onClick={() => onChoose(group, 'right')}>
                      All in {from}
                    </Button>
                  </span>
                </div>
              ) : null}
              {group.map((conflict) => (
                <Place
                  key={conflictKey(conflict)}
                  conflict={conflict}
                  within={group.length > 1 ? placeOf({ ...first, pointer: '' }, names).words : undefined}
                  open={open}
                  tag={tag}
                  onChoose={(side) => onChoose([conflict], side)}
                />
              ))}
            </li>
          )
        })}
      </ul>
      {left > 0 ? (
        <Button size="sm" className="mt-4" onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(PAGE, left)} more of {left.toLocaleString('en')}
        </Button>
      ) : null}
    </>
  )
}

interface PlaceProps {
  conflict: MergeConflict
  /** What stands above it already: only the field is shown then. */
  within: string | undefined
  open: OpenMerge
  tag: string
  onChoose: (side: MergeSide) => void
}

function Place({ conflict, within, open: { from, sides, names }, tag, onChoose }: PlaceProps) {
  const group = useId()
  const chosen = sides[conflictKey(conflict)]
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 w-full text-sm">
        {within === undefined || conflict.pointer === '' ? (
          <PlaceName place={placeOf(conflict, names)} />
        ) : (
          <>
            <span className="sr-only">{within} · </span>
            <PlaceName place={placeOf({ ...conflict, target: { kind: 'root', path: [] } }, names)} />
          </>
        )}
        <span className="block break-words text-ink-3">{reasonWords(conflict)}</span>
      </legend>
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        {(['left', 'right'] as const).map((side) => (
          <SideChoice
            key={side}
            name={group}
            title={side === 'left' ? `Here, in ${tag}` : `In ${from}`}
            value={sideWords(conflict, side, names)}
            chosen={chosen === side}
            onChoose={() => onChoose(side)}
          />
        ))}
      </div>
    </fieldset>
  )
}
