import { type Connection, type FinalConnectionState, useReactFlow } from '@xyflow/react'
import { useCallback, useState } from 'react'
import type { CanvasEditing, WantedConnection } from './canvas-editing.ts'
import { connectionFrom, looseEndOf } from './connection-words.ts'

/** Drawing a connection: dims what it may not reach, and ends as a connection, a refusal with its reason, or a loose end. */
export function useConnectionGesture(editing: CanvasEditing | undefined) {
  const flow = useReactFlow()
  const [refusals, setRefusals] = useState<ReadonlyMap<string, string> | undefined>(undefined)

  const finish = useCallback(
    (wanted: WantedConnection) => {
      const refusal = editing?.refusalOf(wanted)
      if (refusal) editing?.onRefused(refusal)
      else editing?.onConnect(wanted)
    },
    [editing],
  )
  const onConnectStart = useCallback(
    (_: unknown, from: { nodeId: string | null; handleId: string | null; handleType: 'source' | 'target' | null }) => {
      const end = looseEndOf(from)
      if (!editing || !end) return
      const refused = new Map(editing.refusalsFrom(end))
      // The node in the hand stays bright.
      refused.delete(end.nodeId)
      setRefusals(refused)
    },
    [editing],
  )
  const onConnect = useCallback(
    (connection: Connection) => finish({ from: connection.source, fromPort: connection.sourceHandle ?? 'out', to: connection.target }),
    [finish],
  )
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      setRefusals(undefined)
      const end = looseEndOf({ nodeId: state.fromNode?.id ?? null, handleId: state.fromHandle?.id ?? null, handleType: state.fromHandle?.type ?? null })
      if (!editing || !end || state.isValid) return
      const point = 'changedTouches' in event ? event.changedTouches[0] : event
      if (!point) return
      const over = document.elementFromPoint(point.clientX, point.clientY)?.closest<HTMLElement>('[data-node-id]')?.dataset.nodeId ?? state.toNode?.id
      if (over) finish(connectionFrom(end, over))
      else if (document.elementFromPoint(point.clientX, point.clientY)?.closest('.react-flow'))
        editing.onLooseEnd(end, flow.screenToFlowPosition({ x: point.clientX, y: point.clientY }))
    },
    [editing, finish, flow],
  )
  const isValidConnection = useCallback(
    (connection: { source: string; sourceHandle?: string | null; target: string }) =>
      editing ? editing.refusalOf({ from: connection.source, fromPort: connection.sourceHandle ?? 'out', to: connection.target }) === undefined : false,
    [editing],
  )
  return { refusals, onConnectStart, onConnect, onConnectEnd, isValidConnection }
}
