export type Side = 'top' | 'right' | 'bottom' | 'left'

interface Size {
  width: number
  height: number
}

/** Kept free between what floats and the rim of the window, in pixels. */
const RIM = 8

const OPPOSITE: Readonly<Record<Side, Side>> = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' }

/**
 * The corner of something that floats beside an element, in window pixels: on the wanted side, on the other one where only that has
 * room, and never beyond the rim of the window as far as it fits.
 */
export function placeBeside(anchor: DOMRectReadOnly, size: Size, window: Size, side: Side, gap: number): { left: number; top: number } {
  const room: Readonly<Record<Side, number>> = {
    top: anchor.top,
    bottom: window.height - anchor.bottom,
    left: anchor.left,
    right: window.width - anchor.right,
  }
  const needed = (side === 'top' || side === 'bottom' ? size.height : size.width) + gap + RIM
  const chosen = room[side] < needed && room[OPPOSITE[side]] > room[side] ? OPPOSITE[side] : side
  const centred = { left: anchor.left + (anchor.width - size.width) / 2, top: anchor.top + (anchor.height - size.height) / 2 }
  const place = {
    top: { left: centred.left, top: anchor.top - gap - size.height },
    bottom: { left: centred.left, top: anchor.bottom + gap },
    left: { left: anchor.left - gap - size.width, top: centred.top },
    right: { left: anchor.right + gap, top: centred.top },
  }[chosen]
  return { left: within(place.left, size.width, window.width), top: within(place.top, size.height, window.height) }
}

function within(start: number, length: number, available: number): number {
  return Math.max(RIM, Math.min(start, available - RIM - length))
}
