import type { FieldProblem } from '@aob/schemas'
import { NOTHING_SELECTED } from '../../../ui/canvas/selection.ts'
import type { EditorStore } from './editor-store.ts'
import type { EditorView } from './editor-view.ts'

/** Values a form shows: of a node, a connection, the workflow. */
const HAS_FIELD = /^\/(nodes\/\d+\/|edges\/\d+|settings|inputs|description)/

/** Selects what a problem is about and brings it into view; the field at fault takes the focus. */
export function goToProblem(
  { code, nodeId, edgeId, pointer }: FieldProblem,
  editor: { store: EditorStore; view: EditorView; reveal: (nodeId: string) => void; revealEdge: (edgeId: string) => void },
): void {
  if (nodeId !== undefined) editor.reveal(nodeId)
  else if (edgeId !== undefined) editor.revealEdge(edgeId)
  else editor.store.select(NOTHING_SELECTED)
  // A type nobody knows has no field; what a run does with it has.
  const field = code === 'node.unknown_type' ? pointer.replace(/type$/, 'unknownPolicy') : pointer
  editor.view.setState({ wantedField: HAS_FIELD.test(field) ? field : undefined })
}
