import { ViewportPortal } from '@xyflow/react'
import { useEditorState, useEditorView } from '../editor-context.ts'
import { boxOf } from '../model/card-box.ts'
import { selectDocument } from '../model/editor-store.ts'
import { selectPeople } from '../model/editor-view.ts'
import './people.css'

/** What the others have selected, each in their colour and under their name. */
export function PeopleLayer() {
  const people = useEditorView(selectPeople)
  const document = useEditorState(selectDocument)
  const selecting = people.filter(({ selection }) => selection.length > 0)
  if (selecting.length === 0) return null
  return (
    <ViewportPortal>
      {selecting.map(({ session, name, hue, selection }) => {
        const chosen = new Set(selection)
        const nodes = document.nodes.filter(({ id }) => chosen.has(id))
        return nodes.map((node, index) => {
          const { x, y, width, height } = boxOf(node)
          return (
            <div
              key={`${session} ${node.id}`}
              aria-hidden
              data-hue={hue}
              data-selected-by={name}
              className="person-selection"
              style={{ left: x - 4, top: y - 4, width: width + 8, height: height + 8 }}
            >
              {index === 0 ? <span>{name}</span> : null}
            </div>
          )
        })
      })}
    </ViewportPortal>
  )
}
