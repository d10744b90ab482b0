import type { LooseEnd, WantedConnection } from './canvas-editing.ts'

/** The loose end of a connection being drawn, from React Flow's words. */
export function looseEndOf(from: { nodeId: string | null; handleId: string | null; handleType: 'source' | 'target' | null }): LooseEnd | undefined {
  if (!from.nodeId || !from.handleType) return undefined
  return from.handleType === 'source' ? { nodeId: from.nodeId, side: 'output', port: from.handleId ?? 'out' } : { nodeId: from.nodeId, side: 'input' }
}

/** The connection a loose end makes with another node. Ending at a node's body from its input side leaves that node by `out`. */
export function connectionFrom(end: LooseEnd, otherId: string): WantedConnection {
  return end.side === 'output' ? { from: end.nodeId, fromPort: end.port ?? 'out', to: otherId } : { from: otherId, fromPort: 'out', to: end.nodeId }
}
