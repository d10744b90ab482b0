import { cloneElement, type FocusEvent, type PointerEvent, type ReactElement, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useStore } from 'zustand'
import { placeBeside, type Side } from './floating-place.ts'
import { Kbd } from './kbd.tsx'
import { hideTooltip, keepTooltip, leaveTooltip, offerTooltip, type ShownTooltip, tooltipStore } from './tooltip-store.ts'

const TOOLTIP_ID = 'tooltip'
const GAP = 6
const selectShown = (state: { shown: ShownTooltip | undefined }) => state.shown

interface Handlers {
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void
  onPointerLeave?: (event: PointerEvent<HTMLElement>) => void
  onPointerDown?: (event: PointerEvent<HTMLElement>) => void
  onFocus?: (event: FocusEvent<HTMLElement>) => void
  onBlur?: (event: FocusEvent<HTMLElement>) => void
  'aria-describedby'?: string
}

interface TooltipProps {
  content: ReactNode
  shortcut?: string
  side?: Side
  /** One element that passes its handlers on. */
  children: ReactElement<Handlers>
}

/** Explains its one child on hover and focus; Escape takes it away. Without content the child is rendered alone. */
export function Tooltip({ content, shortcut, side = 'bottom', children }: TooltipProps) {
  const anchor = useRef<HTMLElement | undefined>(undefined)
  const words = useRef({ content, shortcut, side })
  words.current = { content, shortcut, side }
  useEffect(() => () => hideTooltip(anchor.current), [])
  if (!content) return children
  const offer = (element: HTMLElement, now: boolean) => {
    anchor.current = element
    offerTooltip({ ...words.current, anchor: element }, now)
  }
  const { props } = children
  return cloneElement(children, {
    onPointerEnter: (event: PointerEvent<HTMLElement>) => {
      props.onPointerEnter?.(event)
      if (event.pointerType !== 'touch') offer(event.currentTarget, false)
    },
    onPointerLeave: (event: PointerEvent<HTMLElement>) => {
      props.onPointerLeave?.(event)
      leaveTooltip(event.currentTarget)
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      props.onPointerDown?.(event)
      hideTooltip(event.currentTarget)
    },
    onFocus: (event: FocusEvent<HTMLElement>) => {
      props.onFocus?.(event)
      if (event.currentTarget.matches(':focus-visible')) offer(event.currentTarget, true)
    },
    onBlur: (event: FocusEvent<HTMLElement>) => {
      props.onBlur?.(event)
      hideTooltip(event.currentTarget)
    },
  })
}

/** Draws the tooltip there is; once for the page. */
export function TooltipLayer() {
  const shown = useStore(tooltipStore, selectShown)
  return shown ? createPortal(<Bubble tooltip={shown} />, document.body) : null
}

function Bubble({ tooltip }: { tooltip: ShownTooltip }) {
  const { anchor, content, shortcut, side } = tooltip
  const bubble = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<{ left: number; top: number } | undefined>(undefined)
  useLayoutEffect(() => {
    const size = bubble.current?.getBoundingClientRect()
    if (size) setPlace(placeBeside(anchor.getBoundingClientRect(), size, { width: window.innerWidth, height: window.innerHeight }, side, GAP))
  }, [anchor, side])
  useEffect(() => {
    const before = anchor.getAttribute('aria-describedby')
    // Its name is on the element already; only what says more is worth being read.
    if (before === null && bubble.current?.textContent !== anchor.getAttribute('aria-label')) anchor.setAttribute('aria-describedby', TOOLTIP_ID)
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && hideTooltip()
    const hide = () => hideTooltip()
    let pointedAt = false
    // It may be read with the pointer on it, and is in nobody's way: a press goes to what lies below.
    const onMove = ({ clientX, clientY, pointerType }: globalThis.PointerEvent) => {
      const box = bubble.current?.getBoundingClientRect()
      if (!box || pointerType === 'touch') return
      const inside = clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom
      if (inside && !pointedAt) keepTooltip()
      if (!inside && pointedAt) leaveTooltip(anchor)
      pointedAt = inside
    }
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerdown', hide, { capture: true })
    window.addEventListener('keydown', onKey, { capture: true })
    window.addEventListener('scroll', hide, { capture: true })
    return () => {
      if (before === null) anchor.removeAttribute('aria-describedby')
      window.removeEventListener('keydown', onKey, { capture: true })
      window.removeEventListener('scroll', hide, { capture: true })
      window.removeEventListener('pointermove', onMove)
      window.removeEventListener('pointerdown', hide, { capture: true })
    }
  }, [anchor])
  return (
    <div
      ref={bubble}
      id={TOOLTIP_ID}
      role="tooltip"
      className="pop-in pointer-events-none fixed z-70 flex max-w-72 items-center gap-2 rounded-lg border border-line bg-surface px-2.5 py-1.5 text-ink text-sm shadow-pop"
      style={place ?? { left: 0, top: 0, visibility: 'hidden' }}
    >
      <span className="min-w-0">{content}</span>
      {shortcut ? <Kbd keys={shortcut} /> : null}
    </div>
  )
}
