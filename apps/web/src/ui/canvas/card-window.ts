import type { WorkflowEdge } from '@aob/schemas'
import type { Place, Scene } from './scene.ts'
import { type Box, overlap } from './spatial-grid.ts'

/** Up to here every card stays mounted once it is; from here on only those in and around the view are. */
export const MANY_NODES = 200
/** Cards mounted in one frame at most, while a person looks and moves. */
export const MOUNTS_PER_FRAME = 2
/** What a canvas begins with, at once: nothing moves yet, and every frame has a price of its own. */
export const MOUNTS_AT_OPENING = 16
/** Ends of edges known to React Flow though their cards are not mounted; the edges beyond are painted. */
const MAX_FAR_ENDS = 200
/** How far around the view cards are mounted, and how far out they leave, in parts of the view's size. */
const MARGIN = { mount: 0.03, leave: 0.3 }

/**
 * Which cards are mounted (docs/adr/0016-what-is-not-mounted-is-painted.md).
 *
 * - W1 a step mounts at most {@link MOUNTS_PER_FRAME} cards, until the canvas has settled for the first time as many as it is told (card-pace.ts):
 *   those in view first, the nearest to its middle first.
 * - W2 with many nodes, cards are mounted in and a little around the view, and leave when they are well outside.
 * - W3 seen from afar, where cards are painted, only held ones are mounted.
 * - W4 with few nodes every card is mounted and stays.
 * - W5 held cards (in the hand, or under the pointer) never wait and never leave.
 * - W6 before there is a view something waits: cards may be mounted, but nobody sees them where they are.
 */
export interface WindowInput {
  scene: Scene
  /** What is seen, in canvas pixels; undefined before the canvas has been laid out. */
  view: Box | undefined
  /** Cards are painted instead of mounted. */
  afar: boolean
  held: ReadonlySet<string>
  mounted: ReadonlySet<string>
  /** Cards a step may mount while the canvas has not settled yet. */
  opening?: number | undefined
}

export interface CardWindow {
  /** The set given when nothing changes. */
  mounted: ReadonlySet<string>
  /** More cards wait for the next frame. */
  waiting: boolean
}

/** One step towards what should be mounted. */
export function stepWindow({ scene, view, afar, held, mounted, opening }: WindowInput): CardWindow {
  const few = scene.places.size <= MANY_NODES
  const stays = few ? everything : afar || !view ? nothing : inside(inflate(view, MARGIN.leave))
  const next = new Set<string>()
  for (const id of mounted) {
    const place = scene.places.get(id)
    if (place && (held.has(id) || stays(place))) next.add(id)
  }
  for (const id of held) if (scene.places.has(id)) next.add(id)
  const wanted = few ? scene.places.values() : view && !afar ? scene.grid.within(inflate(view, MARGIN.mount)) : []
  const missing = [...wanted].filter((place) => !next.has(place.id))
  const most = opening ?? MOUNTS_PER_FRAME
  for (const place of nearest(missing, view, most)) next.add(place.id)
  return { mounted: sameSet(next, mounted) ? mounted : next, waiting: view === undefined || missing.length > most }
}

const everything = () => true
const nothing = () => false
const inside = (area: Box) => (place: Place) => overlap(place, area)

function inflate({ x, y, width, height }: Box, share: number): Box {
  return { x: x - width * share, y: y - height * share, width: width * (1 + 2 * share), height: height * (1 + 2 * share) }
}

/** The first few by distance from the middle of the view; in document order before there is a view. */
function nearest(places: readonly Place[], view: Box | undefined, count: number): Place[] {
  const middle = view && { x: view.x + view.width / 2, y: view.y + view.height / 2 }
  const distance = (place: Place) =>
    middle ? Math.hypot(place.x + place.width / 2 - middle.x, place.y + place.height / 2 - middle.y) + (overlap(place, view ?? place) ? 0 : 1e9) : place.order
  return places
    .map((place) => ({ place, far: distance(place) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, count)
    .map(({ place }) => place)
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false
  for (const id of a) if (!b.has(id)) return false
  return true
}

/** What React Flow is told of the graph. */
export interface ShownElements {
  /** In document order. */
  cards: readonly Place[]
  /** Ends of shown edges whose cards are not mounted. */
  farEnds: readonly Place[]
  /** In an order that does not change with what else is shown. */
  edges: readonly WorkflowEdge[]
}

/**
 * The edges of mounted cards, and their far ends. With few nodes an edge waits for both cards. `onlyFarEnds` names the only ends that may
 * be far: while cards are being mounted, an end that is far now may be a card with the next frame.
 */
export function shownElements(scene: Scene, mounted: ReadonlySet<string>, withEdges: boolean, onlyFarEnds?: ReadonlySet<string>): ShownElements {
  const cards = [...mounted].flatMap((id) => scene.places.get(id) ?? []).sort((a, b) => a.order - b.order)
  if (mounted.size === scene.places.size) return { cards, farEnds: [], edges: scene.edges }
  const farEnds = new Map<string, Place>()
  const edges = new Set<WorkflowEdge>()
  const roomFor = scene.places.size > MANY_NODES ? MAX_FAR_ENDS : 0
  for (const { id } of withEdges ? cards : []) {
    for (const edge of scene.edgesOf.get(id) ?? []) {
      const other = edge.from === id ? edge.to : edge.from
      const place = scene.places.get(other)
      if (!place || edges.has(edge)) continue
      if (!mounted.has(other)) {
        if (farEnds.size >= roomFor && !farEnds.has(other)) continue
        if (onlyFarEnds && !onlyFarEnds.has(other)) continue
        farEnds.set(other, place)
      }
      edges.add(edge)
    }
  }
  return { cards, farEnds: [...farEnds.values()], edges: roomFor === 0 ? scene.edges.filter((edge) => edges.has(edge)) : inOrder(scene, edges) }
}

/** By the steps they join: edges that stay where they are among those that come and go are not put into the page anew. */
function inOrder(scene: Scene, edges: ReadonlySet<WorkflowEdge>): WorkflowEdge[] {
  const orderOf = (id: string) => scene.places.get(id)?.order ?? 0
  return [...edges].sort((a, b) => orderOf(a.from) - orderOf(b.from) || orderOf(a.to) - orderOf(b.to) || (a.id < b.id ? -1 : 1))
}
