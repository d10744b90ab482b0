import type { XY } from './point.ts'
import type { Box } from './spatial-grid.ts'

/** A line both cards touch. Axis `x`: a vertical line at that x, drawn from `from` to `to`. */
export interface Guide {
  axis: 'x' | 'y'
  at: number
  from: number
  to: number
}

/** From where to where, along an axis. */
type Gap = readonly [number, number]

/** Two equal gaps, as stretches along the axis at the height (or x) `at`. */
export interface EqualGaps {
  axis: 'x' | 'y'
  at: number
  size: number
  gaps: readonly Gap[]
}

export interface Alignment {
  /** How far the moving box goes to fit. */
  by: XY
  guides: readonly Guide[]
  spacings: readonly EqualGaps[]
}

/** From this near a box jumps into line, in canvas pixels. */
export const SNAP_REACH = 6
const SAME = 0.5

interface Span {
  start: number
  end: number
  crossStart: number
  crossEnd: number
}

function along(box: Box, axis: 'x' | 'y'): Span {
  return axis === 'x'
    ? { start: box.x, end: box.x + box.width, crossStart: box.y, crossEnd: box.y + box.height }
    : { start: box.y, end: box.y + box.height, crossStart: box.x, crossEnd: box.x + box.width }
}

/** Beginning, middle and end: like is lined up with like. */
function marks({ start, end }: Span): readonly number[] {
  return [start, (start + end) / 2, end]
}

function guidesFor(moving: Span, others: readonly Span[], axis: 'x' | 'y'): { by: number; guides: Guide[] } | undefined {
  let by = Number.POSITIVE_INFINITY
  for (const other of others)
    marks(other).forEach((mark, index) => {
      const missing = mark - (marks(moving)[index] ?? mark)
      if (Math.abs(missing) <= SNAP_REACH && Math.abs(missing) < Math.abs(by)) by = missing
    })
  if (!Number.isFinite(by)) return undefined
  const byPlace = new Map<number, Guide>()
  const placed = marks({ ...moving, start: moving.start + by, end: moving.end + by })
  for (const other of others)
    marks(other).forEach((mark, index) => {
      if (Math.abs(mark - (placed[index] ?? Number.NaN)) > SAME) return
      const known = byPlace.get(mark)
      byPlace.set(mark, {
        axis,
        at: mark,
        from: Math.min(known?.from ?? Number.POSITIVE_INFINITY, moving.crossStart, other.crossStart),
        to: Math.max(known?.to ?? Number.NEGATIVE_INFINITY, moving.crossEnd, other.crossEnd),
      })
    })
  // Where both ends line up the middle does, too: it would say nothing new.
  const [start, middle, end] = placed
  if (middle !== undefined && byPlace.has(start ?? Number.NaN) && byPlace.has(end ?? Number.NaN)) byPlace.delete(middle)
  return { by, guides: [...byPlace.values()] }
}

/** The middle of what two boxes share across the axis. */
function sharedCross(a: Span, b: Span): number {
  return (Math.max(a.crossStart, b.crossStart) + Math.min(a.crossEnd, b.crossEnd)) / 2
}

/** A place along the axis that makes two gaps equal. */
interface Rhythm {
  start: number
  beside: Span
  gaps: readonly Gap[]
}

/** Between two neighbours, behind the last at the gap before it, or before the first at the gap behind it. */
function rhythms(length: number, [left, leftmost]: readonly Span[], [right, rightmost]: readonly Span[]): Rhythm[] {
  const found: Rhythm[] = []
  if (left && right) {
    const start = (left.end + right.start - length) / 2
    const gaps: Gap[] = [
      [left.end, start],
      [start + length, right.start],
    ]
    found.push({ start, beside: left, gaps })
  }
  if (left && leftmost && leftmost.end <= left.start) {
    const start = left.end + (left.start - leftmost.end)
    const gaps: Gap[] = [
      [leftmost.end, left.start],
      [left.end, start],
    ]
    found.push({ start, beside: left, gaps })
  }
  if (right && rightmost && right.end <= rightmost.start) {
    const start = right.start - (rightmost.start - right.end) - length
    const gaps: Gap[] = [
      [start + length, right.start],
      [right.end, rightmost.start],
    ]
    found.push({ start, beside: right, gaps })
  }
  return found
}

/** The nearest place with equal gaps among what stands in the same row (or column). */
function spacingFor(moving: Span, others: readonly Span[], axis: 'x' | 'y'): { by: number; spacing: EqualGaps } | undefined {
  const row = others.filter((other) => other.crossStart < moving.crossEnd && other.crossEnd > moving.crossStart)
  const before = row.filter((other) => other.end <= moving.start + SNAP_REACH).sort((a, b) => b.end - a.end)
  const behind = row.filter((other) => other.start >= moving.end - SNAP_REACH).sort((a, b) => a.start - b.start)
  const best = rhythms(moving.end - moving.start, before, behind)
    .map((rhythm) => ({ ...rhythm, by: rhythm.start - moving.start }))
    .filter(({ by, gaps }) => Math.abs(by) <= SNAP_REACH && gaps.every(([from, to]) => to - from > 1))
    .sort((a, b) => Math.abs(a.by) - Math.abs(b.by))[0]
  if (!best) return undefined
  const [from, to] = best.gaps[0] ?? [0, 0]
  return { by: best.by, spacing: { axis, at: sharedCross(moving, best.beside), size: to - from, gaps: best.gaps } }
}

/** Lines a moving box up with its surroundings: shared edges and middles first, equal gaps where there are none. */
export function alignmentOf(moving: Box, others: readonly Box[]): Alignment {
  const by = { x: 0, y: 0 }
  const guides: Guide[] = []
  const spacings: EqualGaps[] = []
  for (const axis of ['x', 'y'] as const) {
    const span = along(moving, axis)
    const spans = others.map((other) => along(other, axis))
    const lined = guidesFor(span, spans, axis)
    const spaced = spacingFor(span, spans, axis)
    // Both may hold at once; a gap that asks for another place than the line gives way.
    if (lined) {
      by[axis] = lined.by
      guides.push(...lined.guides)
      if (spaced && Math.abs(spaced.by - lined.by) <= SAME) spacings.push(spaced.spacing)
    } else if (spaced) {
      by[axis] = spaced.by
      spacings.push(spaced.spacing)
    }
  }
  return { by, guides, spacings }
}
