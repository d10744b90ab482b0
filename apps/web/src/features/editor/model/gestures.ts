import type { Workflow, WorkflowNode } from '@aob/schemas'
import type { LooseEnd, WantedConnection } from '../../../ui/canvas/canvas-editing.ts'
import { CARD_WIDTH, cardGeometry } from '../../../ui/canvas/card-geometry.ts'
import { nodeTitle, typeLook } from '../../../ui/canvas/node-look.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import type { CanvasSelection } from '../../../ui/canvas/selection.ts'
import { type ClipboardEnvelope, copyFragment, pasteFragment } from './clipboard-envelope.ts'
import {
  firstPort,
  GRID,
  makeNode,
  nodeById,
  placeAfter,
  withConnection,
  withMoves,
  withNode,
  withNodeId,
  withoutElements,
  withRoomAt,
  withSplice,
} from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'

/** How far a copy lands from its original, in canvas pixels. */
const COPY_OFFSET = { x: 3 * GRID, y: 3 * GRID }

function only(nodeId: string): CanvasSelection {
  return { nodes: [nodeId], edges: [] }
}

function plural(count: number, one: string): string {
  return count === 1 ? one : `${count} ${one}s`
}

/** Top left corner of a card whose input stands at a point: a loose end and its new node meet. */
function cornerForInput(node: WorkflowNode, at: XY): XY {
  return { x: at.x, y: at.y - cardGeometry(node).inputY }
}

/** Adds a node with its middle at a point. */
export function addNodeAt(store: EditorStore, type: string, at: XY): string {
  const draft = makeNode(store.getState().document, type, at)
  const { width, height } = cardGeometry(draft)
  const node = makeNode(store.getState().document, type, { x: at.x - width / 2, y: at.y - height / 2 })
  store.edit(`add ${typeLook(type).label}`, (document) => withNode(document, node), { select: only(node.id) })
  return node.id
}

/** Adds a node behind the one selected, connected by its first free port; else at `fallback`. */
export function addNodeAfterSelection(store: EditorStore, type: string, fallback: XY): string {
  const { document, selection } = store.getState()
  const [anchorId] = selection.nodes
  const anchor = selection.nodes.length === 1 && anchorId !== undefined ? nodeById(document, anchorId) : undefined
  if (!anchor) return addNodeAt(store, type, freeSpot(document, type, fallback))
  const draft = makeNode(document, type, anchor.position)
  const node = { ...draft, position: placeAfter(document, anchor, cardGeometry(draft).height) }
  const fromPort = freePort(document, anchor)
  store.edit(`add ${typeLook(type).label}`, (current) => withConnection(withNode(current, node), { from: anchor.id, fromPort, to: node.id }), {
    select: only(node.id),
  })
  return node.id
}

function freePort(document: Workflow, node: WorkflowNode): string {
  const used = new Set(document.edges.filter((edge) => edge.from === node.id).map((edge) => edge.fromPort ?? 'out'))
  return cardGeometry(node).outputs.find(({ port }) => port !== 'error' && !used.has(port))?.port ?? firstPort(node)
}

/** Steps down-right from a point until no card stands there. */
function freeSpot(document: Workflow, type: string, at: XY): XY {
  const { width, height } = cardGeometry({ type })
  let spot = at
  const covered = (point: XY) =>
    document.nodes.some((node) => Math.abs(node.position.x + width / 2 - point.x) < width && Math.abs(node.position.y + height / 2 - point.y) < height)
  while (covered(spot)) spot = { x: spot.x + 4 * GRID, y: spot.y + height + 2 * GRID }
  return spot
}

/** Adds a node at the end of an edge that was let go over empty canvas. */
export function addNodeAtLooseEnd(store: EditorStore, type: string, end: LooseEnd, at: XY): string {
  const draft = makeNode(store.getState().document, type, at)
  const corner = end.side === 'output' ? cornerForInput(draft, at) : { x: at.x - CARD_WIDTH, y: at.y - cardGeometry(draft).inputY }
  const node = makeNode(store.getState().document, type, corner)
  const connection =
    end.side === 'output' ? { from: end.nodeId, fromPort: end.port ?? 'out', to: node.id } : { from: node.id, fromPort: firstPort(node), to: end.nodeId }
  store.edit(`add ${typeLook(type).label}`, (document) => withConnection(withNode(document, node), connection), { select: only(node.id) })
  return node.id
}

/** Splices a new node into an edge; cards behind it move over when there is no room. */
export function insertOnEdge(store: EditorStore, type: string, edgeId: string): string | undefined {
  const { document } = store.getState()
  const edge = document.edges.find((candidate) => candidate.id === edgeId)
  const from = edge && nodeById(document, edge.from)
  if (!edge || !from) return undefined
  const roomy = withRoomAt(document, edgeId, CARD_WIDTH)
  const to = nodeById(roomy, edge.to) ?? from
  const draft = makeNode(roomy, type, from.position)
  const x = (from.position.x + CARD_WIDTH + to.position.x - CARD_WIDTH) / 2
  const inputs = [from, to].map((node) => node.position.y + cardGeometry(node).inputY)
  const y = (inputs[0] ?? 0) / 2 + (inputs[1] ?? 0) / 2 - cardGeometry(draft).inputY
  const node = makeNode(roomy, type, { x, y })
  store.edit(`insert ${typeLook(type).label}`, () => withSplice(roomy, edgeId, node), { select: only(node.id) })
  return node.id
}

export function connect(store: EditorStore, connection: WantedConnection): void {
  store.edit('connect', (document) => withConnection(document, connection))
}

export function moveNodes(store: EditorStore, moves: ReadonlyArray<{ id: string; position: XY }>): void {
  store.edit(`move ${plural(moves.length, 'node')}`, (document) => withMoves(document, moves))
}

/** Moves the selected nodes by a step; steps in a row are one entry. */
export function nudge(store: EditorStore, by: XY): void {
  const { selection } = store.getState()
  if (selection.nodes.length === 0) return
  const chosen = new Set(selection.nodes)
  store.edit(
    `move ${plural(chosen.size, 'node')}`,
    (document) => ({
      ...document,
      nodes: document.nodes.map((node) => (chosen.has(node.id) ? { ...node, position: { x: node.position.x + by.x, y: node.position.y + by.y } } : node)),
    }),
    { mergeKey: `nudge:${selection.nodes.join(',')}` },
  )
}

/** Deletes what is selected; answers a sentence about it, or undefined when nothing was. */
export function deleteSelection(store: EditorStore): string | undefined {
  const { selection, document } = store.getState()
  const { nodes, edges } = selection
  if (nodes.length === 0 && edges.length === 0) return undefined
  const [first] = nodes
  const firstNode = first === undefined ? undefined : nodeById(document, first)
  const what = nodes.length === 1 && firstNode ? nodeTitle(firstNode) : nodes.length > 0 ? plural(nodes.length, 'node') : plural(edges.length, 'connection')
  store.edit(`delete ${what}`, (current) => withoutElements(current, new Set(nodes), new Set(edges)), { select: { nodes: [], edges: [] } })
  return `Deleted ${what}`
}

export function duplicateSelection(store: EditorStore): boolean {
  const { document, selection } = store.getState()
  if (selection.nodes.length === 0) return false
  insertFragment(store, copyFragment(document, selection.nodes), COPY_OFFSET, 'duplicate')
  return true
}

/** Lays a fragment into the document and selects it. */
export function insertFragment(store: EditorStore, fragment: ClipboardEnvelope, offset: XY, verb: 'paste' | 'duplicate'): void {
  const { document, pasted } = pasteFragment(store.getState().document, fragment, offset)
  store.edit(`${verb} ${plural(pasted.length, 'node')}`, () => document, { select: { nodes: pasted, edges: [] } })
}

/** The offset that puts a fragment's middle at a point. */
export function offsetToCentre(fragment: ClipboardEnvelope, at: XY): XY {
  const boxes = fragment.nodes.map((node) => ({ ...node.position, ...cardGeometry(node) }))
  if (boxes.length === 0) return { x: 0, y: 0 }
  const left = Math.min(...boxes.map((box) => box.x))
  const top = Math.min(...boxes.map((box) => box.y))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  return { x: at.x - (left + right) / 2, y: at.y - (top + bottom) / 2 }
}

export function selectAll(store: EditorStore): void {
  const { document } = store.getState()
  store.select({ nodes: document.nodes.map((node) => node.id), edges: document.edges.map((edge) => edge.id) })
}

/** Why a node may not take an id; undefined when it was renamed. */
export function renameNodeId(store: EditorStore, from: string, to: string): string | undefined {
  if (from === to) return undefined
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(to)) return 'Use letters, digits, - and _, 64 at most.'
  if (nodeById(store.getState().document, to)) return 'Another node has this id.'
  store.edit(`change id ${from} to ${to}`, (document) => withNodeId(document, from, to), { select: only(to) })
  return undefined
}

/** The node a step along the connections away from the selected one, nearest in height. */
export function neighbour(store: EditorStore, direction: 'left' | 'right' | 'up' | 'down'): string | undefined {
  const { document, selection } = store.getState()
  const [id] = selection.nodes
  const here = id === undefined ? undefined : nodeById(document, id)
  if (!here) return document.nodes[0]?.id
  const linked = document.edges.flatMap((edge) =>
    direction === 'right' && edge.from === here.id ? [edge.to] : direction === 'left' && edge.to === here.id ? [edge.from] : [],
  )
  const candidates =
    direction === 'left' || direction === 'right'
      ? document.nodes.filter((node) => linked.includes(node.id))
      : document.nodes.filter((node) => (direction === 'up' ? node.position.y < here.position.y : node.position.y > here.position.y))
  const distance = (node: WorkflowNode) => Math.hypot(node.position.x - here.position.x, node.position.y - here.position.y)
  return candidates.sort((a, b) => distance(a) - distance(b))[0]?.id
}
