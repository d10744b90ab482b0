import type { Connection, FinalConnectionState } from '@xyflow/react'
import { useCallback, useRef, useState } from 'react'
import type { CanvasEditing, LooseEnd, WantedConnection } from './canvas-editing.ts'
import { connectionFrom, looseEndOf } from './connection-words.ts'
import { letGo, onGivingUp } from './giving-up.ts'
import { useCamera } from './use-camera.ts'

/** Drawing a connection: dims what it may not reach, and ends as a connection, a refusal with its reason, or a loose end. */
export function useConnectionGesture(editing: CanvasEditing | undefined) {
  const camera = useCamera()
  const [refusals, setRefusals] = useState<ReadonlyMap<string, string> | undefined>(undefined)
  const [inHand, setInHand] = useState<LooseEnd | undefined>(undefined)
  /** The connection whose end is in the hand; it is hung elsewhere instead of a new one being drawn. */
  const rehung = useRef<string | undefined>(undefined)

  /** It was given up: how it ends means nothing any more. */
  const givenUp = useRef(false)
  const holding = useRef<() => void>(() => undefined)

  const finish = useCallback(
    (wanted: WantedConnection) => {
      if (givenUp.current) return
      const edgeId = rehung.current
      const refusal = editing?.refusalOf(wanted, edgeId)
      if (refusal) editing?.onRefused(refusal)
      else if (edgeId === undefined) editing?.onConnect(wanted)
      else editing?.onReconnect?.(edgeId, wanted)
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
      givenUp.current = false
      holding.current = onGivingUp(() => {
        givenUp.current = true
        letGo()
      })
      setRefusals(refused)
      setInHand(end)
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
      setInHand(undefined)
      holding.current()
      if (givenUp.current) return
      const end = looseEndOf({ nodeId: state.fromNode?.id ?? null, handleId: state.fromHandle?.id ?? null, handleType: state.fromHandle?.type ?? null })
      if (!editing || !end || state.isValid) return
      const point = 'changedTouches' in event ? event.changedTouches[0] : event
      if (!point) return
      const over = document.elementFromPoint(point.clientX, point.clientY)?.closest<HTMLElement>('[data-node-id]')?.dataset.nodeId ?? state.toNode?.id
      if (over) finish(connectionFrom(end, over))
      else if (rehung.current === undefined && document.elementFromPoint(point.clientX, point.clientY)?.closest('.react-flow'))
        editing.onLooseEnd(end, camera.screenToFlowPosition({ x: point.clientX, y: point.clientY }))
    },
    [editing, finish, camera],
  )
  const isValidConnection = useCallback(
    (connection: { source: string; sourceHandle?: string | null; target: string }) =>
      editing
        ? editing.refusalOf({ from: connection.source, fromPort: connection.sourceHandle ?? 'out', to: connection.target }, rehung.current) === undefined
        : false,
    [editing],
  )
  const onReconnectStart = useCallback((_: unknown, edge: { id: string }) => {
    rehung.current = edge.id
  }, [])
  const onReconnect = useCallback((_: unknown, connection: Connection) => onConnect(connection), [onConnect])
  const onReconnectEnd = useCallback(() => {
    rehung.current = undefined
  }, [])
  const handlers = { onConnectStart, onConnect, onConnectEnd, isValidConnection, onReconnectStart, onReconnect, onReconnectEnd }
  return { refusals, inHand, handlers }
}
