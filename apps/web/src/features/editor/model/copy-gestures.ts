import type { Workflow } from '@aob/schemas'
import type { XY } from '../../../ui/canvas/point.ts'
import { boundsOf } from '../../../ui/canvas/spatial-grid.ts'
import { boxOf } from './card-box.ts'
import { type ClipboardEnvelope, copyFragment, pasteFragment } from './clipboard-envelope.ts'
import { GRID, withMoves, withoutElements } from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'
import { withNotes } from './note-gestures.ts'
import { freePlace, ROW_GAP } from './placement.ts'
import { noteBox } from './sections.ts'
import { usedIds } from './used-ids.ts'

/** Between cards and their copies, in canvas pixels: the frame of a group and its name have room there. */
const AIR = 10 * GRID

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

/** As a step of the history names it: one is no number. */
const named = (fragment: Pick<ClipboardEnvelope, 'nodes' | 'notes'>): string => fragmentWords(fragment).replace(/^1 /, '')

/** What a fragment is called: its notes are only spoken of where there is nothing else. */
export function fragmentWords({ nodes, notes = [] }: Pick<ClipboardEnvelope, 'nodes' | 'notes'>): string {
  return nodes.length > 0 ? plural(nodes.length, 'node') : plural(notes.length, 'note')
}

/** Leaves copies at places and the originals where they are: dragging with Alt. */
export function copyTo(store: EditorStore, places: ReadonlyArray<{ id: string; position: XY }>): void {
  const { document } = store.getState()
  const fragment = copyFragment(
    withMoves(document, places),
    places.map(({ id }) => id),
    'cards',
  )
  insertFragment(store, fragment, { x: 0, y: 0 }, 'duplicate')
}

export function duplicateSelection(store: EditorStore): boolean {
  const { document, selection } = store.getState()
  if (selection.nodes.length === 0) return false
  const fragment = copyFragment(document, selection.nodes, 'cards')
  insertFragment(store, fragment, roomForCopies(document, fragment), 'duplicate')
  return true
}

/** How far copies go from their originals: below them, or to the nearest place where they cover nothing. */
function roomForCopies(document: Workflow, { nodes, groups }: ClipboardEnvelope): XY {
  const around = boundsOf(nodes.map(boxOf))
  if (!around) return { x: 0, y: 0 }
  const at = freePlace(document, around, { x: around.x, y: around.y + around.height + (groups ? AIR : ROW_GAP) })
  return { x: at.x - around.x, y: at.y - around.y }
}

/** Lays a fragment into the document and selects it. */
export function insertFragment(store: EditorStore, fragment: ClipboardEnvelope, offset: XY, verb: 'paste' | 'duplicate'): void {
  const { document: before, base } = store.getState()
  const { document, pasted } = pasteFragment(before, fragment, { offset, used: usedIds(base) })
  store.edit(`${verb} ${named(fragment)}`, () => document, { select: { nodes: pasted, edges: [] }, added: pasted })
}

/** The offset that puts a fragment's middle at a point. */
export function offsetToCentre({ nodes, notes = [] }: ClipboardEnvelope, at: XY): XY {
  const around = boundsOf([...nodes.map(boxOf), ...notes.map(noteBox)])
  return around ? { x: at.x - (around.x + around.width / 2), y: at.y - (around.y + around.height / 2) } : { x: 0, y: 0 }
}

/** Takes away what was copied, with the notes that went along, as one step. */
export function cutFragment(store: EditorStore, fragment: ClipboardEnvelope): void {
  const notes = new Set(fragment.notes?.map(({ id }) => id))
  store.edit(
    `cut ${named(fragment)}`,
    (document) => {
      const rest = withoutElements(document, new Set(fragment.nodes.map(({ id }) => id)), new Set())
      return notes.size === 0 ? rest : withNotes(rest, rest.notes?.filter(({ id }) => !notes.has(id)) ?? [])
    },
    { select: { nodes: [], edges: [] } },
  )
}
