import type { WorkflowEdge } from '@aob/schemas'
import { createContext, useContext } from 'react'
import type { XY } from './point.ts'

/** What cards and edges need from the canvas that holds them; stable while nobody drags a connection. */
export interface CanvasContextValue {
  editable: boolean
  /** Nodes the connection in the hand may not end at, with the reason. */
  refusals: ReadonlyMap<string, string> | undefined
  hoveredEdge: string | undefined
  /** The connection that would take in the card in the hand. */
  dropEdge?: string
  /** Goes into the body of a scope; where this is not offered, cards have no way in. */
  onOpenBody?: (nodeId: string) => void
  onInsertOnEdge?: (edgeId: string, at: { x: number; y: number }) => void
  /** The way of a connection between ends that are on the move. */
  routeOnTheMove?: (edge: WorkflowEdge, start: XY, end: XY) => readonly XY[]
}

export const CanvasContext = createContext<CanvasContextValue>({ editable: false, refusals: undefined, hoveredEdge: undefined })

export function useCanvasContext(): CanvasContextValue {
  return useContext(CanvasContext)
}
