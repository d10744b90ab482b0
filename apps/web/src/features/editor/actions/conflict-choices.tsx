import type { PatchConflict } from '@aob/ir/document'
import { useId, useMemo, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { PlaceName } from '../../../ui/place-name.tsx'
import { SideChoice } from '../../../ui/side-choice.tsx'
import type { Choice } from '../draft/replica.ts'
import { useEditorState } from '../editor-context.ts'
import { selectBase, selectDocument } from '../model/editor-store.ts'
import { conflictSides, mineFits, namesIn } from './conflict-words.ts'

/** One choice for each conflict; theirs until the person says otherwise, for that is what everybody else sees. */
export function useChoices(count: number) {
  const [made, setMade] = useState<Readonly<Record<number, Choice>>>({})
  const choices = Array.from({ length: count }, (_, index): Choice => made[index] ?? 'theirs')
  const choose = (index: number, choice: Choice) => setMade((before) => ({ ...before, [index]: choice }))
  const chooseAll = (choice: Choice) => setMade(Object.fromEntries(choices.map((_, index) => [index, choice])))
  return { choices, choose, chooseAll }
}

export interface ConflictChoicesProps {
  conflicts: readonly PatchConflict[]
  choices: readonly Choice[]
  onChoose: (index: number, choice: Choice) => void
}

/** What both sides have, place by place, with the choice between them. */
export function ConflictChoices({ conflicts, choices, onChoose }: ConflictChoicesProps) {
  const group = useId()
  const now = useEditorState(selectDocument)
  const { document: before } = useEditorState(selectBase)
  const names = useMemo(() => namesIn(conflicts, now, before), [conflicts, now, before])
  return (
    <ul className="flex flex-col gap-3">
      {conflicts.map((conflict, index) => {
        const { place, message, mine, theirs, mineFits: fits } = conflictSides(conflict, names)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the conflicts of one gesture never change places
          <li key={index}>
            <fieldset className="min-w-0">
              <legend className="mb-1 flex w-full flex-wrap items-baseline gap-x-2 text-sm">
                <PlaceName place={place} />
                <span className="text-ink-3">{message}</span>
              </legend>
              <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
                <SideChoice
                  name={`${group}-${index}`}
                  title="Mine"
                  value={mine}
                  {...(fits ? {} : { refusal: 'nothing left to put it on' })}
                  chosen={choices[index] === 'mine'}
                  onChoose={() => onChoose(index, 'mine')}
                />
                <SideChoice
                  name={`${group}-${index}`}
                  title="Theirs"
                  value={theirs}
                  chosen={choices[index] === 'theirs'}
                  onChoose={() => onChoose(index, 'theirs')}
                />
              </div>
            </fieldset>
          </li>
        )
      })}
    </ul>
  )
}

interface AllOfOneSideProps {
  conflicts: readonly PatchConflict[]
  onChoose: (choice: Choice) => void
}

/** One side everywhere, where there is more than one place and a side of mine that can stay. */
export function AllOfOneSide({ conflicts, onChoose }: AllOfOneSideProps) {
  if (conflicts.length < 2 || !conflicts.some(mineFits)) return null
  return (
    <>
      <Button tone="quiet" onClick={() => onChoose('mine')}>
        All mine
      </Button>
      <Button tone="quiet" onClick={() => onChoose('theirs')}>
        All theirs
      </Button>
    </>
  )
}
