import type { Workflow } from '@aob/schemas'
import { type ReactFlowState, useStore } from '@xyflow/react'
import { memo, type PointerEvent, useEffect, useMemo, useRef } from 'react'
import { useTheme } from '../theme.ts'
import { cardGeometry } from './card-geometry.ts'
import { notesOf } from './fit-view.ts'
import { minimapFrame, seenInMap } from './minimap-frame.ts'
import { typeLook } from './node-look.ts'
import type { Box } from './spatial-grid.ts'
import { useCamera } from './use-camera.ts'

const SIZE = { width: 168, height: 96 }
/** On a canvas that is narrower, in pixels, it would lie over what it is a map of. */
const ROOMY = 420

const selectTransform = (state: ReactFlowState) => state.transform
const selectWidth = (state: ReactFlowState) => state.width
const selectHeight = (state: ReactFlowState) => state.height

/**
 * The whole graph small, with a frame around what is in view; dragging moves the camera. Cards are painted once per edit on a
 * canvas, panning only moves the frame: React Flow's own minimap costs every frame of every drag.
 */
export const Minimap = memo(function Minimap({ document }: { document: Workflow }) {
  const paper = useRef<HTMLCanvasElement>(null)
  const camera = useCamera()
  const { resolved } = useTheme()
  const [x, y, zoom] = useStore(selectTransform)
  const width = useStore(selectWidth)
  const height = useStore(selectHeight)
  const boxes = useMemo(() => document.nodes.map((node) => ({ ...node.position, ...cardGeometry(node), tint: typeLook(node.type).tint })), [document.nodes])
  const notes = useMemo(() => notesOf({ notes: document.notes }), [document.notes])
  const frame = useMemo(() => minimapFrame([...notes, ...boxes], SIZE), [notes, boxes])

  const seen = seenInMap({ x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }, frame, SIZE)

  useEffect(() => {
    const canvas = paper.current
    const pen = canvas?.getContext('2d')
    if (!canvas || !pen) return
    const ratio = window.devicePixelRatio
    canvas.width = SIZE.width * ratio
    canvas.height = SIZE.height * ratio
    pen.scale(ratio, ratio)
    const styles = getComputedStyle(window.document.documentElement)
    // Named so that a change of theme repaints.
    pen.globalAlpha = resolved === 'dark' ? 0.85 : 0.7
    const paint = (box: Box) =>
      pen.fillRect(
        (box.x - frame.x) * frame.scale,
        (box.y - frame.y) * frame.scale,
        Math.max(2, box.width * frame.scale),
        Math.max(2, box.height * frame.scale),
      )
    pen.fillStyle = styles.getPropertyValue('--warning')
    for (const note of notes) paint(note)
    const colours = new Map([...new Set(boxes.map(({ tint }) => tint))].map((tint) => [tint, styles.getPropertyValue(`--tint-${tint}`)]))
    for (const box of boxes) {
      pen.fillStyle = colours.get(box.tint) ?? ''
      paint(box)
    }
  }, [boxes, notes, frame, resolved])

  function centre(event: PointerEvent) {
    const bounds = event.currentTarget.getBoundingClientRect()
    const at = { x: (event.clientX - bounds.x) / frame.scale + frame.x, y: (event.clientY - bounds.y) / frame.scale + frame.y }
    void camera.setCenter(at.x, at.y, { zoom })
  }
  return (
    <div
      aria-hidden
      data-minimap
      className="absolute right-3 bottom-3 z-10 max-lg:hidden cursor-pointer overflow-hidden rounded-xl border border-line bg-surface"
      hidden={width < ROOMY}
      style={SIZE}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        centre(event)
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) centre(event)
      }}
    >
      <canvas ref={paper} style={SIZE} />
      <div
        className="pointer-events-none absolute top-0 left-0 rounded-[3px] border-[1.5px] border-accent bg-accent/10"
        style={{
          width: seen.width,
          height: seen.height,
          transform: `translate(${seen.x}px, ${seen.y}px)`,
        }}
      />
    </div>
  )
})
