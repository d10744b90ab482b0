import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { type Edge, type Node, Position } from '@xyflow/react'
import { literalText } from '../literal-text.ts'
import { STATUS_LOOKS } from '../status-vocabulary.ts'
import { type CardGeometry, PORT_DOT, portOfEdge } from './card-geometry.ts'
import type { ShownElements } from './card-window.ts'
import { nodeTitle, typeLook } from './node-look.ts'
import type { DiffMark, DiffOf, EdgeOverlay, EdgeStateOf, NodeOverlay, StatusOf } from './overlays.ts'
import type { XY } from './point.ts'
import { type Place, type Scene, sceneOf } from './scene.ts'
import { routeIn } from './scene-routes.ts'

export interface CardData extends Record<string, unknown> {
  node: WorkflowNode
  geometry: CardGeometry
  /** Ports with at least one edge, joined by `|`. */
  connected: string
  overlay?: NodeOverlay
  diff?: DiffMark
  problems: number
  todo: number
  muted: boolean
}
export type CardNode = Node<CardData, 'card'>

export interface LinkData extends Record<string, unknown> {
  edge: WorkflowEdge
  /** Branch label: port and condition, empty for a plain edge. */
  label: string
  /** What its ends are called. */
  fromName: string
  toName: string
  state?: EdgeOverlay
  diff?: DiffMark
  /** Its way among the cards, as they stand in the document. */
  route?: readonly XY[]
}
export type LinkEdge = Edge<LinkData, 'link'>

/** Cards and connections are reached by arrows; Tab leads to one of them at most. */
const NO_STOP = { tabIndex: -1 }
export const TAB_STOP = { tabIndex: 0 }

export interface ProjectionInput {
  document: Workflow
  statusOf?: StatusOf
  edgeStateOf?: EdgeStateOf
  diffOf?: DiffOf
  problemsOf?: (nodeId: string) => number
  todoOf?: (nodeId: string) => number
  /** Review mode mutes what a run says. */
  muted?: boolean
  /** The part that is shown; all of it when left out. */
  shown?: ShownElements
}

export interface Projection {
  nodes: CardNode[]
  edges: LinkEdge[]
  /** What it was made from. */
  of: ProjectionInput
}

/** Whether two projections differ at most in the part that is shown. */
function isOfTheSame(a: ProjectionInput, b: ProjectionInput): boolean {
  return (
    a.document === b.document &&
    a.statusOf === b.statusOf &&
    a.edgeStateOf === b.edgeStateOf &&
    a.diffOf === b.diffOf &&
    a.problemsOf === b.problemsOf &&
    a.todoOf === b.todoOf &&
    a.muted === b.muted
  )
}

function sameFlat(a: object | undefined, b: object | undefined): boolean {
  if (a === b) return true
  if (!a || !b) return false
  const left = Object.entries(a)
  return left.length === Object.keys(b).length && left.every(([key, value]) => Object.is(value, (b as Record<string, unknown>)[key]))
}

/** Equal enough to be drawn the same; overlays are compared by value because callers make them afresh. */
function sameData(a: CardData | LinkData, b: CardData | LinkData): boolean {
  return Object.entries(a).every(([key, value]) => {
    const other = b[key]
    return Object.is(value, other) || ((key === 'overlay' || key === 'diff') && sameFlat(value as object | undefined, other as object | undefined))
  })
}

function sameRoute(a: readonly XY[] | undefined, b: readonly XY[] | undefined): boolean {
  return a === b || (a?.length === b?.length && (a ?? []).every(({ x, y }, index) => x === b?.[index]?.x && y === b?.[index]?.y))
}

function handlesOf(geometry: CardGeometry): CardNode['handles'] {
  const half = PORT_DOT / 2
  const size = { width: PORT_DOT, height: PORT_DOT }
  return [
    { type: 'target', position: Position.Left, x: -half, y: geometry.inputY - half, ...size },
    ...geometry.outputs.map(({ port, y }) => ({ id: port, type: 'source' as const, position: Position.Right, x: geometry.width - half, y: y - half, ...size })),
  ]
}

function spokenNode(data: CardData): string {
  const parts = [nodeTitle(data.node), typeLook(data.node.type).label]
  if (data.overlay) parts.push(STATUS_LOOKS[data.overlay.status].word)
  if (data.diff) parts.push(data.diff.kind)
  if (data.node.pin !== undefined) parts.push('output pinned')
  const needs = needWords(data.problems, data.todo)
  if (needs) parts.push(needs)
  return parts.join(', ')
}

/** What is wrong with a step, or else what waits to be filled in; empty when nothing does. */
export function needWords(problems: number, todo: number): string {
  if (problems > 0) return `${problems} ${problems === 1 ? 'problem' : 'problems'}`
  return todo > 0 ? `${todo} to fill in` : ''
}

function edgeLabel(edge: WorkflowEdge): string {
  const port = portOfEdge(edge)
  const name = port === 'out' ? '' : port
  const when = edge.when ? `if ${edge.when}` : ''
  return literalText([name, when].filter(Boolean).join(' · '))
}

/**
 * Turns a document, or the part of it that is shown, into what React Flow draws. The document stays the truth; objects of the
 * previous projection are handed back wherever nothing visible changed, so that an edit re-renders only the cards it touches; where only
 * another part is shown, what was shown before is not even asked about.
 */
export function project(input: ProjectionInput, previous?: Projection): Projection {
  const oldNodes = new Map(previous?.nodes.map((node) => [node.id, node]))
  const oldEdges = new Map(previous?.edges.map((edge) => [edge.id, edge]))
  const scene = sceneOf(input.document)
  const { cards, farEnds, edges } = input.shown ?? wholeOf(scene)
  const kept = previous !== undefined && isOfTheSame(previous.of, input)
  const card = (place: Place) => {
    const old = oldNodes.get(place.id)
    return kept && old && !old.hidden ? old : projectNode(place, input, old)
  }
  const link = (edge: WorkflowEdge) => {
    const old = oldEdges.get(edge.id)
    return kept && old ? old : projectEdge(edge, input, scene, old)
  }
  const far = new Set(farEnds)
  // One order for both: an end that becomes a card at another place of the list would have React put every card after it into the page anew.
  const places = far.size === 0 ? cards : [...cards, ...farEnds].sort((a, b) => a.order - b.order)
  return {
    nodes: places.map((place) => (far.has(place) ? projectFarEnd(place, oldNodes.get(place.id)) : card(place))),
    edges: edges.map(link),
    of: input,
  }
}

function wholeOf({ places, edges }: Scene): ShownElements {
  return { cards: [...places.values()], farEnds: [], edges }
}

function projectNode(place: Place, input: ProjectionInput, old: CardNode | undefined): CardNode {
  const fresh: CardData = {
    node: place.node,
    connected: place.connected,
    geometry: old?.data.node === place.node && old.data.connected === place.connected ? old.data.geometry : place.geometry,
    overlay: input.statusOf?.(place.id),
    diff: input.diffOf?.(place.id, 'node'),
    problems: input.problemsOf?.(place.id) ?? 0,
    todo: input.todoOf?.(place.id) ?? 0,
    muted: input.muted ?? false,
  }
  if (old && !old.hidden && sameData(fresh, old.data)) return old
  return { ...standing(place, fresh), ariaLabel: spokenNode(fresh) }
}

/** Where an edge goes on to, without a card: React Flow finds the end of the edge and mounts nothing. */
function projectFarEnd(place: Place, old: CardNode | undefined): CardNode {
  if (old?.hidden && old.data.node === place.node && old.data.geometry === place.geometry) return old
  const { node, connected, geometry } = place
  return { ...standing(place, { node, connected, geometry, problems: 0, todo: 0, muted: false }), hidden: true }
}

function standing({ id, node, geometry }: Place, data: CardData): CardNode {
  const { width, height } = geometry
  return {
    id,
    type: 'card',
    position: node.position,
    width,
    height,
    // Without it the camera waits for every card to be measured, and never fits after an edit.
    measured: { width, height },
    handles: handlesOf(geometry),
    data,
    domAttributes: NO_STOP,
  }
}

function projectEdge(edge: WorkflowEdge, input: ProjectionInput, scene: Scene, old: LinkEdge | undefined): LinkEdge {
  const route = routeIn(scene, edge)
  const nameOf = (id: string) => nodeTitle(scene.places.get(id)?.node ?? { id })
  const fresh: LinkData = {
    edge,
    label: edgeLabel(edge),
    fromName: nameOf(edge.from),
    toName: nameOf(edge.to),
    state: input.edgeStateOf?.(edge),
    diff: input.diffOf?.(edge.id, 'edge'),
    route: sameRoute(route, old?.data?.route) ? old?.data?.route : route,
  }
  if (old && sameData(fresh, old.data ?? fresh)) return old
  return {
    id: edge.id,
    type: 'link',
    source: edge.from,
    target: edge.to,
    sourceHandle: portOfEdge(edge),
    data: fresh,
    domAttributes: NO_STOP,
    ariaLabel: `Connection from ${fresh.fromName} to ${fresh.toName}${fresh.label ? `, ${fresh.label}` : ''}`,
  }
}
