/** The way of F6 through the parts of a page, and where in each the focus lands. */
import type { RegionName } from './regions.ts'

/** The order of F6. */
const ORDER = ['main', 'canvas', 'inspector', 'below', 'bar', 'rail', 'side'] as const satisfies readonly RegionName[]

/** Where the first thing to do is, if it is not the first thing at all. Looked for in the order of the page. */
const STARTS: Partial<Record<RegionName, string>> = {
  canvas: ':is(.react-flow__node, .react-flow__edge)[tabindex="0"], [data-region-start]',
  inspector: '[role=tabpanel]:not([hidden]), [data-region-start]',
  below: '[data-region-start]',
  bar: '[data-region-start]',
  side: '[data-region-start], [role=treeitem][tabindex="0"]',
}

/** The region a step leads to from one of several in a circle; without one to begin with, to the first or the last. */
export function regionAfter(at: number, count: number, step: 1 | -1): number {
  return at < 0 ? (step === 1 ? 0 : count - 1) : (at + step + count) % count
}

/** What had the focus when its region was left: it has it again, as long as it is there. */
const remembered = new WeakMap<Element, HTMLElement>()

/** Goes to the next region of the page, or the one before; false where there is none to go to. */
export function stepRegion(step: 1 | -1): boolean {
  const regions = regionsOf(document)
  const active = document.activeElement
  const at = active ? regions.findLastIndex((one) => one.contains(active)) : -1
  const here = regions[at]
  if (here && active instanceof HTMLElement) remembered.set(here, active)
  for (let tried = 0, next = at; tried < regions.length; tried += 1) {
    next = regionAfter(next, regions.length, step)
    const there = regions[next]
    if (there && there !== here && enter(there)) return true
  }
  return false
}

/** Goes to the first thing to do in a region. */
export function goToRegion(name: RegionName): boolean {
  const there = regionsOf(document).find((one) => one.dataset.region === name)
  return there !== undefined && enter(there, { anew: true })
}

/** What has not come by then is not waited for any more, in ms. */
const COMES_MS = 10_000

/**
 * The same where the code of a region may still be on its way: the key is answered when the region stands, unless the person has gone on
 * to something else meanwhile.
 */
export function goWhenThere(name: RegionName): void {
  if (goToRegion(name)) return
  const here = document.activeElement
  const stop = () => {
    coming.disconnect()
    clearTimeout(late)
    for (const gesture of GESTURES) window.removeEventListener(gesture, stop, { capture: true })
  }
  const coming = new MutationObserver(() => {
    if (document.activeElement !== here || goToRegion(name)) stop()
  })
  const late = setTimeout(stop, COMES_MS)
  coming.observe(document.body, { childList: true, subtree: true })
  for (const gesture of GESTURES) window.addEventListener(gesture, stop, { capture: true })
}

const GESTURES = ['keydown', 'pointerdown'] as const

function regionsOf(page: Document): HTMLElement[] {
  const all = [...page.querySelectorAll<HTMLElement>('[data-region]')].filter(isShown)
  // What is divided further is not a place of its own.
  const parts = all.filter((one) => !all.some((other) => other !== one && one.contains(other)))
  const names: readonly string[] = ORDER
  const rank = ({ dataset }: HTMLElement) => names.indexOf(dataset.region ?? '')
  return parts.sort((one, other) => rank(one) - rank(other))
}

function enter(there: HTMLElement, { anew = false } = {}): boolean {
  const before = anew ? undefined : remembered.get(there)
  const target = before?.isConnected && there.contains(before) && isTabbable(before) ? before : startOf(there)
  target?.focus()
  return target !== undefined
}

function startOf(there: HTMLElement): HTMLElement | undefined {
  const selector = ORDER.flatMap((name) => (name === there.dataset.region ? (STARTS[name] ?? []) : [])).join()
  const starts = selector === '' ? [] : [...there.querySelectorAll<HTMLElement>(selector)].filter(isShown)
  for (const start of starts) {
    if (isTabbable(start) && start.role !== 'tabpanel') return start
    const first = tabbables(start)[0] ?? (isTabbable(start) ? start : undefined)
    if (first) return first
  }
  return tabbables(there)[0] ?? (isTabbable(there) ? there : undefined)
}

const CONTROLS = 'a[href], button, input, select, textarea, [tabindex], [contenteditable=true], summary'

const tabbables = (within: HTMLElement) => [...within.querySelectorAll<HTMLElement>(CONTROLS)].filter(isTabbable)

function isTabbable(element: HTMLElement): boolean {
  return element.tabIndex >= 0 && !element.matches(':disabled, [type=hidden]') && isShown(element)
}

const isShown = (element: Element) => element.getClientRects().length > 0 && element.closest('[inert], [aria-hidden=true]') === null
