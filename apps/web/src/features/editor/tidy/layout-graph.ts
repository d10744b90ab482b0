import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { cardGeometry, portOfEdge } from '../../../ui/canvas/card-geometry.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { type Company, companyOf } from './tidy-notes.ts'

/** A port, measured from the corner of its block. */
export interface LayoutPort {
  id: string
  x: number
  y: number
  width: number
  height: number
  layoutOptions: Record<string, string>
}

/** A block as ELK takes it; sizes and ports are fixed, so that a row of cards is joined by straight lines. */
export interface LayoutNode {
  id: string
  width: number
  height: number
  layoutOptions: Record<string, string>
  ports: LayoutPort[]
}

export interface LayoutGraph {
  id: string
  layoutOptions: Record<string, string>
  children: LayoutNode[]
  edges: Array<{ id: string; sources: string[]; targets: string[] }>
}

export interface Placement {
  id: string
  position: XY
}

/** Lays one graph out. */
export type LayOut = (graph: LayoutGraph) => Promise<Placement[]>

/** What blocks are listed by, and so what stands above what where connections do not say: where cards stand, or the document alone. */
export type Order = 'places' | 'document'

/** A group that is laid out by itself: its nodes within its frame, which is then one block among the others. */
export interface LaidOutGroup {
  id: string
  nodes: readonly WorkflowNode[]
  inside: ReadonlyMap<string, XY>
  frame: { width: number; height: number }
}

/** A document by what is asked of it: once made, a part of it costs what the part holds. */
export interface Drawing {
  nodes: ReadonlyMap<string, { node: WorkflowNode; index: number }>
  leaving: ReadonlyMap<string, readonly WorkflowEdge[]>
  noted: ReadonlyMap<string, Company>
  order: Order
}

export function drawingOf({ nodes, edges }: Workflow, noted: ReadonlyMap<string, Company>, order: Order): Drawing {
  const leaving = new Map<string, WorkflowEdge[]>()
  for (const edge of edges) {
    const list = leaving.get(edge.from)
    if (list) list.push(edge)
    else leaving.set(edge.from, [edge])
  }
  return { nodes: new Map(nodes.map((node, index) => [node.id, { node, index }])), leaving, noted, order }
}

const inPort = (id: string) => `${id}/in`
const outPort = (id: string, port: string) => `${id}/out/${port}`
export const groupKey = (id: string): string => `group/${id}`

/** A part of a document as a graph of blocks. */
export function layoutGraph(drawing: Drawing, ids: readonly string[], groups: readonly LaidOutGroup[], layoutOptions: Record<string, string>): LayoutGraph {
  const chosen = new Set(ids)
  const nodes = listed(drawing, ids)
  const groupOf = new Map(groups.flatMap((group) => group.nodes.map((node) => [node.id, group] as const)))
  const seen = new Set<LaidOutGroup>()
  const children = nodes.flatMap((node): LayoutNode[] => {
    const group = groupOf.get(node.id)
    if (!group) return [blockOf(node, drawing)]
    if (seen.has(group)) return []
    seen.add(group)
    return [frameOf(group, drawing)]
  })
  const edges = nodes.flatMap((node) => drawing.leaving.get(node.id) ?? []).filter(({ to }) => chosen.has(to))
  const between = edges.filter(({ from, to }) => !groupOf.has(from) || groupOf.get(from) !== groupOf.get(to))
  return {
    id: 'root',
    layoutOptions,
    children,
    edges: between.map((edge) => ({ id: edge.id, sources: [outPort(edge.from, portOfEdge(edge))], targets: [inPort(edge.to)] })),
  }
}

function listed({ nodes, order }: Drawing, ids: readonly string[]): WorkflowNode[] {
  const found = ids.flatMap((id) => nodes.get(id) ?? [])
  const byPlace = order === 'places'
  found.sort((a, b) => (byPlace ? a.node.position.y - b.node.position.y || a.node.position.x - b.node.position.x : 0) || a.index - b.index)
  return found.map(({ node }) => node)
}

function layoutNode(id: string, { width, height }: { width: number; height: number }, ports: LayoutPort[]): LayoutNode {
  return { id, width, height, layoutOptions: { 'elk.portConstraints': 'FIXED_POS' }, ports }
}

/** A card with the room its notes take. */
function blockOf(node: WorkflowNode, drawing: Drawing): LayoutNode {
  const { top, bottom, width } = companyOf(drawing.noted, node.id)
  const ports = portsOfCard(node, drawing).map((port) => ({ ...port, x: port.x === 0 ? 0 : width, y: port.y + top }))
  return layoutNode(node.id, { width, height: cardGeometry(node).height + top + bottom }, ports)
}

/** A frame, with the ports of its cards at its rim. */
function frameOf({ id, nodes, inside, frame }: LaidOutGroup, drawing: Drawing): LayoutNode {
  const ports = nodes.flatMap((member) => {
    const top = (inside.get(member.id)?.y ?? 0) + companyOf(drawing.noted, member.id).top
    return portsOfCard(member, drawing).map((port) => ({ ...port, x: port.x === 0 ? 0 : frame.width, y: port.y + top }))
  })
  return layoutNode(groupKey(id), frame, ports)
}

function portsOfCard(node: WorkflowNode, { leaving }: Drawing): LayoutPort[] {
  const { width, inputY, outputs } = cardGeometry(node, [...new Set((leaving.get(node.id) ?? []).map(portOfEdge))])
  const port = (id: string, side: string, x: number, y: number) => ({ id, x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } })
  return [port(inPort(node.id), 'WEST', 0, inputY), ...outputs.map((output) => port(outPort(node.id, output.port), 'EAST', width, output.y))]
}
