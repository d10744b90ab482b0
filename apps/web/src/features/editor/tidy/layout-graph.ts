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
  /** Of a note that lies around what it holds. */
  size?: { width: number; height: number }
}

/** Lays one graph out. */
export type LayOut = (graph: LayoutGraph) => Promise<Placement[]>

/** What blocks are listed by, and so what stands above what where connections do not say: where cards stand, or the document alone. */
export type Order = 'places' | 'document'

/** A group or section that is laid out by itself: what it holds within its frame, which is then one block among the others. */
export interface LaidOutFrame {
  key: string
  nodes: ReadonlySet<string>
  /** From the corner of the frame: its nodes with the room of their notes, and the notes of sections within. */
  inside: ReadonlyMap<string, Placement>
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

/** A part of a document as a graph of blocks. */
export function layoutGraph(drawing: Drawing, ids: Iterable<string>, frames: readonly LaidOutFrame[], layoutOptions: Record<string, string>): LayoutGraph {
  const chosen = new Set(ids)
  const nodes = listed(drawing, chosen)
  const frameAround = new Map(frames.flatMap((frame) => [...frame.nodes].map((id) => [id, frame] as const)))
  const seen = new Set<LaidOutFrame>()
  const children = nodes.flatMap((node): LayoutNode[] => {
    const frame = frameAround.get(node.id)
    if (!frame) return [blockOf(node, drawing)]
    if (seen.has(frame)) return []
    seen.add(frame)
    return [frameOf(frame, drawing)]
  })
  const edges = nodes.flatMap((node) => drawing.leaving.get(node.id) ?? []).filter(({ to }) => chosen.has(to))
  const between = edges.filter(({ from, to }) => !frameAround.has(from) || frameAround.get(from) !== frameAround.get(to))
  return {
    id: 'root',
    layoutOptions,
    children,
    edges: between.map((edge) => ({ id: edge.id, sources: [outPort(edge.from, portOfEdge(edge))], targets: [inPort(edge.to)] })),
  }
}

function listed({ nodes, order }: Drawing, ids: ReadonlySet<string>): WorkflowNode[] {
  const found = [...ids].flatMap((id) => nodes.get(id) ?? [])
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
function frameOf({ key, nodes, inside, frame }: LaidOutFrame, drawing: Drawing): LayoutNode {
  const ports = [...nodes].flatMap((id) => {
    const known = drawing.nodes.get(id)
    const top = (inside.get(id)?.position.y ?? 0) + companyOf(drawing.noted, id).top
    return known ? portsOfCard(known.node, drawing).map((port) => ({ ...port, x: port.x === 0 ? 0 : frame.width, y: port.y + top })) : []
  })
  return layoutNode(key, frame, ports)
}

function portsOfCard(node: WorkflowNode, { leaving }: Drawing): LayoutPort[] {
  const { width, inputY, outputs } = cardGeometry(node, [...new Set((leaving.get(node.id) ?? []).map(portOfEdge))])
  const port = (id: string, side: string, x: number, y: number) => ({ id, x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } })
  return [port(inPort(node.id), 'WEST', 0, inputY), ...outputs.map((output) => port(outPort(node.id, output.port), 'EAST', width, output.y))]
}
