import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import type { EditorState } from './editor-store.ts'

type Told = Pick<EditorState, 'document' | 'history' | 'selection'>

/** Whether others, not a gesture of this page, have taken away something that was selected. */
export function isGone(now: Told, before: Told): boolean {
  return now.document !== before.document && now.history === before.history && now.selection !== before.selection
}

/** The names of the steps that were selected and are gone. */
export function goneSteps(now: Told, before: Told): string[] {
  if (!isGone(now, before)) return []
  const kept = new Set(now.selection.nodes)
  const gone = new Set(before.selection.nodes.filter((id) => !kept.has(id)))
  return before.document.nodes.filter(({ id }) => gone.has(id)).map(nodeTitle)
}
