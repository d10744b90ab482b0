import { useEffect } from 'react'
import type { XY } from '../../../ui/canvas/point.ts'

/** Somebody asks for a menu: at an element, and where on the screen. */
export interface MenuCall {
  element: Element
  screen: XY
  byKeys: boolean
  /** What had the focus before the button was pressed. */
  before: Element | null
}

/** How long a finger rests until it means a menu, in ms, and how far it may slip meanwhile, in pixels. */
const LONG_TOUCH_MS = 550
const SLIP = 10

const isMenuKey = ({ key, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent) =>
  (key === 'ContextMenu' || (key === 'F10' && shiftKey)) && !ctrlKey && !altKey && !metaKey

/**
 * Hears the three ways to ask for a menu: the right button, the key for it (no browser of Apple knows one), and a finger that rests (Safari
 * says nothing of it). `called` answers whether a menu came: the browser's own one comes otherwise. It must be stable.
 */
export function useMenuCalls(called: (call: MenuCall) => boolean): void {
  useEffect(() => {
    const off = new AbortController()
    let before: Element | null = null
    const touch = longTouch((element, screen) => called({ element, screen, byKeys: false, before }))
    const onDown = (event: PointerEvent) => {
      before = document.activeElement
      touch.down(event)
    }
    const onMenu = (event: MouseEvent) => {
      if (!(event.target instanceof Element)) return
      const already = touch.took()
      touch.forget()
      if (already || called({ element: event.target, screen: { x: event.clientX, y: event.clientY }, byKeys: false, before })) event.preventDefault()
    }
    const onKey = (event: KeyboardEvent) => {
      if (!isMenuKey(event) || event.defaultPrevented || !(event.target instanceof Element)) return
      if (called({ element: event.target, screen: { x: 0, y: 0 }, byKeys: true, before: event.target })) event.preventDefault()
    }
    const listening = { signal: off.signal }
    window.addEventListener('contextmenu', onMenu, listening)
    window.addEventListener('keydown', onKey, listening)
    window.addEventListener('pointerdown', onDown, { ...listening, capture: true })
    window.addEventListener('pointermove', touch.move, { ...listening, capture: true, passive: true })
    // The browser makes a click of a finger that is lifted, which would close what it opened.
    window.addEventListener('touchend', (event) => (touch.took() ? event.preventDefault() : undefined), { ...listening, capture: true, passive: false })
    for (const end of ['pointerup', 'pointercancel'] as const) window.addEventListener(end, touch.forget, { ...listening, capture: true })
    return () => {
      off.abort()
      touch.forget()
    }
  }, [called])
}

/** A finger that rests; two fingers mean something else. */
function longTouch(rested: (element: Element, at: XY) => boolean) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let start: XY = { x: 0, y: 0 }
  let taken = false
  const forget = () => clearTimeout(timer)
  return {
    forget,
    /** Whether the finger that is down has called already: some browsers say the same in their own way after that. */
    took: () => taken,
    down: ({ pointerType, isPrimary, target, clientX, clientY }: PointerEvent) => {
      forget()
      taken = false
      if (pointerType !== 'touch' || !isPrimary || !(target instanceof Element)) return
      start = { x: clientX, y: clientY }
      timer = setTimeout(() => {
        taken = rested(target, start)
      }, LONG_TOUCH_MS)
    },
    move: ({ pointerType, clientX, clientY }: PointerEvent) => {
      if (pointerType === 'touch' && Math.hypot(clientX - start.x, clientY - start.y) > SLIP) forget()
    },
  }
}
