import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { type Box, boxAround } from '../../../ui/canvas/alignment.ts'
import { cardGeometry, portOfEdge } from '../../../ui/canvas/card-geometry.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { boxOf } from '../model/card-box.ts'
import { COLUMN_GAP, GRID, snap, withMoves } from '../model/document-edit.ts'
import { FRAME } from '../model/groups.ts'
import { type Company, companies, companyOf, notesBeside, withTidiedNotes } from './tidy-notes.ts'
import type { TidyScope } from './tidy-scope.ts'

/** A node as ELK takes it; sizes and ports are fixed, so that a row of cards is joined by straight lines. */
interface LayoutNode {
  id: string
  width: number
  height: number
  layoutOptions: Record<string, string>
  ports: Array<{ id: string; x: number; y: number; width: number; height: number; layoutOptions: Record<string, string> }>
}

export interface LayoutGraph {
  id: string
  layoutOptions: Record<string, string>
  children: LayoutNode[]
  edges: Array<{ id: string; sources: string[]; targets: string[] }>
}

/** Lays one graph out. */
export type LayOut = (graph: LayoutGraph) => Promise<Placement[]>

export interface Placement {
  id: string
  position: XY
}

const OPTIONS: Record<string, string> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.spacing.nodeNode': String(5 * GRID),
  'elk.layered.spacing.nodeNodeBetweenLayers': String(COLUMN_GAP),
  'elk.spacing.componentComponent': String(10 * GRID),
  // What stands above stays above: people know their graph by where things are.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
}

const inPort = (id: string) => `${id}/in`
const outPort = (id: string, port: string) => `${id}/out/${port}`

/** The ids a scope means. */
export function idsInScope(document: Workflow, scope: TidyScope, selected: readonly string[], published: Workflow): string[] {
  const before = new Set(published.nodes.map((node) => node.id))
  const chosen = new Set(selected)
  return document.nodes.filter((node) => scope === 'all' || (scope === 'selection' ? chosen.has(node.id) : !before.has(node.id))).map((node) => node.id)
}

/** A group that is laid out by itself: its nodes within its frame, which is then one node among the others. */
interface LaidOutGroup {
  id: string
  nodes: WorkflowNode[]
  inside: ReadonlyMap<string, XY>
  frame: { width: number; height: number }
}

/**
 * The nodes of a document laid out. A group whose nodes are all among them is laid out by itself first and as a whole then, so that its
 * frame holds what belongs to it and nothing else.
 */
export async function layOutDocument(document: Workflow, ids: readonly string[], layOut: LayOut): Promise<Placement[]> {
  const chosen = new Set(ids)
  const noted = companies(document, chosen)
  const groups: LaidOutGroup[] = []
  for (const group of document.groups ?? []) {
    const nodes = document.nodes.filter((node) => group.nodes.includes(node.id))
    if (nodes.length > 0 && group.nodes.every((id) => chosen.has(id))) groups.push(await laidOutGroup({ document, noted, layOut }, group.id, nodes))
  }
  const places = new Map((await layOut(layoutGraph(document, ids, { noted, groups }))).map(({ id, position }) => [id, position]))
  const grouped = groups.flatMap(({ id, inside }) => {
    const corner = places.get(groupKey(id)) ?? { x: 0, y: 0 }
    places.delete(groupKey(id))
    return [...inside].map(([node, at]) => ({ id: node, position: { x: corner.x + at.x, y: corner.y + at.y } }))
  })
  return [...[...places].map(([id, position]) => ({ id, position })), ...grouped].flatMap((place) => withNotes(document, noted, place))
}

/** A block of a card and its notes, taken apart. */
function withNotes({ nodes }: Workflow, noted: Noted, { id, position }: Placement): Placement[] {
  const company = noted.get(id)
  const node = company && nodes.find((one) => one.id === id)
  if (!company || !node) return [{ id, position }]
  const at = { x: position.x, y: position.y + company.top }
  return [{ id, position: at }, ...notesBeside(company, node, at)]
}

type Noted = ReadonlyMap<string, Company>

interface Laying {
  document: Workflow
  noted: Noted
  layOut: LayOut
}

const groupKey = (id: string) => `group/${id}`

async function laidOutGroup({ document, noted, layOut }: Laying, id: string, nodes: WorkflowNode[]): Promise<LaidOutGroup> {
  const members = nodes.map((node) => node.id)
  const graph = layoutGraph(document, members, { noted, groups: [] })
  const sizes = new Map(graph.children.map((child) => [child.id, child]))
  const laidOut = await layOut(graph)
  const boxes = laidOut.map((one) => ({ ...one.position, width: sizes.get(one.id)?.width ?? 0, height: sizes.get(one.id)?.height ?? 0 }))
  const around = boxAround(boxes) ?? { x: 0, y: 0, width: 0, height: 0 }
  const inside = new Map(laidOut.map((one) => [one.id, { x: one.position.x - around.x + FRAME.side, y: one.position.y - around.y + FRAME.top }]))
  return { id, nodes, inside, frame: { width: around.width + 2 * FRAME.side, height: around.height + FRAME.top + FRAME.side } }
}

/** A part of a document for ELK, read from the top: it keeps that order within a column. */
export function layoutGraph(document: Workflow, ids: readonly string[], { noted, groups }: { noted: Noted; groups: readonly LaidOutGroup[] }): LayoutGraph {
  const chosen = new Set(ids)
  const edges = document.edges.filter((edge) => chosen.has(edge.from) && chosen.has(edge.to))
  const groupOf = new Map(groups.flatMap((group) => group.nodes.map((node) => [node.id, group] as const)))
  const nodes = document.nodes.filter((node) => chosen.has(node.id)).sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x)
  const seen = new Set<LaidOutGroup>()
  const children = nodes.flatMap((node): LayoutNode[] => {
    const group = groupOf.get(node.id)
    if (!group) return [blockOf(node, edges, companyOf(noted, node.id))]
    if (seen.has(group)) return []
    seen.add(group)
    const ports = group.nodes.flatMap((member) => portsOfCard(member, edges).map((port) => inFrame(port, group, topOf(member.id, group, noted))))
    return [layoutNode(groupKey(group.id), group.frame, ports)]
  })
  const between = edges.filter((edge) => !groupOf.has(edge.from) || groupOf.get(edge.from) !== groupOf.get(edge.to))
  return {
    id: 'root',
    layoutOptions: OPTIONS,
    children,
    edges: between.map((edge) => ({ id: edge.id, sources: [outPort(edge.from, portOfEdge(edge))], targets: [inPort(edge.to)] })),
  }
}

type Port = LayoutNode['ports'][number]

function layoutNode(id: string, { width, height }: { width: number; height: number }, ports: Port[]): LayoutNode {
  return { id, width, height, layoutOptions: { 'elk.portConstraints': 'FIXED_POS' }, ports }
}

/** A card with the room its notes take. */
function blockOf(node: WorkflowNode, edges: readonly WorkflowEdge[], { top, bottom, width }: Company): LayoutNode {
  const ports = portsOfCard(node, edges).map((port) => ({ ...port, x: port.x === 0 ? 0 : width, y: port.y + top }))
  return layoutNode(node.id, { width, height: cardGeometry(node).height + top + bottom }, ports)
}

const topOf = (id: string, { inside }: LaidOutGroup, noted: Noted) => (inside.get(id)?.y ?? 0) + companyOf(noted, id).top

function portsOfCard(node: WorkflowNode, edges: readonly WorkflowEdge[]): Port[] {
  const used = edges.filter((edge) => edge.from === node.id).map(portOfEdge)
  const { width, inputY, outputs } = cardGeometry(node, used)
  const port = (id: string, side: string, x: number, y: number) => ({ id, x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } })
  return [port(inPort(node.id), 'WEST', 0, inputY), ...outputs.map((output) => port(outPort(node.id, output.port), 'EAST', width, output.y))]
}

/** A port of a card, at the rim of the frame the card is in. */
function inFrame(port: Port, { frame }: LaidOutGroup, y: number): Port {
  return { ...port, x: port.x === 0 ? 0 : frame.width, y: port.y + y }
}

/**
 * Where the laid out nodes go: the whole keeps its top left corner; new nodes alone stand right of what leads to them.
 * Nodes out of scope never move, and nothing is laid over them.
 */
export function placementsFrom(document: Workflow, laidOut: readonly Placement[], scope: TidyScope): Placement[] {
  const moving = new Map(laidOut.map((placement) => [placement.id, placement.position]))
  const before = document.nodes.filter((node) => moving.has(node.id))
  const here = boxAround(before.map(boxOf))
  const there = boxAround(laidOut.flatMap(({ id, position }) => sized(before, id, position)))
  if (!here || !there) return []
  const anchor = scope === 'new' ? (behindSource(document, moving) ?? here) : here
  const shift = { x: anchor.x - there.x, y: anchor.y - there.y }
  const placed = laidOut.map(({ id, position }) => ({ id, position: snap({ x: position.x + shift.x, y: position.y + shift.y }) }))
  return scope === 'all' ? placed : clearOf(document, before, placed)
}

function sized(nodes: readonly WorkflowNode[], id: string, position: XY): Box[] {
  const node = nodes.find((candidate) => candidate.id === id)
  return node ? [{ ...boxOf(node), ...position }] : []
}

/** Right of the resting node that leads furthest right into the moving ones. */
function behindSource(document: Workflow, moving: ReadonlyMap<string, XY>): XY | undefined {
  const sources = document.edges.filter((edge) => moving.has(edge.to) && !moving.has(edge.from)).map((edge) => edge.from)
  const rightmost = document.nodes.filter((node) => sources.includes(node.id)).sort((a, b) => b.position.x - a.position.x)[0]
  return rightmost && { x: rightmost.position.x + boxOf(rightmost).width + COLUMN_GAP, y: rightmost.position.y }
}

/** Moves all placed nodes down together until they lie over nothing that rests. */
function clearOf(document: Workflow, moving: readonly WorkflowNode[], placed: readonly Placement[]): Placement[] {
  const ids = new Set(placed.map(({ id }) => id))
  const resting = document.nodes.filter((node) => !ids.has(node.id)).map(boxOf)
  let down = 0
  for (let round = 0; round <= resting.length; round++) {
    const boxes = placed.flatMap(({ id, position }) => sized(moving, id, { x: position.x, y: position.y + down }))
    const hit = boxes.flatMap((box) => resting.filter((rest) => overlaps(box, rest)).map((rest) => rest.y + rest.height + 3 * GRID - box.y))
    if (hit.length === 0) break
    down += Math.max(...hit)
  }
  return placed.map(({ id, position }) => ({ id, position: snap({ x: position.x, y: position.y + down }) }))
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** The document with everything where it was put; the same document when nothing moves. */
export function tidied(document: Workflow, placements: readonly Placement[], scope: TidyScope): Workflow {
  const places = new Map(placements.map(({ id, position }) => [id, position]))
  return withTidiedNotes(withMoves(document, placements), places, scope === 'all')
}
