import { ViewportPortal } from '@xyflow/react'
import type { LooseEnd } from '../../../ui/canvas/canvas-editing.ts'
import { cardGeometry, PORT_DOT } from '../../../ui/canvas/card-geometry.ts'
import { pathOf, routeOf } from '../../../ui/canvas/edge-route.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import { useEditor } from '../editor-context.ts'
import { nodeById } from '../model/document-edit.ts'

/** The connection that was let go, from its port to where that was: it hangs there until somebody has said what it leads to. */
export function LooseConnection({ end, at }: { end: LooseEnd; at: XY }) {
  const { store } = useEditor()
  const node = nodeById(store.getState().document, end.nodeId)
  if (!node) return null
  const { x, y } = node.position
  const { width, inputY, outputs } = cardGeometry(node, end.port === undefined ? [] : [end.port])
  const port = outputs.find((output) => output.port === end.port)
  const route =
    end.side === 'output' ? routeOf({ x: x + width + PORT_DOT / 2, y: y + (port?.y ?? inputY) }, at) : routeOf(at, { x: x - PORT_DOT / 2, y: y + inputY })
  return (
    <ViewportPortal>
      <svg aria-hidden data-loose-connection="" className="pointer-events-none absolute top-0 left-0 size-px overflow-visible">
        <path d={pathOf(route)} className="react-flow__connection-path" fill="none" />
        <circle cx={at.x} cy={at.y} r={PORT_DOT / 2} className="fill-accent" />
      </svg>
    </ViewportPortal>
  )
}
