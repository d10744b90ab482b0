import type { XY } from './point.ts'
import type { Box } from './spatial-grid.ts'

/** A connection as the hand draws it, in document words. */
export interface WantedConnection {
  from: string
  fromPort: string
  to: string
}

/** An edge end in the hand: which node it hangs from, and by which side. */
export interface LooseEnd {
  nodeId: string
  /** Set when the end hangs from an output. */
  port?: string
  side: 'output' | 'input'
}

/** How a drag ended. */
export interface Drop {
  /** Copies go there and the originals stay. */
  copy: boolean
  /** The connection the card fell on. */
  edgeId?: string
}

/** What an editable canvas tells its owner. Positions are canvas pixels. Every call is one finished gesture. */
export interface CanvasEditing {
  onMove: (moves: ReadonlyArray<{ id: string; position: XY }>, drop: Drop) => void
  /** The connection that would take in cards dropped there; undefined for none. */
  edgeForDrop?: (nodeIds: readonly string[], box: Box) => string | undefined
  /** The reason a connection may not be made, or put in the place of another; undefined when it may. */
  refusalOf: (connection: WantedConnection, insteadOf?: string) => string | undefined
  /** For every node the loose end may not go to, why. */
  refusalsFrom: (end: LooseEnd) => ReadonlyMap<string, string>
  onConnect: (connection: WantedConnection) => void
  /** An end of a connection was hung elsewhere. */
  onReconnect?: (edgeId: string, connection: WantedConnection) => void
  onRefused: (reason: string) => void
  /** An edge end was let go over empty canvas. */
  onLooseEnd: (end: LooseEnd, at: XY) => void
  onInsertOnEdge: (edgeId: string, at: XY) => void
  /** A node type was dropped from the palette; on an edge when it fell on one. */
  onDropType: (type: string, at: XY, edgeId?: string) => void
  onOpenNode?: (nodeId: string) => void
}

/** The drag-and-drop type under which the palette hands over a node type. */
export const NODE_TYPE_MIME = 'application/x-aob-node-type'
