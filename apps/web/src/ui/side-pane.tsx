import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'

export interface SidePaneProps {
  /** Accessible name of the pane. */
  label: string
  width: { start: number; least: number; most: number }
  className?: string
  children: ReactNode
}

/** What is left for whatever stands beside it, in pixels. */
const LEAST_BESIDE = 320
const STEP = 16

/** A pane at the right end of a row whose width is pulled by its left edge, with the pointer or the arrow keys. */
export function SidePane({ label, width: { start, least, most }, className, children }: SidePaneProps) {
  const [wanted, setWanted] = useState(start)
  const pulled = useRef<{ x: number; width: number } | undefined>(undefined)
  const resize = (width: number) => setWanted(Math.round(Math.min(most, Math.max(least, width))))
  const keys: Readonly<Record<string, number>> = { ArrowLeft: wanted + STEP, ArrowRight: wanted - STEP, Home: least, End: most }
  function onKeyDown(event: KeyboardEvent) {
    const width = keys[event.key]
    if (width === undefined) return
    event.preventDefault()
    resize(width)
  }
  function onPointerDown(event: PointerEvent) {
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    pulled.current = { x: event.clientX, width: wanted }
  }
  return (
    <>
      <div
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={`Width of the ${label.toLowerCase()}`}
        aria-valuenow={wanted}
        aria-valuemin={least}
        aria-valuemax={most}
        className="relative w-px shrink-0 cursor-ew-resize touch-none bg-line outline-none transition-colors duration-[120ms] after:absolute after:inset-y-0 after:-inset-x-1.5 after:z-10 hover:bg-accent focus-visible:bg-accent"
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={(event) => {
          if (pulled.current) resize(pulled.current.width + pulled.current.x - event.clientX)
        }}
        onLostPointerCapture={() => {
          pulled.current = undefined
        }}
      />
      <aside aria-label={label} className={className} style={{ flex: `0 1 ${wanted}px`, maxWidth: `max(${least}px, calc(100% - ${LEAST_BESIDE}px))` }}>
        {children}
      </aside>
    </>
  )
}
