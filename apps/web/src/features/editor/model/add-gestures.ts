import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import type { LooseEnd } from '../../../ui/canvas/canvas-editing.ts'
import { CARD_WIDTH, cardGeometry, portOfEdge } from '../../../ui/canvas/card-geometry.ts'
import { nodeTitle, typeLook } from '../../../ui/canvas/node-look.ts'
import { NOTE_SIZE } from '../../../ui/canvas/note-size.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import type { CanvasSelection } from '../../../ui/canvas/selection.ts'
import type { Box } from '../../../ui/canvas/spatial-grid.ts'
import { COLUMN_GAP, firstPort, makeNode, nodeById, withConnection, withMoves, withNode, withRoomAt, withSplice } from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'
import { linkedPlace, type NewLink } from './linked-place.ts'
import { addNote } from './note-gestures.ts'
import { freePlace, placeBeside } from './placement.ts'
import { usedIds } from './used-ids.ts'

// What comes with adding: copies, a look at what was added.
export { seenWhole } from '../canvas/seen-whole.ts'
export { copyTo } from './copy-gestures.ts'
export { spokenGestures } from './spoken-gestures.ts'

/** How far below the upper rim of the view a new note is, in canvas pixels. */
const NOTE_TOP = 40

function only(nodeId: string): CanvasSelection {
  return { nodes: [nodeId], edges: [] }
}

/** What comes with a step that is put down: it is selected, and nobody has been to its settings. */
function putDown({ id }: WorkflowNode) {
  return { select: only(id), added: [id] }
}

function newNode(store: EditorStore, type: string, at: XY): WorkflowNode {
  const { document, base } = store.getState()
  return makeNode(document, type, at, usedIds(base))
}

/** Top left corner of a card whose input stands at a point: a loose end and its new node meet. */
function cornerForInput(node: WorkflowNode, at: XY): XY {
  return { x: at.x, y: at.y - cardGeometry(node).inputY }
}

/** Adds a node with its middle at a point. */
export function addNodeAt(store: EditorStore, type: string, at: XY): string {
  const draft = newNode(store, type, at)
  const { width, height } = cardGeometry(draft)
  return addAtCorner(store, type, { x: at.x - width / 2, y: at.y - height / 2 })
}

function addAtCorner(store: EditorStore, type: string, corner: XY): string {
  const node = newNode(store, type, corner)
  store.edit(`add ${typeLook(type).label}`, (document) => withNode(document, node), putDown(node))
  return node.id
}

/**
 * Adds a node where the person is: behind the one node selected, connected by its first free port; into the one connection selected;
 * beside several selected nodes; else at the free place nearest to the middle of the view.
 */
export function addNodeNearby(store: EditorStore, type: string, view: Box): string {
  const { document, selection } = store.getState()
  const [edgeId] = selection.edges
  if (selection.nodes.length === 0 && selection.edges.length === 1 && edgeId !== undefined) {
    const inserted = insertOnEdge(store, type, edgeId)
    if (inserted !== undefined) return inserted
  }
  const { width, height } = cardGeometry(newNode(store, type, view))
  const chosen = new Set(selection.nodes)
  const anchors = document.nodes.filter((node) => chosen.has(node.id))
  const [anchor] = anchors
  const beside = placeBeside(document, anchors, height)
  if (!beside || !anchor) {
    const middle = { x: view.x + (view.width - width) / 2, y: view.y + (view.height - height) / 2 }
    return addAtCorner(store, type, freePlace(document, { width, height }, middle, view))
  }
  if (anchors.length > 1) return addAtCorner(store, type, beside)
  // In a row with it: their connection is straight.
  const node = newNode(store, type, { x: anchor.position.x + CARD_WIDTH + COLUMN_GAP, y: anchor.position.y })
  return addLinked(store, node, { from: anchor.id, fromPort: freePort(document, anchor), to: node.id })
}

/** Adds a card with a connection, where neither is in the way of anything. */
function addLinked(store: EditorStore, draft: WorkflowNode, connection: { from: string; fromPort: string; to: string }): string {
  const { document } = store.getState()
  const side = connection.to === draft.id ? 'from' : 'to'
  const other = nodeById(document, side === 'from' ? connection.from : connection.to)
  const position = linkedPlace(document, draft, other ? [{ side, node: other, port: connection.fromPort }] : [])
  const node = { ...draft, position }
  store.edit(`add ${typeLook(node.type).label}`, (current) => withConnection(withNode(current, node), connection), putDown(node))
  return node.id
}

function freePort(document: Workflow, node: WorkflowNode): string {
  const used = new Set(document.edges.filter((edge) => edge.from === node.id).map((edge) => edge.fromPort ?? 'out'))
  return cardGeometry(node).outputs.find(({ port }) => port !== 'error' && !used.has(port))?.port ?? firstPort(node)
}

/** Adds a node at the end of an edge that was let go over empty canvas. */
export function addNodeAtLooseEnd(store: EditorStore, type: string, end: LooseEnd, at: XY): string {
  const draft = newNode(store, type, at)
  const corner = end.side === 'output' ? cornerForInput(draft, at) : { x: at.x - CARD_WIDTH, y: at.y - cardGeometry(draft).inputY }
  const node = newNode(store, type, corner)
  return addLinked(
    store,
    node,
    end.side === 'output' ? { from: end.nodeId, fromPort: end.port ?? 'out', to: node.id } : { from: node.id, fromPort: firstPort(node), to: end.nodeId },
  )
}

/** Splices a new node into an edge; cards behind it move over when there is no room. */
export function insertOnEdge(store: EditorStore, type: string, edgeId: string): string | undefined {
  const { document } = store.getState()
  const edge = document.edges.find((candidate) => candidate.id === edgeId)
  const from = edge && nodeById(document, edge.from)
  if (!edge || !from) return undefined
  const roomy = withRoomAt(document, edgeId, CARD_WIDTH)
  const draft = newNode(store, type, middleOfEdge(roomy, edge, cardGeometry(newNode(store, type, from.position)).inputY))
  const node = { ...draft, position: linkedPlace(roomy, draft, linksInto(roomy, edge, draft), edgeId) }
  store.edit(`insert ${typeLook(type).label}`, () => withSplice(roomy, edgeId, node), putDown(node))
  return node.id
}

/** The two connections an edge becomes when a card is taken into it. */
function linksInto(document: Workflow, edge: WorkflowEdge, node: WorkflowNode): NewLink[] {
  const [from, to] = [nodeById(document, edge.from), nodeById(document, edge.to)]
  return [
    ...(from ? [{ side: 'from' as const, node: from, port: portOfEdge(edge) }] : []),
    ...(to ? [{ side: 'to' as const, node: to, port: firstPort(node) }] : []),
  ]
}

/** Top left corner of a card in the middle of an edge; `inputY` is where its own input stands. */
function middleOfEdge(document: Workflow, edge: { from: string; to: string }, inputY: number): XY {
  const ends = [nodeById(document, edge.from), nodeById(document, edge.to)].flatMap((node) => (node ? [node] : []))
  const [from, to = from] = ends
  if (!from || !to) return { x: 0, y: 0 }
  const inputs = [from, to].map((node) => node.position.y + cardGeometry(node).inputY)
  return { x: (from.position.x + CARD_WIDTH + to.position.x - CARD_WIDTH) / 2, y: (inputs[0] ?? 0) / 2 + (inputs[1] ?? 0) / 2 - inputY }
}

/** Takes a node that stands alone into a connection it was dropped on: moved and spliced in one step. */
export function spliceNode(store: EditorStore, nodeId: string, edgeId: string): void {
  const { document } = store.getState()
  const edge = document.edges.find((candidate) => candidate.id === edgeId)
  const node = nodeById(document, nodeId)
  if (!edge || !node) return
  const apart = { ...document, nodes: document.nodes.filter((other) => other.id !== nodeId) }
  const roomy = withRoomAt(apart, edgeId, CARD_WIDTH)
  const middle = { ...node, position: middleOfEdge(roomy, edge, cardGeometry(node).inputY) }
  const placed = { ...node, position: linkedPlace(roomy, middle, linksInto(roomy, edge, node), edgeId) }
  const spliced = withSplice(roomy, edgeId, placed)
  // Its place in the list stays: one gesture is a small patch.
  const moved = new Map(spliced.nodes.map((other) => [other.id, other]))
  const nodes = document.nodes.map((other) => moved.get(other.id) ?? other)
  store.edit(`insert ${nodeTitle(node)}`, () => withMoves({ ...spliced, nodes }, [placed]), { select: only(nodeId) })
}

/** Puts an empty note where there is room in view; it waits for its text. */
export function addNoteNearby(store: EditorStore, view: Box): void {
  addNote(store, freePlace(store.getState().document, NOTE_SIZE, { x: view.x + (view.width - NOTE_SIZE.width) / 2, y: view.y + NOTE_TOP }, view))
}
