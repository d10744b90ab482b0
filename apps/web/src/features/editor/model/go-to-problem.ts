import type { FieldProblem } from '@aob/schemas'
import type { EditorStore } from './editor-store.ts'
import type { EditorView } from './editor-view.ts'

const SETTING = /^\/nodes\/\d+\/config\/([^/]+)/

/** Selects what a problem is about and brings it into view; the field at fault takes the focus. */
export function goToProblem(
  { nodeId, edgeId, pointer }: FieldProblem,
  editor: { store: EditorStore; view: EditorView; reveal: (nodeId: string) => void },
): void {
  if (nodeId === undefined) {
    editor.store.select({ nodes: [], edges: edgeId === undefined ? [] : [edgeId] })
    return
  }
  editor.reveal(nodeId)
  const key = SETTING.exec(pointer)?.[1]
  if (key !== undefined) editor.view.setState({ wantedSetting: { nodeId, key } })
}
