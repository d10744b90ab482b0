import { ViewportPortal } from '@xyflow/react'
import type { EqualGaps, Guide } from './alignment.ts'
import type { DragAssist } from './use-drag-assist.ts'

/** Guides, equal gaps and the places copies come from, while cards are in the hand. */
export function DragOverlay({ assist }: { assist: DragAssist }) {
  const { guides, spacings, originals } = assist
  if (guides.length + spacings.length + originals.length === 0) return null
  return (
    <ViewportPortal>
      <div aria-hidden data-drag-overlay="" className="drag-overlay">
        {originals.map((box) => (
          <div key={`${box.x}:${box.y}`} className="drag-original" style={{ left: box.x, top: box.y, width: box.width, height: box.height }} />
        ))}
        {guides.map((guide) => (
          <div key={`${guide.axis}:${guide.at}`} className="drag-guide" data-axis={guide.axis} style={guideStyle(guide)} />
        ))}
        {spacings.flatMap((spacing) =>
          spacing.gaps.map((gap) => (
            <div key={`${spacing.axis}:${gap[0]}`} className="drag-gap" data-axis={spacing.axis} style={gapStyle(spacing, gap)}>
              <span>{Math.round(spacing.size)}</span>
            </div>
          )),
        )}
      </div>
    </ViewportPortal>
  )
}

function guideStyle({ axis, at, from, to }: Guide) {
  return axis === 'x' ? { left: at, top: from, height: to - from } : { top: at, left: from, width: to - from }
}

function gapStyle({ axis, at }: EqualGaps, [from, to]: readonly [number, number]) {
  return axis === 'x' ? { left: from, width: to - from, top: at } : { top: from, height: to - from, left: at }
}
