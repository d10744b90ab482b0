import { ViewportPortal } from '@xyflow/react'
import { useMemo } from 'react'
import { sceneOf } from '../../../ui/canvas/scene.ts'
import { useEditorView } from '../editor-context.ts'
import { selectPeople } from '../model/editor-view.ts'
import type { CollapsedView } from '../model/groups.ts'
import { cardsSelected } from './people.ts'
import './people.css'

/** How far off its card the first ring lies, and each further one off that before it. */
const RING = { out: 4, next: 3 }

/** What the others have selected, each in their colour and under their name. Several at one card stand side by side. */
export function PeopleLayer({ groups }: { groups: CollapsedView }) {
  const people = useEditorView(selectPeople)
  const selected = useMemo(() => cardsSelected(people, groups.hidden), [people, groups])
  if (selected.length === 0) return null
  const { places } = sceneOf(groups.document)
  return (
    <ViewportPortal>
      {selected.map(({ cardId, people, named }) => {
        const place = places.get(cardId)
        if (!place) return null
        const { x, y, width, height } = place
        return (
          <div key={cardId} aria-hidden className="people-at-card" style={{ left: x, top: y, width, height }}>
            {people.map(({ session, name, hue }, index) => (
              <div key={session} data-hue={hue} data-selected-by={name} className="person-selection" style={{ inset: -RING.out - index * RING.next }} />
            ))}
            <div className="person-names" style={{ bottom: `calc(100% + ${RING.out + (people.length - 1) * RING.next}px)` }}>
              {named.map(({ session, name, hue }) => (
                <span key={session} data-hue={hue}>
                  {name}
                </span>
              ))}
            </div>
          </div>
        )
      })}
    </ViewportPortal>
  )
}
