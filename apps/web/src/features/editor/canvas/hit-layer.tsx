import { ViewportPortal } from '@xyflow/react'
import { useEditorState, useEditorView } from '../editor-context.ts'
import { boxOf } from '../model/card-box.ts'
import { selectDocument } from '../model/editor-store.ts'
import type { EditorViewState } from '../model/editor-view.ts'

const selectPulsing = (state: EditorViewState) => state.pulsing

/** Rings around what was found. */
export function HitLayer() {
  const pulsing = useEditorView(selectPulsing)
  const document = useEditorState(selectDocument)
  if (pulsing.length === 0) return null
  const hit = new Set(pulsing)
  return (
    <ViewportPortal>
      {document.nodes
        .filter((node) => hit.has(node.id))
        .map((node) => {
          const { x, y, width, height } = boxOf(node)
          return (
            <div
              key={node.id}
              aria-hidden
              data-hit={node.id}
              className="canvas-hit"
              style={{ left: x - 6, top: y - 6, width: width + 12, height: height + 12 }}
            />
          )
        })}
    </ViewportPortal>
  )
}
