import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { type CardGeometry, cardGeometry, portOfEdge } from './card-geometry.ts'
import { type TintName, typeLook } from './node-look.ts'
import type { XY } from './point.ts'
import { type Box, SpatialGrid } from './spatial-grid.ts'

/** One node where it stands. */
export interface Place extends Box {
  id: string
  node: WorkflowNode
  /** Ports with at least one edge, joined by `|`. */
  connected: string
  geometry: CardGeometry
  tint: TintName
  /** Its place in the document: cards are drawn and walked through in that order. */
  order: number
}

/** The graph of a document as the canvas needs it: what is where, and what hangs on what. Nothing of it is drawn yet. */
export interface Scene {
  document: Workflow
  places: ReadonlyMap<string, Place>
  grid: SpatialGrid<Place>
  /** Edges with both ends, in document order. */
  edges: readonly WorkflowEdge[]
  edgesOf: ReadonlyMap<string, readonly WorkflowEdge[]>
  /** Edges between cards that stand further apart than {@link NEAR}. */
  longEdges: readonly WorkflowEdge[]
  /** Kept for the next scene. */
  links: Links
  /** Ways of edges that were asked for (`scene-routes.ts`). */
  routes: Map<WorkflowEdge, readonly XY[]>
}

/** Canvas pixels between the ends of an edge, along one axis, up to which it is found by looking around. */
export const NEAR = 1500

interface Links {
  edges: readonly WorkflowEdge[]
  edgesOf: ReadonlyMap<string, readonly WorkflowEdge[]>
  ports: ReadonlyMap<string, string>
}

/** Documents are never changed in place: each has one scene, whoever asks for it. */
const scenes = new WeakMap<Workflow, Scene>()

/** The scene of a document; places of nodes that have not changed are the objects of the scene before. */
export function sceneOf(document: Workflow, before?: Scene): Scene {
  const known = scenes.get(document)
  if (known) return known
  const making = makeScene(document, before)
  for (;;) {
    const step = making.next()
    if (step.done) return keepScene(step.value)
  }
}

/** Makes the scene of a document a part at a time, so that the page draws and answers in between; whoever asks for it then has it. `pause` need not be one each time. */
export async function sceneAhead(document: Workflow, pause: () => Promise<void> | undefined): Promise<void> {
  const making = makeScene(document, undefined)
  for (let step = making.next(); !scenes.has(document); step = making.next()) {
    if (step.done) keepScene(step.value)
    else await pause()
  }
}

function keepScene(scene: Scene): Scene {
  scenes.set(scene.document, scene)
  return scene
}

/** Nodes and edges between two places where it may pause: on a processor six times slower they take a few milliseconds. */
const AT_A_TIME = 40

function* makeScene(document: Workflow, before: Scene | undefined): Generator<void, Scene> {
  const links = before && areLinkedAlike(document, before.document) ? before.links : yield* linksOf(document)
  const { edges, edgesOf, ports } = links
  const places = new Map<string, Place>()
  const grid = new SpatialGrid<Place>()
  for (const [order, node] of document.nodes.entries()) {
    if (isRest(order)) yield
    const place = placeOf(node, order, ports.get(node.id) ?? '', before?.places.get(node.id))
    places.set(node.id, place)
    grid.add(place)
  }
  const longEdges: WorkflowEdge[] = []
  for (const [index, edge] of edges.entries()) {
    if (isRest(index)) yield
    if (isLong(places.get(edge.from), places.get(edge.to))) longEdges.push(edge)
  }
  const routes = before && links === before.links && standsAlike(places, before.places) ? before.routes : new Map<WorkflowEdge, readonly XY[]>()
  return { document, places, grid, edges, edgesOf, longEdges, links, routes }
}

/** The same connections between the same nodes: a move or another setting changes none of them. */
function areLinkedAlike(document: Workflow, before: Workflow): boolean {
  const { nodes, edges } = document
  return (
    edges === before.edges &&
    nodes.length === before.nodes.length &&
    nodes.every((node, index) => node === before.nodes[index] || node.id === before.nodes[index]?.id)
  )
}

/** Every card stands where it stood, as large as it was. */
function standsAlike(places: ReadonlyMap<string, Place>, before: ReadonlyMap<string, Place>): boolean {
  for (const [id, place] of places) {
    const old = before.get(id)
    if (place !== old && !(old && sameBox(place, old) && place.geometry === old.geometry)) return false
  }
  return true
}

const sameBox = (a: Box, b: Box) => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height

function isLong(from: Place | undefined, to: Place | undefined): boolean {
  return from !== undefined && to !== undefined && (Math.abs(from.x - to.x) > NEAR || Math.abs(from.y - to.y) > NEAR)
}

/** Every edge that can cross an area, and some that do not: those of the cards around it, and the long ones. */
export function edgesAround(scene: Scene, area: Box): Iterable<WorkflowEdge> {
  const places = scene.grid.within({ x: area.x - NEAR, y: area.y - NEAR, width: area.width + 2 * NEAR, height: area.height + 2 * NEAR })
  if (places.length * 2 > scene.places.size) return scene.edges
  const found = new Set(scene.longEdges)
  for (const { id } of places) for (const edge of scene.edgesOf.get(id) ?? []) found.add(edge)
  return found
}

function placeOf(node: WorkflowNode, order: number, connected: string, old: Place | undefined): Place {
  const same = old?.node === node && old.connected === connected
  if (same && old.order === order) return old
  const geometry = same ? old.geometry : cardGeometry(node, connected === '' ? [] : connected.split('|'))
  const { x, y } = node.position
  const { width, height } = geometry
  return { id: node.id, node, connected, geometry, tint: typeLook(node.type).tint, order, x, y, width, height }
}

function* linksOf({ nodes, edges: all }: Workflow): Generator<void, Links> {
  const ids = new Set<string>()
  for (const [index, node] of nodes.entries()) {
    if (isRest(index)) yield
    ids.add(node.id)
  }
  const edges: WorkflowEdge[] = []
  const edgesOf = new Map<string, WorkflowEdge[]>()
  const ports = new Map<string, string>()
  const hang = (id: string, edge: WorkflowEdge) => {
    const list = edgesOf.get(id)
    if (list) list.push(edge)
    else edgesOf.set(id, [edge])
  }
  for (const [index, edge] of all.entries()) {
    if (isRest(index)) yield
    ports.set(edge.from, withPort(ports.get(edge.from), portOfEdge(edge)))
    if (!ids.has(edge.from) || !ids.has(edge.to)) continue
    edges.push(edge)
    hang(edge.from, edge)
    if (edge.to !== edge.from) hang(edge.to, edge)
  }
  return { edges, edgesOf, ports }
}

const isRest = (index: number) => index % AT_A_TIME === AT_A_TIME - 1

function withPort(ports: string | undefined, port: string): string {
  if (ports === undefined) return port
  return ports.split('|').includes(port) ? ports : `${ports}|${port}`
}

/** The card under a point: of several the one drawn last. */
export function placeAt(scene: Scene, x: number, y: number): Place | undefined {
  return scene.grid.within({ x, y, width: 0, height: 0 }).reduce<Place | undefined>((top, place) => (top && top.order > place.order ? top : place), undefined)
}
