import type { FieldProblem } from '@aob/schemas'
import { NOTHING_SELECTED } from '../../../ui/canvas/selection.ts'
import type { EditorStore } from './editor-store.ts'
import type { EditorView } from './editor-view.ts'
import { settingOf } from './fresh-steps.ts'

/** Selects what a problem is about and brings it into view; the field at fault takes the focus. */
export function goToProblem(
  { nodeId, edgeId, pointer }: FieldProblem,
  editor: { store: EditorStore; view: EditorView; reveal: (nodeId: string) => void; revealEdge: (edgeId: string) => void },
): void {
  if (nodeId === undefined) {
    if (edgeId === undefined) editor.store.select(NOTHING_SELECTED)
    else editor.revealEdge(edgeId)
    return
  }
  editor.reveal(nodeId)
  const key = settingOf(pointer)
  if (key !== undefined) editor.view.setState({ wantedSetting: { nodeId, key } })
}
