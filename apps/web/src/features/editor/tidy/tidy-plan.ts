import type { Workflow, WorkflowNode } from '@aob/schemas'
import { boxAround } from '../../../ui/canvas/alignment.ts'
import { COLUMN_GAP, GRID } from '../model/document-edit.ts'
import { FRAME } from '../model/groups.ts'
import type { Spacing } from './layered-pass.ts'
import { type Drawing, drawingOf, groupKey, type LaidOutGroup, type LayOut, layoutGraph, type Order, type Placement } from './layout-graph.ts'
import { companies, notesBeside } from './tidy-notes.ts'
import { crossings, placementsFrom, tidied } from './tidy-places.ts'
import type { TidyScope } from './tidy-scope.ts'

export const SPACING: Spacing = { row: 5 * GRID, column: COLUMN_GAP, part: 10 * GRID }

const OPTIONS: Record<string, string> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.spacing.nodeNode': String(SPACING.row),
  'elk.layered.spacing.nodeNodeBetweenLayers': String(SPACING.column),
  'elk.spacing.componentComponent': String(SPACING.part),
  // What stands above stays above: people know their graph by where things are.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
}
/** An order that keeps connections apart; where cards stand comes after. */
const SEARCH = { ...OPTIONS, 'elk.layered.nodePlacement.strategy': 'SIMPLE' }
/** The order as it stands, with the shortest connections. */
const KEEP = { ...OPTIONS, 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX', 'elk.layered.crossingMinimization.forceNodeModelOrder': 'true' }

/** More nodes are laid out by the layered pass (docs/adr/0029-who-lays-out.md). */
export const MOST_FOR_ELK = 100
/** An order is given up for one of which connections cross this many times less, and a few more. */
const FEWER = { times: 1.25, more: 2 }
/** With more than this part of the connections leading back, nothing is kept of how the cards stand. */
const MESSY = 0.2

/** One is the rule, two are rare. */
const MOST_ROUNDS = 4

/** Who lays graphs out. */
export interface Layouts {
  elk: LayOut
  layered: LayOut
}

/** The ids a scope means. */
export function idsInScope(document: Workflow, scope: TidyScope, selected: readonly string[], published: Workflow): string[] {
  const before = new Set(published.nodes.map((node) => node.id))
  const chosen = new Set(selected)
  return document.nodes.filter((node) => scope === 'all' || (scope === 'selection' ? chosen.has(node.id) : !before.has(node.id))).map((node) => node.id)
}

/**
 * Where everything in scope goes. Where the order in which things stand is good, or nearly, it is kept, so that little moves where little
 * is wrong and nothing where nothing is; otherwise an order is looked for in which connections cross less, and kept from then on.
 */
export async function tidyPlan(document: Workflow, scope: TidyScope, ids: readonly string[], { elk, layered }: Layouts): Promise<Placement[]> {
  const laidOut = async (from: Workflow, layOut: LayOut, order: Order, options: Record<string, string>) =>
    placementsFrom(from, await layOutDocument({ document: from, ids, order, options, layOut }), scope)
  if (ids.length > MOST_FOR_ELK) return laidOut(document, layered, 'document', OPTIONS)
  const kept = isMessy(document, ids) ? undefined : await laidOut(document, elk, 'places', KEEP)
  if (kept && tidied(document, kept, scope) === document) return kept
  const sought = tidied(document, await laidOut(document, elk, 'places', SEARCH), scope)
  const better = await laidOut(sought, elk, 'places', KEEP)
  const crossed = (placements: readonly Placement[]) => crossings(tidied(document, placements, scope), ids)
  let best = !kept || crossed(kept) > FEWER.times * crossed(better) + FEWER.more ? better : kept
  // Until laying out what is laid out moves nothing: whoever tidies again finds it tidy.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = tidied(document, best, scope)
    best = await laidOut(before, elk, 'places', KEEP)
    if (tidied(before, best, scope) === before) break
  }
  return best
}

function isMessy({ nodes, edges }: Workflow, ids: readonly string[]): boolean {
  const chosen = new Set(ids)
  const x = new Map(nodes.flatMap(({ id, position }) => (chosen.has(id) ? [[id, position.x] as const] : [])))
  const inside = edges.flatMap(({ from, to }) => {
    const [start, end] = [x.get(from), x.get(to)]
    return start === undefined || end === undefined ? [] : [end <= start]
  })
  return inside.filter(Boolean).length > MESSY * inside.length
}

interface Laying {
  document: Workflow
  ids: readonly string[]
  order: Order
  options: Record<string, string>
  layOut: LayOut
}

/**
 * The nodes of a document laid out. A group whose nodes are all among them is laid out by itself first and as a whole then, so that its
 * frame holds what belongs to it and nothing else.
 */
async function layOutDocument({ document, ids, order, options, layOut }: Laying): Promise<Placement[]> {
  const chosen = new Set(ids)
  const drawing = drawingOf(document, companies(document, chosen), order)
  const groups: LaidOutGroup[] = []
  for (const group of document.groups ?? []) {
    const nodes = group.nodes.flatMap((id) => drawing.nodes.get(id)?.node ?? [])
    if (nodes.length > 0 && group.nodes.every((id) => chosen.has(id))) groups.push(await laidOutGroup({ drawing, options, layOut }, group.id, nodes))
  }
  const laidOut = await layOut(layoutGraph(drawing, ids, groups, options))
  const corners = new Map(laidOut.map(({ id, position }) => [id, position]))
  const grouped = groups.flatMap(({ id, inside }) => {
    const corner = corners.get(groupKey(id)) ?? { x: 0, y: 0 }
    corners.delete(groupKey(id))
    return [...inside].map(([node, at]) => ({ id: node, position: { x: corner.x + at.x, y: corner.y + at.y } }))
  })
  return [...[...corners].map(([id, position]) => ({ id, position })), ...grouped].flatMap((place) => withNotes(drawing, place))
}

async function laidOutGroup(
  { drawing, options, layOut }: Pick<Laying, 'options' | 'layOut'> & { drawing: Drawing },
  id: string,
  nodes: WorkflowNode[],
): Promise<LaidOutGroup> {
  const members = nodes.map((node) => node.id)
  const graph = layoutGraph(drawing, members, [], options)
  const sizes = new Map(graph.children.map((child) => [child.id, child]))
  const laidOut = await layOut(graph)
  const boxes = laidOut.map((one) => ({ ...one.position, width: sizes.get(one.id)?.width ?? 0, height: sizes.get(one.id)?.height ?? 0 }))
  const around = boxAround(boxes) ?? { x: 0, y: 0, width: 0, height: 0 }
  const inside = new Map(laidOut.map((one) => [one.id, { x: one.position.x - around.x + FRAME.side, y: one.position.y - around.y + FRAME.top }]))
  return { id, nodes, inside, frame: { width: around.width + 2 * FRAME.side, height: around.height + FRAME.top + FRAME.side } }
}

/** A block of a card and its notes, taken apart. */
function withNotes({ nodes, noted }: Drawing, { id, position }: Placement): Placement[] {
  const company = noted.get(id)
  const known = nodes.get(id)
  if (!company || !known) return [{ id, position }]
  const at = { x: position.x, y: position.y + company.top }
  return [{ id, position: at }, ...notesBeside(company, known.node, at)]
}
