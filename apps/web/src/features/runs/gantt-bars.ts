import type { Segment } from '../../stores/run-segments.ts'
import type { TimeScale } from '../../stores/time-scale.ts'
import { formatDuration } from '../../ui/duration.ts'

/** How a bar looks; `look` names a class of gantt.css. */
export interface GanttBar {
  key: string
  /** Left edge and width in percent of the plot. */
  left: number
  width: number
  look: 'queue' | 'run' | 'wait' | 'backoff'
  tone: 'running' | 'succeeded' | 'failed' | 'waiting' | 'muted'
  title: string
  open: boolean
}

const KIND_WORDS: Readonly<Record<Segment['kind'], string>> = {
  queue: 'Queued',
  run: 'Under way',
  wait: 'Waited for a person',
  backoff: 'Waited before trying again',
}

function toneOf(segment: Segment): GanttBar['tone'] {
  if (segment.kind === 'wait') return segment.outcome === 'cancelled' || segment.outcome === 'withdrawn' ? 'muted' : 'waiting'
  switch (segment.outcome) {
    case 'succeeded':
    case 'decided':
      return 'succeeded'
    case 'failed':
      return 'failed'
    case 'held':
      return 'waiting'
    case undefined:
      return segment.to === undefined ? 'running' : 'succeeded'
    default:
      return 'muted'
  }
}

function titleOf(segment: Segment, length: number): string {
  const again = segment.attempt > 1 ? `Attempt ${segment.attempt} · ` : ''
  return `${again}${KIND_WORDS[segment.kind]} ${formatDuration(length)}${segment.outcome === 'failed' ? ' · failed' : ''}`
}

/** Bars of one row. Segments of no length keep a hair's breadth so that they can be seen. */
export function barsOf(segments: readonly Segment[], scale: TimeScale, now: number): GanttBar[] {
  return segments.map((segment, index) => {
    const to = segment.to ?? Math.max(now, segment.from)
    const left = scale.toX(segment.from) * 100
    return {
      key: `${segment.attempt}-${segment.kind}-${index}`,
      left,
      width: Math.max(scale.toX(to) * 100 - left, 0),
      look: segment.kind,
      tone: toneOf(segment),
      title: titleOf(segment, to - segment.from),
      open: segment.to === undefined,
    }
  })
}

/** Time a node worked and time it queued, over all attempts, in ms. */
export function totalsOf(segments: readonly Segment[], now: number): { run: number; queue: number; wait: number; attempts: number } {
  const totals = { run: 0, queue: 0, wait: 0, attempts: 0 }
  for (const segment of segments) {
    const length = (segment.to ?? Math.max(now, segment.from)) - segment.from
    if (segment.kind === 'run') totals.run += length
    else if (segment.kind === 'queue') totals.queue += length
    else totals.wait += length
    totals.attempts = Math.max(totals.attempts, segment.attempt)
  }
  return totals
}
