import type { WorkflowNode } from '@aob/schemas'
import { nodeById } from './document-edit.ts'
import type { EditorStore } from './editor-store.ts'

type Direction = 'left' | 'right' | 'up' | 'down'

/**
 * The node a step along the connections away from the selected one, nearest in height; from a connection, the node at its end. Where
 * nothing is selected, from the one that has the focus.
 */
export function neighbour(store: EditorStore, direction: Direction, focused?: string): string | undefined {
  const { document, selection } = store.getState()
  const edge = selection.nodes.length === 0 ? document.edges.find(({ id }) => id === selection.edges[0]) : undefined
  if (edge) return direction === 'right' ? edge.to : direction === 'left' ? edge.from : undefined
  const [id = focused] = selection.nodes
  const here = id === undefined ? undefined : nodeById(document, id)
  if (!here) return document.nodes[0]?.id
  const linked = document.edges.flatMap(({ from, to }) =>
    direction === 'right' && from === here.id ? [to] : direction === 'left' && to === here.id ? [from] : [],
  )
  const candidates =
    direction === 'left' || direction === 'right'
      ? document.nodes.filter((node) => linked.includes(node.id))
      : document.nodes.filter((node) => (direction === 'up' ? node.position.y < here.position.y : node.position.y > here.position.y))
  const distance = (node: WorkflowNode) => Math.hypot(node.position.x - here.position.x, node.position.y - here.position.y)
  return candidates.sort((a, b) => distance(a) - distance(b))[0]?.id
}

/** The connection a step leads to, in a circle: of the selected node those that leave it, then those that come; of a connection its siblings. */
export function nextConnection(store: EditorStore, step: 1 | -1): string | undefined {
  const { document, selection } = store.getState()
  const [nodeId] = selection.nodes
  const current = nodeId === undefined ? document.edges.find(({ id }) => id === selection.edges[0]) : undefined
  const at = nodeId ?? current?.from
  if (at === undefined) return undefined
  const leaving = document.edges.filter(({ from }) => from === at)
  const around = current ? leaving : [...leaving, ...document.edges.filter(({ to }) => to === at)]
  const index = current ? around.indexOf(current) : step === 1 ? -1 : 0
  return around[(index + step + around.length) % around.length]?.id
}
