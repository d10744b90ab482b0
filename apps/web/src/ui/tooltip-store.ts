import type { ReactNode } from 'react'
import { createStore } from 'zustand/vanilla'
import type { Side } from './floating-place.ts'

export interface TooltipWords {
  content: ReactNode
  shortcut?: string
  side: Side
}

export interface ShownTooltip extends TooltipWords {
  /** What it explains. */
  anchor: HTMLElement
}

/** Pointing this long shows a tooltip; soon after another one it shows at once. In ms. */
const DELAY_MS = 350
const SKIP_MS = 150
/** Time for the pointer to get from what is explained to the explanation, which may be long. */
const CROSSING_MS = 100

/** The one tooltip on the screen. */
export const tooltipStore = createStore<{ shown: ShownTooltip | undefined }>(() => ({ shown: undefined }))

let timer: ReturnType<typeof setTimeout> | undefined
let hiddenAt = Number.NEGATIVE_INFINITY
/** The pointer is on the tooltip, and what lies below it has to wait with its own. */
let pointedAt = false

/** Shows it after a moment; at once when `now`, as for the keyboard. */
export function offerTooltip(tooltip: ShownTooltip, now: boolean): void {
  if (pointedAt && !now) return
  clearTimeout(timer)
  const show = () => tooltipStore.setState({ shown: tooltip })
  if (now || tooltipStore.getState().shown || performance.now() - hiddenAt < SKIP_MS) show()
  else timer = setTimeout(show, DELAY_MS)
}

/** Takes the tooltip of an element away unless the pointer goes on to the tooltip itself. */
export function leaveTooltip(anchor: HTMLElement): void {
  pointedAt = false
  clearTimeout(timer)
  timer = setTimeout(() => hideTooltip(anchor), CROSSING_MS)
}

/** The pointer is on the tooltip: it stays. */
export function keepTooltip(): void {
  pointedAt = true
  clearTimeout(timer)
}

/** Takes the tooltip of an element away, also one that is still to come; whichever there is without an element. */
export function hideTooltip(anchor?: HTMLElement): void {
  clearTimeout(timer)
  const { shown } = tooltipStore.getState()
  if (!shown || (anchor && shown.anchor !== anchor)) return
  hiddenAt = performance.now()
  pointedAt = false
  tooltipStore.setState({ shown: undefined })
}
