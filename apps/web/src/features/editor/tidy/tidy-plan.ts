import type { Workflow } from '@aob/schemas'
import { COLUMN_GAP, GRID } from '../model/document-edit.ts'
import { layOutDocument } from './lay-out-document.ts'
import type { Spacing } from './layered-pass.ts'
import type { LayOut, Order, Placement } from './layout-graph.ts'
import { isNearlyAsShort, isOrderly } from './orderly.ts'
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

/** Where everything in scope goes; nowhere when it is tidy by another hand: nothing wrong, and no more crossings than a layout would have. */
export async function tidyPlan(document: Workflow, scope: TidyScope, ids: readonly string[], layouts: Layouts): Promise<Placement[]> {
  const sought = await soughtPlan(document, scope, ids, layouts)
  if (!isOrderly(document, ids)) return sought
  const after = tidied(document, sought, scope)
  const crossedLess = ids.length <= MOST_FOR_ELK && crossings(document, ids) > crossings(after, ids)
  return crossedLess || !isNearlyAsShort(document, after, ids) ? sought : []
}

/**
 * Where the order in which things stand is good, or nearly, it is kept, so that little moves where little is wrong; otherwise an order is
 * looked for in which connections cross less, and kept from then on.
 */
async function soughtPlan(document: Workflow, scope: TidyScope, ids: readonly string[], { elk, layered }: Layouts): Promise<Placement[]> {
  const laidOut = async (from: Workflow, layOut: LayOut, order: Order, options: Record<string, string>) =>
    placementsFrom(from, await layOutDocument(from, ids, order, { options, layOut }), scope)
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
