import type { WantedConnection } from '../../../ui/canvas/canvas-editing.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { nodeById, withChangedEdge, withConnection, withMoves, withoutElements } from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'

function plural(count: number, one: string): string {
  return count === 1 ? one : `${count} ${one}s`
}

export function connect(store: EditorStore, connection: WantedConnection): void {
  store.edit('connect', (document) => withConnection(document, connection))
}

/** Hangs a connection's end elsewhere; its condition stays with it. */
export function reconnect(store: EditorStore, edgeId: string, { from, fromPort, to }: WantedConnection): void {
  store.edit('reconnect', (document) => withChangedEdge(document, edgeId, { from, to, fromPort: fromPort === 'out' ? undefined : fromPort }))
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

export function selectAll(store: EditorStore): void {
  const { document } = store.getState()
  store.select({ nodes: document.nodes.map((node) => node.id), edges: document.edges.map((edge) => edge.id) })
}
