import type { Workflow } from '@aob/schemas'
import { FRAME } from '../../../ui/canvas/group-frame.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { type Box, boundsOf } from '../../../ui/canvas/spatial-grid.ts'
import { GRID } from '../model/document-edit.ts'
import { groupFrame } from '../model/groups.ts'
import { noteBox } from '../model/sections.ts'
import { type Container, containersOf } from './containers.ts'
import { type Drawing, drawingOf, type LaidOutFrame, type LayOut, layoutGraph, type Order, type Placement } from './layout-graph.ts'
import { companies, companyOf, noteKey, notesBeside } from './tidy-notes.ts'

/** Air on a section around what stands on it; above it, as much as was left there for the text, within reason. */
const SECTION = { side: 3 * GRID, leastTop: 3 * GRID, mostTop: 40 * GRID, leastWidth: 60 * GRID }

interface Laying {
  document: Workflow
  drawing: Drawing
  options: Record<string, string>
  layOut: LayOut
}

/**
 * The nodes of a document laid out. A group or section whose nodes are all among them is laid out by itself first and as a whole then, so
 * that its frame holds what belongs to it and nothing else.
 */
export async function layOutDocument(
  document: Workflow,
  ids: readonly string[],
  order: Order,
  { options, layOut }: Pick<Laying, 'options' | 'layOut'>,
): Promise<Placement[]> {
  const chosen = new Set(ids)
  const laying = { document, drawing: drawingOf(document, companies(document, chosen), order), options, layOut }
  const frames = await framesOf(containersOf(document, chosen), laying)
  const laidOut = await layOut(layoutGraph(laying.drawing, ids, frames, options))
  return unpacked(laidOut, frames).flatMap((place) => withNotes(laying.drawing, place))
}

async function framesOf(containers: readonly Container[], laying: Laying): Promise<LaidOutFrame[]> {
  const frames: LaidOutFrame[] = []
  for (const container of containers) frames.push(await laidOutFrame(container, laying))
  return frames
}

const keyOf = ({ kind, id }: Container): string => `${kind}/${id}`

async function laidOutFrame(container: Container, laying: Laying): Promise<LaidOutFrame> {
  const inner = await framesOf(container.inner, laying)
  const graph = layoutGraph(laying.drawing, container.nodes, inner, laying.options)
  const sizes = new Map(graph.children.map((child) => [child.id, child]))
  const laidOut = await laying.layOut(graph)
  const boxes = laidOut.map((one) => ({ ...one.position, width: sizes.get(one.id)?.width ?? 0, height: sizes.get(one.id)?.height ?? 0 }))
  const around = boundsOf(boxes) ?? { x: 0, y: 0, width: 0, height: 0 }
  const { side, top, least } = insets(container, laying)
  const frame = { width: onGrid(Math.max(least, around.width + 2 * side)), height: onGrid(around.height + top + side) }
  const placed = unpacked(laidOut, inner).map((one) => ({ ...one, position: { x: one.position.x - around.x + side, y: one.position.y - around.y + top } }))
  // The note comes first: those that lie on it are on its corner.
  if (container.kind === 'section') placed.unshift({ id: noteKey(container.id), position: { x: 0, y: 0 }, size: frame })
  return { key: keyOf(container), nodes: container.nodes, inside: new Map(placed.map((one) => [one.id, one])), frame }
}

const onGrid = (length: number): number => Math.ceil(length / GRID) * GRID

/** Frames taken apart into what they hold. */
function unpacked(laidOut: readonly Placement[], frames: readonly LaidOutFrame[]): Placement[] {
  const frameOf = new Map(frames.map((frame) => [frame.key, frame]))
  const by = (corner: XY, { position, ...one }: Placement): Placement => ({ ...one, position: { x: corner.x + position.x, y: corner.y + position.y } })
  return laidOut.flatMap((one) => {
    const frame = frameOf.get(one.id)
    return frame ? [...frame.inside.values()].map((inside) => by(one.position, inside)) : [one]
  })
}

function insets(container: Container, laying: Laying): { side: number; top: number; least: number } {
  if (container.kind === 'group') return { side: FRAME.side, top: FRAME.top, least: 0 }
  const note = laying.document.notes?.find(({ id }) => id === container.id)
  if (!note) return { side: SECTION.side, top: SECTION.leastTop, least: 0 }
  const box = noteBox(note)
  const room = highest(container, laying) - box.y
  const top = Math.min(SECTION.mostTop, Math.max(SECTION.leastTop, onGrid(room)))
  return { side: SECTION.side, top, least: Math.min(SECTION.leastWidth, box.width) }
}

/** Where what stands on a section begins, notes beside its cards and frames within it included. */
function highest({ nodes, inner }: Container, { document, drawing }: Laying): number {
  const framed = inner.flatMap((one): Box[] => {
    const group = one.kind === 'group' ? document.groups?.find(({ id }) => id === one.id) : undefined
    const note = one.kind === 'section' ? document.notes?.find(({ id }) => id === one.id) : undefined
    return group ? [groupFrame(document, group) ?? []].flat() : note ? [noteBox(note)] : []
  })
  const within = new Set(inner.flatMap((one) => [...one.nodes]))
  const cards = [...nodes].flatMap((id) => {
    const known = drawing.nodes.get(id)
    return known && !within.has(id) ? [known.node.position.y - companyOf(drawing.noted, id).top] : []
  })
  return Math.min(...cards, ...framed.map(({ y }) => y))
}

/** A block of a card and its notes, taken apart. */
function withNotes({ nodes, noted }: Drawing, place: Placement): Placement[] {
  const company = noted.get(place.id)
  const known = nodes.get(place.id)
  if (!company || !known) return [place]
  const at = { x: place.position.x, y: place.position.y + company.top }
  return [{ id: place.id, position: at }, ...notesBeside(company, known.node, at)]
}
