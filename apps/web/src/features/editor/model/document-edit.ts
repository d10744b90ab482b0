import { canonicalType, NODE_FACTS, portsOf, type Workflow, type WorkflowEdge, type WorkflowGroup, type WorkflowNode } from '@aob/schemas'
import { cardGeometry, portOfEdge } from '../../../ui/canvas/card-geometry.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { firstFree, freeId } from './fresh-id.ts'

/** Everything moves in steps of the grid, in canvas pixels. */
export const GRID = 8
/** Free space left and right of a node that is spliced or placed beside another. */
export const COLUMN_GAP = 72

export function snap({ x, y }: XY): XY {
  return { x: Math.round(x / GRID) * GRID, y: Math.round(y / GRID) * GRID }
}

export function nodeById(document: Workflow, id: string): WorkflowNode | undefined {
  return document.nodes.find((node) => node.id === id)
}

function idsOf(items: ReadonlyArray<{ id: string }>): Set<string> {
  return new Set(items.map((item) => item.id))
}

/** A new node of a type with the defaults of its schema, not yet in the document. `at` is its top left corner; `used` are ids it may not have besides. */
export function makeNode(document: Workflow, type: string, at: XY, used: ReadonlySet<string>): WorkflowNode {
  const known = canonicalType(type)
  // A body is there from the start, so that there is something to fill; that of a sub-workflow is another workflow's.
  const config = known && NODE_FACTS[known].scope && known !== 'workflow' ? { body: { nodes: [], edges: [] } } : {}
  return {
    id: freeId(known ?? type, new Set([...used, ...idsOf(document.nodes)])),
    type,
    ...(known ? { name: freeName(NODE_FACTS[known].label, namesIn(document)) } : {}),
    config,
    position: snap(at),
  }
}

/** Of a name, in characters. */
const MAX_NAME = 200

const namesIn = ({ nodes }: Workflow) => new Set(nodes.map(({ name }) => name))

/** Steps of one kind are told apart by a number, as their ids are. */
export function freeName(label: string, taken: ReadonlySet<string | undefined>, reached = new Map<string, number>()): string {
  if (!taken.has(label)) return label
  return firstFree(`${label.replace(/ \d+$/, '').slice(0, MAX_NAME - 7)} `, taken, reached)
}

export function withNode(document: Workflow, node: WorkflowNode): Workflow {
  return { ...document, nodes: [...document.nodes, node] }
}

/** Adds a connection; the same connection twice is the same document. */
export function withConnection(document: Workflow, connection: { from: string; fromPort: string; to: string }): Workflow {
  const { from, fromPort, to } = connection
  if (document.edges.some((edge) => edge.from === from && edge.to === to && portOfEdge(edge) === fromPort)) return document
  const id = freeId(`${from}-${to}`, idsOf(document.edges))
  return { ...document, edges: [...document.edges, { id, from, to, ...(fromPort === 'out' ? {} : { fromPort }) }] }
}

export function withMoves(document: Workflow, moves: ReadonlyArray<{ id: string; position: XY }>): Workflow {
  const places = new Map(moves.map((move) => [move.id, move.position]))
  let moved = false
  const nodes = document.nodes.map((node) => {
    const position = places.get(node.id)
    if (!position || (position.x === node.position.x && position.y === node.position.y)) return node
    moved = true
    return { ...node, position: { x: position.x, y: position.y } }
  })
  return moved ? { ...document, nodes } : document
}

/** Takes elements out; edges go with their nodes. */
export function withoutElements(document: Workflow, nodeIds: ReadonlySet<string>, edgeIds: ReadonlySet<string>): Workflow {
  const nodes = document.nodes.filter((node) => !nodeIds.has(node.id))
  const edges = document.edges.filter((edge) => !edgeIds.has(edge.id) && !nodeIds.has(edge.from) && !nodeIds.has(edge.to))
  if (nodes.length === document.nodes.length && edges.length === document.edges.length) return document
  return withGroups({ ...document, nodes, edges }, groupsWithout(document, nodeIds))
}

export function withGroups(document: Workflow, groups: WorkflowGroup[]): Workflow {
  if (groups.length > 0) return { ...document, groups }
  const { groups: _, ...rest } = document
  return rest
}

/** Groups without the nodes that are gone (or leave); a group without nodes goes, too. */
export function groupsWithout(document: Workflow, nodeIds: ReadonlySet<string>): WorkflowGroup[] {
  return (document.groups ?? []).flatMap((group) => {
    const nodes = group.nodes.filter((id) => !nodeIds.has(id))
    return nodes.length === 0 ? [] : nodes.length === group.nodes.length ? [group] : [{ ...group, nodes }]
  })
}

/** Replaces one node; `undefined` members are left out, so that a cleared setting leaves the document. */
export function withChangedNode(document: Workflow, id: string, change: Partial<WorkflowNode>): Workflow {
  return { ...document, nodes: document.nodes.map((node) => (node.id === id ? compact({ ...node, ...change }) : node)) }
}

export function withChangedEdge(document: Workflow, id: string, change: Partial<WorkflowEdge>): Workflow {
  return { ...document, edges: document.edges.map((edge) => (edge.id === id ? compact({ ...edge, ...change }) : edge)) }
}

export function withChangedWorkflow(document: Workflow, change: Partial<Workflow>): Workflow {
  return compact({ ...document, ...change })
}

/** Without members that are undefined: a cleared setting leaves the document. */
export function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T
}

/** The port a new node goes on by: its first result port. */
export function firstPort(node: Pick<WorkflowNode, 'type' | 'config'>): string {
  return portsOf(node.type, node.config).find((port) => port !== 'error') ?? 'out'
}

/** Puts a node into the middle of an edge: the old edge ends at it, a new one goes on from its first port. */
export function withSplice(document: Workflow, edgeId: string, node: WorkflowNode): Workflow {
  const edge = document.edges.find((candidate) => candidate.id === edgeId)
  if (!edge) return withNode(document, node)
  const grown = withNode(document, node)
  const redirected = { ...grown, edges: grown.edges.map((candidate) => (candidate.id === edgeId ? { ...candidate, to: node.id } : candidate)) }
  return withConnection(redirected, { from: node.id, fromPort: firstPort(node), to: edge.to })
}

/** Moves what stands right of `x` and near `y` aside by one column, so that a spliced card does not cover its follower. */
export function withRoomAt(document: Workflow, edgeId: string, width: number): Workflow {
  const edge = document.edges.find((candidate) => candidate.id === edgeId)
  const from = edge && nodeById(document, edge.from)
  const to = edge && nodeById(document, edge.to)
  if (!from || !to) return document
  const free = to.position.x - (from.position.x + cardGeometry(from).width)
  const missing = Math.ceil((width + 2 * (COLUMN_GAP / 2) - free) / GRID) * GRID
  if (missing <= 0) return document
  const moves = document.nodes
    .filter((node) => node.position.x >= to.position.x)
    .map((node) => ({ id: node.id, position: { x: node.position.x + missing, y: node.position.y } }))
  return withMoves(document, moves)
}
