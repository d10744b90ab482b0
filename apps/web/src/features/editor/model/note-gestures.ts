import type { Workflow, WorkflowNote } from '@aob/schemas'
import { NOTE_SIZE } from '../../../ui/canvas/note-size.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { snap } from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'
import { freeId } from './fresh-id.ts'
import { sectionsOf, withSectionMoved } from './sections.ts'

/** Of a note that was never resized, in canvas pixels. */
export const NOTE_LEAST = { width: 120, height: 64 }

export function withNotes(document: Workflow, notes: WorkflowNote[]): Workflow {
  if (notes.length > 0) return { ...document, notes }
  const { notes: _, ...rest } = document
  return rest
}

export function addNote(store: EditorStore, at: XY): string {
  const notes = store.getState().document.notes ?? []
  const id = freeId('note', new Set(notes.map((note) => note.id)))
  store.edit('add note', (document) => withNotes(document, [...(document.notes ?? []), { id, text: '', position: snap(at), ...NOTE_SIZE }]))
  return id
}

export function changeNote(store: EditorStore, id: string, label: string, change: Partial<WorkflowNote>, mergeKey?: string): void {
  store.edit(
    label,
    (document) =>
      withNotes(
        document,
        (document.notes ?? []).map((note) => (note.id === id ? { ...note, ...change } : note)),
      ),
    mergeKey ? { mergeKey } : {},
  )
}

/** Moves a note with all that stands on it, as one step. */
export function moveNote(store: EditorStore, id: string, by: XY, mergeKey?: string): void {
  const count = sectionsOf(store.getState().document).get(id)?.size ?? 0
  const label = count === 0 ? 'move note' : `move note with ${count} ${count === 1 ? 'node' : 'nodes'}`
  store.edit(label, (document) => withSectionMoved(document, id, by), mergeKey ? { mergeKey } : {})
}

export function deleteNote(store: EditorStore, id: string): void {
  store.edit('delete note', (document) =>
    withNotes(
      document,
      (document.notes ?? []).filter((note) => note.id !== id),
    ),
  )
}
