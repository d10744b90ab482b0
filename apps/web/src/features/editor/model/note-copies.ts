import type { Workflow } from '@aob/schemas'
import type { XY } from '../../../ui/canvas/point.ts'
import { type ClipboardEnvelope, copyFragment } from './clipboard-envelope.ts'
import { insertFragment } from './copy-gestures.ts'
import { GRID } from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'
import { noteBox, sectionsOf } from './sections.ts'

/** A note as it is copied: a section takes along what stands on it, as when it is moved, unless it goes alone. */
export function noteFragment(document: Workflow, id: string, alone = false): ClipboardEnvelope | undefined {
  const note = document.notes?.find((candidate) => candidate.id === id)
  if (!note) return undefined
  const cards = alone ? [] : [...(sectionsOf(document).get(id) ?? [])]
  return { ...copyFragment(document, cards, 'cards'), notes: [note] }
}

/** Leaves a copy of a note, by default below it. Answers the id of the copy. */
export function duplicateNote(store: EditorStore, id: string, { by, alone }: { by?: XY; alone?: boolean } = {}): string | undefined {
  const { document } = store.getState()
  const fragment = noteFragment(document, id, alone)
  const [note] = fragment?.notes ?? []
  if (!fragment || !note) return undefined
  insertFragment(store, fragment, by ?? { x: 0, y: noteBox(note).height + 2 * GRID }, 'duplicate')
  const before = new Set(document.notes?.map((one) => one.id))
  return store.getState().document.notes?.find((one) => !before.has(one.id))?.id
}
