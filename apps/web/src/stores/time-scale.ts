import type { SegmentsByNode } from './run-segments.ts'

/** A stretch of the axis; `x` runs over 0..1. A compressed piece stands for time in which nothing ran. */
export interface ScalePiece {
  from: number
  to: number
  x0: number
  x1: number
  compressed: boolean
}

export interface TimeScale {
  pieces: readonly ScalePiece[]
  from: number
  to: number
  /** Position 0..1 of a time; times outside are clamped. */
  toX(time: number): number
  /** Time at a position; the inverse of `toX` inside each piece. */
  toTime(x: number): number
}

export interface TimeScaleOptions {
  /** Idle stretches longer than this are compressed, in ms. */
  minIdleMs?: number
  /** Width of a compressed stretch as a share of the busy time. */
  idleShare?: number
}

/** Idle time below this length is drawn as it is. */
export const MIN_IDLE_MS = 1_500
/** A compressed stretch takes this share of the busy time, so that a night's wait is a notch and not the picture. */
export const IDLE_SHARE = 0.06

interface Interval {
  from: number
  to: number
}

function mergeIntervals(intervals: Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => a.from - b.from)
  const merged: Interval[] = []
  for (const next of sorted) {
    const open = merged[merged.length - 1]
    if (open && next.from <= open.to) open.to = Math.max(open.to, next.to)
    else merged.push({ ...next })
  }
  return merged
}

/** Time in which the machine worked or queued; waiting for a person or for a retry is idle. */
function busyIntervals(byNode: SegmentsByNode, now: number): Interval[] {
  const busy: Interval[] = []
  for (const segments of Object.values(byNode))
    for (const segment of segments) if (segment.kind === 'queue' || segment.kind === 'run') busy.push({ from: segment.from, to: segment.to ?? now })
  return mergeIntervals(busy)
}

/** Alternating busy and idle stretches that cover from..to without a gap. */
function stretches(busy: Interval[], from: number, to: number): Array<Interval & { idle: boolean }> {
  const out: Array<Interval & { idle: boolean }> = []
  let at = from
  for (const { from: start, to: end } of busy) {
    if (start > at) out.push({ from: at, to: start, idle: true })
    const begin = Math.max(at, start)
    if (end > begin) out.push({ from: begin, to: end, idle: false })
    at = Math.max(at, end)
  }
  if (to > at) out.push({ from: at, to, idle: true })
  return out
}

function locate(pieces: readonly ScalePiece[], time: number): ScalePiece | undefined {
  return pieces.find((piece) => time <= piece.to) ?? pieces[pieces.length - 1]
}

/**
 * The axis of a run's timeline from its first segment to `now` (or its end), idle stretches compressed.
 * Monotonic: a later time never lies left of an earlier one.
 */
export function timeScale(byNode: SegmentsByNode, from: number, to: number, options: TimeScaleOptions = {}): TimeScale {
  const minIdle = options.minIdleMs ?? MIN_IDLE_MS
  const share = options.idleShare ?? IDLE_SHARE
  const end = Math.max(to, from + 1)
  const parts = stretches(busyIntervals(byNode, end), from, end)
  const plain = parts.filter((part) => !part.idle || part.to - part.from <= minIdle)
  const plainMs = plain.reduce((sum, part) => sum + part.to - part.from, 0)
  const notch = Math.max(plainMs * share, 1)
  const widths = parts.map((part) => {
    const length = part.to - part.from
    return part.idle && length > minIdle ? Math.min(notch, length) : length
  })
  const total = widths.reduce((sum, width) => sum + width, 0) || 1
  let x = 0
  const pieces = parts.map((part, index) => {
    const width = (widths[index] ?? 0) / total
    const piece = { from: part.from, to: part.to, x0: x, x1: x + width, compressed: part.idle && part.to - part.from > minIdle }
    x += width
    return piece
  })
  return { pieces, from, to: end, toX: (time) => positionOf(pieces, time), toTime: (at) => timeAt(pieces, at) }
}

function positionOf(pieces: readonly ScalePiece[], time: number): number {
  const piece = locate(pieces, time)
  if (!piece) return 0
  const ratio = Math.min(1, Math.max(0, (time - piece.from) / (piece.to - piece.from)))
  return piece.x0 + ratio * (piece.x1 - piece.x0)
}

function timeAt(pieces: readonly ScalePiece[], x: number): number {
  const piece = pieces.find((candidate) => x <= candidate.x1) ?? pieces[pieces.length - 1]
  if (!piece) return 0
  const ratio = Math.min(1, Math.max(0, (x - piece.x0) / (piece.x1 - piece.x0 || 1)))
  return piece.from + ratio * (piece.to - piece.from)
}

/** Room a tick wants, and the least it gets, in px. */
const TICK_ROOM = 80
export const MIN_TICK_GAP = 64

const NICE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000]

/** Ticks at round offsets from the start, so far apart that their labels do not meet each other or a compressed stretch. `width` is the axis in px. */
export function axisTicks(scale: TimeScale, width: number): Array<{ x: number; offsetMs: number }> {
  const plain = scale.pieces.filter((piece) => !piece.compressed)
  const plainMs = plain.reduce((sum, piece) => sum + piece.to - piece.from, 0)
  const wanted = Math.max(1, Math.floor(width / TICK_ROOM))
  const step = NICE_STEPS.find((candidate) => plainMs / candidate <= wanted) ?? 3_600_000
  const minGap = MIN_TICK_GAP / Math.max(1, width)
  const ticks: Array<{ x: number; offsetMs: number }> = []
  for (const piece of plain) {
    const folded = scale.pieces[scale.pieces.indexOf(piece) + 1]?.compressed ?? false
    const roomTo = folded ? piece.x1 - minGap : piece.x1
    const first = Math.ceil((piece.from - scale.from) / step) * step
    for (let offsetMs = first; offsetMs <= piece.to - scale.from; offsetMs += step) {
      const x = scale.toX(scale.from + offsetMs)
      const previous = ticks[ticks.length - 1]
      if (x <= roomTo && (!previous || x - previous.x >= minGap)) ticks.push({ x, offsetMs })
    }
  }
  return ticks
}
