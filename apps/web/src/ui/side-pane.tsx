import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import { inBrowser } from '../lib/browser-storage.ts'
import { cx } from './class-names.ts'
import { type PaneSizes, paneSize, rememberedSize } from './pane-size.ts'
import type { RegionName } from './regions.ts'

export interface SidePaneProps {
  /** Accessible name of the pane, where it is a place of its own. */
  label?: string
  /** Accessible name of the edge that is pulled. */
  separator: string
  size: PaneSizes
  /** The edge that is pulled: the pane stands at the end of a row, or below in a column. */
  edge?: 'left' | 'top'
  /** What is left for whatever stands beside it, in pixels. */
  beside?: number
  /** Where this browser keeps the size; it begins anew every time without. */
  remember?: string
  /** The part of the page it is for F6. */
  part?: RegionName
  className?: string
  children: ReactNode
}

const STEP = 16
const SEPARATOR = {
  left: { line: 'w-px cursor-ew-resize after:inset-y-0 after:-inset-x-1.5', orientation: 'vertical', larger: 'ArrowLeft', smaller: 'ArrowRight' },
  top: { line: 'h-px cursor-ns-resize after:inset-x-0 after:-inset-y-1.5', orientation: 'horizontal', larger: 'ArrowUp', smaller: 'ArrowDown' },
} as const

/** A pane at the end of a row or column whose size is pulled by its edge, with the pointer or the arrow keys. */
export function SidePane({ label, separator, size, edge = 'left', beside = 320, remember, part, className, children }: SidePaneProps) {
  const [wanted, setWanted] = useState(() => (remember ? rememberedSize(inBrowser.recall(remember), size) : size.start))
  const pulled = useRef<{ from: number; size: number } | undefined>(undefined)
  const { line, orientation, larger, smaller } = SEPARATOR[edge]
  const least = size.collapsed ?? size.least
  const resize = (next: number) => {
    const taken = paneSize(next, size)
    setWanted(taken)
    if (remember) inBrowser.keep(remember, String(taken))
  }
  function onKeyDown(event: KeyboardEvent) {
    // From collapsed, a step leads to the least size and not back.
    const grown = wanted < size.least ? size.least : wanted + STEP
    const shrunk = wanted <= size.least ? least : wanted - STEP
    const next = { [larger]: grown, [smaller]: shrunk, Home: least, End: size.most }[event.key]
    if (next === undefined) return
    event.preventDefault()
    resize(next)
  }
  const along = (event: PointerEvent) => (edge === 'left' ? event.clientX : event.clientY)
  function onPointerDown(event: PointerEvent) {
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    pulled.current = { from: along(event), size: wanted }
  }
  const most = `max(${least}px, calc(100% - ${beside}px))`
  const style = { flex: `0 1 ${wanted}px`, ...(edge === 'left' ? { maxWidth: most } : { maxHeight: most }) }
  return (
    <>
      <div
        role="separator"
        tabIndex={0}
        aria-orientation={orientation}
        aria-label={separator}
        aria-valuenow={wanted}
        aria-valuemin={least}
        aria-valuemax={size.most}
        className={cx(
          'relative shrink-0 touch-none bg-line transition-colors duration-[120ms] after:absolute after:z-10 hover:bg-accent focus-visible:bg-accent focus-visible:outline-2 focus-visible:outline-(--focus)',
          line,
        )}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={(event) => {
          if (pulled.current) resize(pulled.current.size + pulled.current.from - along(event))
        }}
        onLostPointerCapture={() => {
          pulled.current = undefined
        }}
      />
      {label === undefined ? (
        <div data-region={part} className={className} style={style}>
          {children}
        </div>
      ) : (
        <aside data-region={part} aria-label={label} className={className} style={style}>
          {children}
        </aside>
      )}
    </>
  )
}
