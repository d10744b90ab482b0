import type { Workflow, WorkflowNode, WorkflowNote } from '@aob/schemas'
import { CARD_WIDTH } from '../../../ui/canvas/card-geometry.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { sceneOf } from '../../../ui/canvas/scene.ts'
import { type Box, boundsOf } from '../../../ui/canvas/spatial-grid.ts'
import { boxOf } from '../model/card-box.ts'
import { GRID, snap } from '../model/document-edit.ts'
import { encloses, noteBox, sectionsOf } from '../model/sections.ts'
import type { Placement } from './layout-graph.ts'

/** A note this near to a card, in canvas pixels, is about it and goes along with it. */
const NEAR = 160
const GAP = 2 * GRID

/** Notes that go along with a card, and the room they take above and below it. */
export interface Company {
  above: readonly WorkflowNote[]
  below: readonly WorkflowNote[]
  top: number
  bottom: number
  width: number
}

const ALONE: Company = { above: [], below: [], top: 0, bottom: 0, width: CARD_WIDTH }
export const companyOf = (companies: ReadonlyMap<string, Company>, nodeId: string): Company => companies.get(nodeId) ?? ALONE

export const noteKey = (id: string): string => `note/${id}`

/** How far two boxes are apart; 0 where they touch. */
function apart(a: Box, b: Box): number {
  const along = (from: number, size: number, other: number, otherSize: number) => Math.max(0, other - (from + size), from - (other + otherSize))
  return Math.hypot(along(a.x, a.width, b.x, b.width), along(a.y, a.height, b.y, b.height))
}

interface Claim {
  node: WorkflowNode
  order: number
  distance: number
}

/**
 * Which of the nodes have notes beside them: each note belongs to the nearest card, if that is near and on the same section. The nearest
 * ones are given out first, and what stands beside a note stands beside its card: of two notes one above the other both go with the card
 * below them.
 */
export function companies(document: Workflow, ids: ReadonlySet<string>): ReadonlyMap<string, Company> {
  const { grid } = sceneOf(document)
  const given: Array<Claim & { box: Box }> = []
  const sections = sectionsOf(document)
  const sectionBoxes = (document.notes ?? []).filter(({ id }) => sections.has(id)).map(noteBox)
  const together = (a: Box, b: Box) => sectionBoxes.every((section) => encloses(section, a) === encloses(section, b))
  const claims = (box: Box): Claim[] =>
    grid
      .within({ x: box.x - NEAR, y: box.y - NEAR, width: box.width + 2 * NEAR, height: box.height + 2 * NEAR })
      .filter((card) => together(card, box))
      .map(({ node, order }) => ({ node, order, distance: apart(boxOf(node), box) }))
  const beside = (document.notes ?? []).filter(({ id }) => !sections.has(id))
  const notes = beside.map((note) => {
    const box = noteBox(note)
    const near = claims(box)
    return { note, box, near, distance: nearest(near)?.distance ?? NEAR }
  })
  const found = new Map<string, { above: WorkflowNote[]; below: WorkflowNote[] }>()
  for (const { note, box, near } of notes.sort((a, b) => a.distance - b.distance)) {
    const owner = nearest([...near, ...given.filter((one) => together(one.box, box)).map((one) => ({ ...one, distance: apart(one.box, box) }))])
    if (!owner || owner.distance > NEAR || !ids.has(owner.node.id)) continue
    given.push({ ...owner, box })
    const company = found.get(owner.node.id) ?? { above: [], below: [] }
    const card = boxOf(owner.node)
    const isBelow = box.y + box.height / 2 > card.y + card.height / 2
    company[isBelow ? 'below' : 'above'].push(note)
    found.set(owner.node.id, company)
  }
  // From the top, so that they stand so again.
  for (const { above, below } of found.values())
    for (const list of [above, below]) list.sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x)
  const room = (list: readonly WorkflowNote[]) => list.reduce((sum, note) => sum + noteBox(note).height + GAP, 0)
  return new Map(
    [...found].map(([id, { above, below }]) => {
      const wide = Math.max(CARD_WIDTH, ...[...above, ...below].map((note) => noteBox(note).width))
      // Cards of a column are centred: half of what one is wider by is on the grid.
      const width = CARD_WIDTH + Math.ceil((wide - CARD_WIDTH) / (2 * GRID)) * 2 * GRID
      return [id, { above, below, top: room(above), bottom: room(below), width }]
    }),
  )
}

function nearest(claims: readonly Claim[]): Claim | undefined {
  let best: Claim | undefined
  for (const claim of claims) if (!best || claim.distance < best.distance || (claim.distance === best.distance && claim.order < best.order)) best = claim
  return best
}

/** Where the notes of a card go when the card stands there. */
export function notesBeside({ above, below, top }: Company, node: WorkflowNode, at: XY): Array<{ id: string; position: XY }> {
  const stacked = (list: readonly WorkflowNote[], from: number) => {
    let y = from
    return list.map((note) => {
      const position = { x: at.x, y }
      y += noteBox(note).height + GAP
      return { id: noteKey(note.id), position }
    })
  }
  return [...stacked(above, at.y - top), ...stacked(below, at.y + boxOf(node).height + GAP)]
}

/** The document with its notes where they were put; those nobody put anywhere and that lie over a card now go above everything. */
export function withTidiedNotes(document: Workflow, places: ReadonlyMap<string, Placement>, whole: boolean): Workflow {
  if (!document.notes) return document
  const cards = document.nodes.map(boxOf)
  const top = boundsOf(cards)?.y ?? 0
  const boxAfter = (note: WorkflowNote): Partial<Box> => {
    const placed = places.get(noteKey(note.id))
    if (placed) return { ...placed.position, ...placed.size }
    const box = noteBox(note)
    const covers = whole && places.size > 0 && cards.some((card) => apart(card, box) < GAP)
    return covers ? snap({ x: box.x, y: top - box.height - 5 * GRID }) : note.position
  }
  const notes = document.notes.map((note) => {
    const { x = 0, y = 0, ...size } = boxAfter(note)
    const same = x === note.position.x && y === note.position.y && (size.width ?? note.width) === note.width && (size.height ?? note.height) === note.height
    return same ? note : { ...note, ...size, position: { x, y } }
  })
  return notes.every((note, index) => note === document.notes?.[index]) ? document : { ...document, notes }
}
