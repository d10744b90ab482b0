import type { ChainPatch } from '@aob/schemas'
import { GitCommitVertical } from 'lucide-react'
import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef, useState } from 'react'
import { Avatar } from '../../ui/actor-badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { useWidth } from '../../ui/use-width.ts'
import { indexAfterKey, indexAt, tickAt, ticksOf } from './track.ts'

export interface PatchTrackProps {
  patches: readonly ChainPatch[]
  /** Version shown: 0 is the base, `patches.length` the newest. */
  index: number
  /** What a screen reader says of a version. */
  describe: (index: number) => string
  onChange: (index: number) => void
}

/** The slider over all versions of a run's graph: one tick per patch, its author on it. */
export function PatchTrack({ patches, index, describe, onChange }: PatchTrackProps) {
  const count = patches.length
  const track = useRef<HTMLDivElement>(null)
  const width = useWidth(track)
  const [hovered, setHovered] = useState<number | undefined>(undefined)
  // Asked of the browser at the begin of a gesture only: in between it would lay the page out anew for each move.
  const place = useRef<DOMRect | undefined>(undefined)
  const measure = () => {
    place.current = track.current?.getBoundingClientRect()
  }
  const at = (event: PointerEvent) => {
    const box = place.current
    return box && box.width > 0 ? indexAt((event.clientX - box.left) / box.width, count) : index
  }
  const go = (next: number) => {
    if (next !== index) onChange(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = indexAfterKey(event.key, index, count)
    if (next === undefined) return
    event.preventDefault()
    go(next)
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Version of the graph"
      aria-valuemin={0}
      aria-valuemax={count}
      aria-valuenow={index}
      aria-valuetext={describe(index)}
      className="group relative h-full min-w-0 flex-1 cursor-pointer touch-none px-3 outline-none"
      onKeyDown={onKeyDown}
      onPointerEnter={measure}
      onPointerDown={(event) => {
        measure()
        event.currentTarget.setPointerCapture(event.pointerId)
        go(at(event))
      }}
      onPointerMove={(event) => {
        const under = at(event)
        setHovered(under)
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(under)
      }}
      onPointerLeave={() => setHovered(undefined)}
    >
      <div ref={track} className="relative h-full">
        <span className="absolute inset-x-0 top-1/2 h-[3px] -translate-y-1/2 rounded-full bg-surface-3" />
        <span className="absolute top-1/2 left-0 h-[3px] -translate-y-1/2 rounded-full bg-accent" style={{ width: `${tickAt(index, count) * 100}%` }} />
        <Lines count={count} width={width} index={index} />
        {ticksOf('avatar', count, width).map((tick) => (
          <AuthorTick key={tick} at={tickAt(tick, count)} patch={patches[tick - 1]} passed={tick <= index} />
        ))}
        {/* No transition: it stays under the pointer, and each frame of one would paint the page again. */}
        <span className="pointer-events-none absolute inset-0" style={{ transform: `translateX(${tickAt(index, count) * 100}%)` }}>
          <span
            data-thumb={index}
            className="absolute top-1/2 left-0 size-7 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-accent group-focus-visible:outline-2 group-focus-visible:outline-[var(--focus)] group-focus-visible:outline-offset-2"
          />
        </span>
        {hovered === undefined ? null : <Hint text={describe(hovered)} at={tickAt(hovered, count)} />}
      </div>
    </div>
  )
}

/** All ticks that are only lines, as two shapes: an element for each would be the most of this page, and a step along them visits all. */
const Lines = memo(function Lines({ count, width, index }: { count: number; width: number; index: number }) {
  const lines = useMemo(() => ticksOf('tick', count, width), [count, width])
  const drawn = (ticks: readonly number[]) => ticks.map((tick) => `M${tick} 0V1`).join('')
  const line = { vectorEffect: 'non-scaling-stroke', strokeWidth: 2 } as const
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${count} 1`}
      preserveAspectRatio="none"
      className="pointer-events-none absolute inset-x-0 top-1/2 h-3 w-full -translate-y-1/2 overflow-visible"
    >
      <path d={drawn(lines.filter((tick) => tick <= index))} stroke="var(--accent)" {...line} />
      <path d={drawn(lines.filter((tick) => tick > index))} stroke="var(--border-strong)" {...line} />
    </svg>
  )
})

/** A version with its author on it; without one it is the base. */
const AuthorTick = memo(function AuthorTick({ at, patch, passed }: { at: number; patch: ChainPatch | undefined; passed: boolean }) {
  return (
    <span className="absolute top-1/2 -translate-x-1/2 -translate-y-1/2" style={{ left: `${at * 100}%` }}>
      <span className={cx('block rounded-full ring-2 ring-[var(--surface)]', !passed && 'opacity-55')}>
        {patch ? (
          <Avatar actor={patch.actor} size={20} />
        ) : (
          <span className="flex size-5 items-center justify-center rounded-full bg-surface-3 text-ink-2">
            <GitCommitVertical size={13} aria-hidden />
          </span>
        )}
      </span>
    </span>
  )
})

function Hint({ text, at }: { text: string; at: number }) {
  const shift = at < 0.15 ? 'translate-x-0' : at > 0.85 ? '-translate-x-full' : '-translate-x-1/2'
  return (
    <span
      aria-hidden
      className={cx(
        'pointer-events-none absolute bottom-[calc(100%+2px)] z-20 max-w-72 truncate rounded-lg border border-line bg-surface px-2.5 py-1.5 text-sm shadow-pop',
        shift,
      )}
      style={{ left: `${at * 100}%` }}
    >
      {text}
    </span>
  )
}
