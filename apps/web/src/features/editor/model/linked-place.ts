import type { Workflow, WorkflowNode } from '@aob/schemas'
import { CARD_WIDTH, type CardGeometry, cardGeometry } from '../../../ui/canvas/card-geometry.ts'
import { endsOf, routeOf } from '../../../ui/canvas/edge-route.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { type Scene, sceneOf } from '../../../ui/canvas/scene.ts'
import { type Box, overlap } from '../../../ui/canvas/spatial-grid.ts'
import { COLUMN_GAP, GRID } from './document-edit.ts'
import { linesAround, stretches } from './edge-stretches.ts'
import { freePlace, isFree, ROW_GAP } from './placement.ts'

/** A connection a new card comes with: from a card that stands already by a port of it, or to one by a port of its own. */
export interface NewLink {
  side: 'from' | 'to'
  node: WorkflowNode
  port: string
}

/** How far around the wanted place others are looked for, in canvas pixels. */
const REACH = { x: 1800, y: 1200 }
/** Cards beside which a place is tried, nearest first. */
const MOST_NEIGHBOURS = 40
/** Air between a new connection and the cards it passes. */
const AIR = GRID
/** Least room a connection needs to step up or down between two cards. */
const STEP_GAP = 7 * GRID
/** What it costs to stand so that a connection has to lead back, in canvas pixels of distance. */
const BACK = 400

interface Standing extends Box {
  geometry: CardGeometry
}

/**
 * Where a new card goes so that it covers nothing and nothing lies on its connections: the nearest such place to the wanted one, of which
 * first those that leave the connections of others free. Cards that stand stay. `without` is a connection that goes as the card comes.
 */
export function linkedPlace(document: Workflow, card: WorkflowNode, links: readonly NewLink[], without?: string): XY {
  const wanted = card.position
  const scene = sceneOf(document)
  const geometry = cardGeometry(card)
  const area = { x: wanted.x - REACH.x, y: wanted.y - REACH.y, width: 2 * REACH.x, height: 2 * REACH.y }
  const near = scene.grid.within(area)
  const lines = linesAround(scene, area, without)
  // Between two cards it takes the room there is.
  const isBetween = links.length > 1
  let covering: XY | undefined
  for (const at of candidates(wanted, geometry, near, links)) {
    const place = { ...at, width: geometry.width, height: geometry.height, geometry }
    if (!isFree(scene, place) || !links.every((link) => isClear(scene, place, link, near))) continue
    if (!isBetween && links.some((link) => isTight(place, link))) continue
    if (!lines.some((line) => overlap(line, place))) return at
    covering ??= at
  }
  return covering ?? freePlace(document, geometry, wanted)
}

function isClear({ places }: Scene, card: Standing, { side, node, port }: NewLink, near: readonly Box[]): boolean {
  const other = places.get(node.id)
  if (!other) return true
  const [from, to] = side === 'from' ? [other, card] : [card, other]
  const ends = endsOf(from, to, { fromPort: port })
  const line = stretches(routeOf(...ends))
  return !line.some((stretch) => overlap(stretch, card) || near.some((box) => overlap(stretch, box === other ? box : around(box, AIR))))
}

/** Too near for the next step to branch off between them, even where this one is joined straight. */
function isTight(card: Standing, { side, node }: NewLink): boolean {
  const gap = side === 'from' ? card.x - node.position.x - CARD_WIDTH : node.position.x - card.x - card.width
  return gap >= 0 && gap < STEP_GAP
}

function around({ x, y, width, height }: Box, air: number): Box {
  return { x: x - air, y: y - air, width: width + 2 * air, height: height + 2 * air }
}

/** Places worth a look, the best first: the wanted one, and what is in line with it, with cards near it or with their rims. */
function candidates(wanted: XY, { width, height }: CardGeometry, near: readonly Box[], links: readonly NewLink[]): XY[] {
  const distance = (box: Box) => Math.hypot(box.x - wanted.x, box.y - wanted.y)
  const beside = [...near].sort((a, b) => distance(a) - distance(b)).slice(0, MOST_NEIGHBOURS)
  const up = (length: number) => Math.ceil(length / GRID) * GRID
  const down = (length: number) => Math.floor(length / GRID) * GRID
  const xs = new Set([wanted.x, ...beside.flatMap((box) => [box.x, up(box.x + box.width + COLUMN_GAP), down(box.x - width - COLUMN_GAP)])])
  for (const { side, node } of links) {
    xs.add(node.position.x)
    xs.add(side === 'from' ? up(node.position.x + CARD_WIDTH + STEP_GAP) : down(node.position.x - width - STEP_GAP))
  }
  const ys = new Set([wanted.y, ...beside.flatMap((box) => [up(box.y + box.height + ROW_GAP), down(box.y - height - ROW_GAP)])])
  const leadsBack = ({ x }: XY) => links.some(({ side, node }) => (side === 'from' ? x <= node.position.x + CARD_WIDTH : x + width >= node.position.x))
  // What is as near goes below rather than above, as people read.
  const cost = (at: XY) => Math.abs(at.x - wanted.x) + Math.abs(at.y - wanted.y) + (at.y < wanted.y ? GRID : 0) + (leadsBack(at) ? BACK : 0)
  const places = [...xs].flatMap((x) => [...ys].map((y) => ({ x, y })))
  const costs = new Map(places.map((place) => [place, cost(place)]))
  return places.sort((a, b) => (costs.get(a) ?? 0) - (costs.get(b) ?? 0))
}
