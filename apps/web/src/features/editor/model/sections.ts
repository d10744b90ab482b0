import type { Workflow, WorkflowNote } from '@aob/schemas'
import { NOTE_SIZE } from '../../../ui/canvas/note-size.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { sceneOf } from '../../../ui/canvas/scene.ts'
import type { Box } from '../../../ui/canvas/spatial-grid.ts'
import { withMoves } from './document-edit.ts'

export function noteBox({ position, width = NOTE_SIZE.width, height = NOTE_SIZE.height }: WorkflowNote): Box {
  return { ...position, width, height }
}

export function encloses(outer: Box, inner: Box): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height
}

/** Notes that lie behind cards as a whole, by their ids: such a note is a section, and what stands on it goes with it. */
export function sectionsOf(document: Workflow): ReadonlyMap<string, ReadonlySet<string>> {
  const { notes } = document
  if (!notes || notes.length === 0) return new Map()
  const { grid } = sceneOf(document)
  return new Map(
    notes.flatMap((note) => {
      const box = noteBox(note)
      const cards = grid.within(box).filter((card) => encloses(box, card))
      return cards.length === 0 ? [] : [[note.id, new Set(cards.map(({ id }) => id))] as const]
    }),
  )
}

/** A note moved together with the cards and the notes that stand on it; what lies behind it stays. */
export function withSectionMoved(document: Workflow, noteId: string, by: XY): Workflow {
  const section = document.notes?.find(({ id }) => id === noteId)
  if (!section || (by.x === 0 && by.y === 0)) return document
  const box = noteBox(section)
  const cards = sectionsOf(document).get(noteId) ?? new Set()
  const moved = ({ x, y }: XY): XY => ({ x: x + by.x, y: y + by.y })
  const moves = document.nodes.filter(({ id }) => cards.has(id)).map(({ id, position }) => ({ id, position: moved(position) }))
  const notes = document.notes?.map((note) =>
    note === section || (encloses(box, noteBox(note)) && !isAlike(box, noteBox(note))) ? { ...note, position: moved(note.position) } : note,
  )
  return { ...withMoves(document, moves), notes }
}

const isAlike = (a: Box, b: Box): boolean => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
