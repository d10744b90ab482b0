import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { memo, type RefObject, useLayoutEffect, useRef } from 'react'
import { cx } from '../class-names.ts'
import { useCanvasContext } from './canvas-context.ts'
import { halfwayOf, pathOf, routeOf } from './edge-route.ts'
import { labelPlace } from './label-place.ts'
import { useLevelOfDetail } from './level-of-detail.ts'
import type { XY } from './point.ts'
import type { LinkEdge } from './projection.ts'
import { useCamera } from './use-camera.ts'

/** Above what React Flow gives to a card in the hand. */
const ACROSS = '1002'

/**
 * The connection that takes a card in is seen across it; a card one sees through would mix its words with those of the cards below. By hand:
 * `:has` on the picture of every connection made the styles of each change cost 5.5 ms instead of 2.1.
 */
function useAcrossCards(line: RefObject<SVGGElement | null>, across: boolean): void {
  useLayoutEffect(() => {
    const picture = across ? line.current?.closest('svg') : undefined
    if (!picture) return
    const { zIndex } = picture.style
    picture.style.zIndex = ACROSS
    return () => {
      picture.style.zIndex = zIndex
    }
  }, [line, across])
}

/** One connection: branch label as a chip, `+` to splice a node in. */
export const WorkflowEdgeLine = memo(function WorkflowEdgeLine(props: EdgeProps<LinkEdge>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY } = props
  const { dropEdge, routeOnTheMove } = useCanvasContext()
  const line = useRef<SVGGElement>(null)
  useAcrossCards(line, dropEdge === id)
  const [start, end] = [
    { x: sourceX, y: sourceY },
    { x: targetX, y: targetY },
  ]
  const resting = data?.route && joins(data.route, start, end) ? data.route : undefined
  const route = resting ?? (data && routeOnTheMove?.(data.edge, start, end)) ?? routeOf(start, end)
  const path = pathOf(route)
  const middle = halfwayOf(route)
  const { x: labelX, room } = labelPlace(start, end)
  return (
    <g
      ref={line}
      data-edge-id={id}
      data-diff={data?.diff?.kind}
      data-state={data?.state}
      data-port={data?.edge.fromPort ?? 'out'}
      data-selected={selected || undefined}
      data-drop={dropEdge === id || undefined}
      className="link"
    >
      <BaseEdge id={id} path={path} interactionWidth={20} className="link-line" />
      {data?.state === 'active' ? <circle r={3.5} className="link-dot" style={{ offsetPath: `path("${path}")` }} /> : null}
      {data ? <EdgeExtras id={id} data={data} selected={Boolean(selected)} x={middle.x} y={middle.y} labelX={labelX} sourceY={sourceY} room={room} /> : null}
    </g>
  )
})

function joins(route: readonly XY[], start: XY, end: XY): boolean {
  const [first, last] = [route[0], route.at(-1)]
  return first?.x === start.x && first.y === start.y && last?.x === end.x && last.y === end.y
}

interface EdgeExtrasProps {
  id: string
  data: NonNullable<LinkEdge['data']>
  selected: boolean
  x: number
  y: number
  labelX: number
  sourceY: number
  /** How wide the label may be, in canvas pixels; undefined where it leads back. */
  room: number | undefined
}

function EdgeExtras({ id, data, selected, x, y, labelX, sourceY, room }: EdgeExtrasProps) {
  const { editable, hoveredEdge, onInsertOnEdge } = useCanvasContext()
  const level = useLevelOfDetail()
  const camera = useCamera()
  const label = level === 'full' ? data.label : ''
  const insertable = editable && onInsertOnEdge !== undefined
  // Most connections of a graph that is only looked at have nothing to say: each way into the layer of labels is a portal.
  if (level === 'block' || !(label || insertable)) return null
  return (
    <EdgeLabelRenderer>
      {label ? (
        <span
          className="link-label"
          data-diff={data.diff?.kind}
          data-state={data.state}
          title={label}
          style={{ maxWidth: room, transform: `translate(${labelX}px, ${sourceY}px) translateY(-50%)` }}
        >
          {label}
        </span>
      ) : null}
      {insertable ? (
        <button
          type="button"
          data-edge-handle={id}
          aria-label={`Insert a node between ${data.fromName} and ${data.toName}`}
          // By keys it is there for the connection that is selected: one stop of Tab, not one for each connection.
          tabIndex={selected ? 0 : -1}
          className={cx('link-plus nodrag nopan', (selected || hoveredEdge === id) && 'is-shown')}
          style={{ transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` }}
          onClick={(event) => {
            event.stopPropagation()
            const box = event.currentTarget.getBoundingClientRect()
            onInsertOnEdge(id, camera.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 }))
          }}
        />
      ) : null}
    </EdgeLabelRenderer>
  )
}
