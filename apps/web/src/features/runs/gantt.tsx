import { Timer } from 'lucide-react'
import { memo, type RefObject, useEffect, useMemo, useRef } from 'react'
import type { RunModel } from '../../stores/run-model.ts'
import { axisTicks, type TimeScale, timeScale } from '../../stores/time-scale.ts'
import { cx } from '../../ui/class-names.ts'
import { formatDuration } from '../../ui/duration.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { StatusIcon } from '../../ui/status-icon.tsx'
import { STATUS_LOOKS, type StatusWord, wordOfNode } from '../../ui/status-vocabulary.ts'
import { useWidth } from '../../ui/use-width.ts'
import './gantt.css'
import { barsOf, totalsOf } from './gantt-bars.ts'
import { useNow } from './use-now.ts'

export interface GanttProps {
  model: RunModel
  /** Title of a node, by id. */
  nameOf: (nodeId: string) => string
  selectedNodeId: string | undefined
  hoveredNodeId: string | undefined
  onHover: (nodeId: string | undefined) => void
  onSelect: (nodeId: string) => void
}

/** When each node queued, ran, waited and tried again; time in which nothing ran is folded into a notch. */
export const Gantt = memo(function Gantt({ model, nameOf, selectedNodeId, hoveredNodeId, onHover, onSelect }: GanttProps) {
  const open = model.endedAt === undefined
  const list = useFollowedRows(model.rows.length, open)
  const clock = useNow(open)
  const from = model.startedAt ?? clock
  const now = model.endedAt ?? Math.max(clock, from)
  const scale = useMemo(() => timeScale(model.segments, from, now), [model.segments, from, now])
  if (model.rows.length === 0)
    return (
      <EmptyState icon={<Timer size={20} />} title="Nothing has run yet">
        Each node gets a bar here as soon as it is queued.
      </EmptyState>
    )
  return (
    <div ref={list} className="gantt relative pb-2" role="group" aria-label="Timeline of the run by node">
      <Axis scale={scale} />
      <div className="relative">
        <Notches scale={scale} />
        {model.rows.map((nodeId) => (
          <GanttRow
            key={nodeId}
            nodeId={nodeId}
            name={nameOf(nodeId)}
            status={wordOfNode(model.nodes[nodeId]?.status ?? 'idle')}
            segments={model.segments[nodeId] ?? []}
            scale={scale}
            now={now}
            marked={nodeId === hoveredNodeId ? 'hover' : nodeId === selectedNodeId ? 'selected' : undefined}
            onHover={onHover}
            onSelect={onSelect}
          />
        ))}
      </div>
    </div>
  )
})

/** Nearer than this to the end, in pixels, counts as looking at the end. */
const AT_END = 12

/** Keeps the newest row in view while the run goes on, until somebody scrolls away from it. */
function useFollowedRows(count: number, on: boolean): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  useEffect(() => {
    const box = list.current?.closest<HTMLElement>('[role=tabpanel]')
    if (!box || count === 0) return
    if (on && atEnd.current) box.scrollTop = box.scrollHeight
    const note = () => {
      atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END
    }
    box.addEventListener('scroll', note, { passive: true })
    return () => box.removeEventListener('scroll', note)
  }, [count, on])
  return list
}

function Axis({ scale }: { scale: TimeScale }) {
  const axis = useRef<HTMLDivElement>(null)
  const width = useWidth(axis)
  const ticks = width > 0 ? axisTicks(scale, width) : []
  return (
    <div className="gantt-grid sticky top-0 z-10 h-7 border-line border-b bg-surface text-ink-3 text-xs">
      <span className="self-center truncate pl-4">{formatDuration(scale.to - scale.from)} in all</span>
      <div ref={axis} className="relative mr-20 max-sm:mr-14">
        {ticks.map((tick) => (
          <span
            key={tick.offsetMs}
            className="absolute inset-y-0 flex items-center whitespace-nowrap border-line border-l pl-1.5"
            style={{ left: `${tick.x * 100}%` }}
          >
            {tickLabel(tick.offsetMs)}
          </span>
        ))}
        {scale.pieces
          .filter((piece) => piece.compressed)
          .map((piece) => (
            <span
              key={piece.from}
              title={`${formatDuration(piece.to - piece.from)} in which nothing ran, folded`}
              className="@container absolute inset-y-0 flex items-center justify-center overflow-hidden whitespace-nowrap bg-surface-2 font-medium text-ink-2 max-sm:text-transparent"
              style={{ left: `${piece.x0 * 100}%`, width: `${(piece.x1 - piece.x0) * 100}%` }}
            >
              {/* A word that is cut says something else. */}
              <span className="hidden @min-[40px]:inline">{shortDuration(piece.to - piece.from)}</span>
            </span>
          ))}
      </div>
    </div>
  )
}

/** A round offset on the axis: `0`, `250 ms`, `1.5 s`, `2:30`. */
function tickLabel(offsetMs: number): string {
  if (offsetMs === 0) return '0'
  if (offsetMs < 1_000) return `${offsetMs} ms`
  if (offsetMs < 60_000) return `${offsetMs / 1_000} s`
  return `${Math.floor(offsetMs / 60_000)}:${String(Math.floor(offsetMs / 1_000) % 60).padStart(2, '0')}`
}

/** A duration in its largest unit, for tight places. */
function shortDuration(ms: number): string {
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} d`
}

/** Folded idle time: a striped notch over the height of the plot, its real length in the tooltip. */
function Notches({ scale }: { scale: TimeScale }) {
  return (
    <div aria-hidden className="gantt-grid absolute inset-0">
      <span />
      <div className="relative mr-20 max-sm:mr-14">
        {scale.pieces
          .filter((piece) => piece.compressed)
          .map((piece) => (
            <span
              key={piece.from}
              className="gantt-notch absolute inset-y-0"
              style={{ left: `${piece.x0 * 100}%`, width: `${(piece.x1 - piece.x0) * 100}%` }}
            />
          ))}
      </div>
    </div>
  )
}

interface GanttRowProps {
  nodeId: string
  name: string
  status: StatusWord
  segments: RunModel['segments'][string]
  scale: TimeScale
  now: number
  marked: 'hover' | 'selected' | undefined
  onHover: (nodeId: string | undefined) => void
  onSelect: (nodeId: string) => void
}

const GanttRow = memo(function GanttRow({ nodeId, name, status, segments, scale, now, marked, onHover, onSelect }: GanttRowProps) {
  const bars = barsOf(segments, scale, now)
  const totals = totalsOf(segments, now)
  const end = bars[bars.length - 1]
  const spent = totals.run > 0 || totals.wait === 0 ? totals.run : totals.wait
  return (
    <button
      type="button"
      data-row={nodeId}
      aria-pressed={marked === 'selected'}
      onPointerEnter={() => onHover(nodeId)}
      onPointerLeave={() => onHover(undefined)}
      onFocus={() => onHover(nodeId)}
      onBlur={() => onHover(undefined)}
      onClick={() => onSelect(nodeId)}
      className={cx(
        'gantt-grid relative h-7 w-full text-left transition-colors duration-[120ms]',
        marked === 'hover' && 'bg-surface-2',
        marked === 'selected' && 'bg-accent-soft',
      )}
    >
      <span className="flex min-w-0 items-center gap-2 pr-3 pl-4 text-sm">
        <StatusIcon status={status} size={13} />
        <span className="truncate">{name}</span>
        <span className="sr-only">
          {STATUS_LOOKS[status].word}, ran {formatDuration(totals.run)}, queued {formatDuration(totals.queue)}
        </span>
        {totals.attempts > 1 ? <span className="ml-auto shrink-0 text-ink-3 text-xs">×{totals.attempts}</span> : null}
      </span>
      <span aria-hidden className="relative mr-20 max-sm:mr-14">
        {bars.map((bar) => (
          <span
            key={bar.key}
            title={bar.title}
            data-look={bar.look}
            data-tone={bar.tone}
            data-open={bar.open}
            className="gantt-bar"
            style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
          />
        ))}
        {end ? (
          <span
            className="absolute top-1/2 -translate-y-1/2 whitespace-nowrap pl-2 text-ink-3 text-xs tabular-nums"
            style={{ left: `${Math.min(end.left + end.width, 100)}%` }}
          >
            {spent === 0 ? '' : formatDuration(spent)}
          </span>
        ) : null}
      </span>
    </button>
  )
})
