import { useStoreApi } from '@xyflow/react'
import { type FocusEvent, type KeyboardEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { loadedAfterFirstView } from '../../lib/first-view.ts'
import { CAMERA_MS } from './camera.ts'
import { boxOf, cardNear, type Item, itemOf, sameItem } from './card-walk.ts'
import { freeViewOf, viewportAround } from './free-canvas.ts'
import type { Scene } from './scene.ts'
import type { CanvasSelection } from './selection.ts'
import type { Box } from './spatial-grid.ts'
import { useCamera } from './use-camera.ts'
import { isWithin, viewBoxOf } from './view-box.ts'

export interface RovingInput {
  scene: Scene
  selection: CanvasSelection
  onSelectionChange: ((selection: CanvasSelection) => void) | undefined
  section: RefObject<HTMLElement | null>
  /** Arrows move what is selected. */
  editable: boolean
}

interface Reach {
  item: Item | undefined
  /** Where it stands, for when it is gone. */
  box: Box | undefined
  /** What was selected when this was found. */
  selection: CanvasSelection
  scene: Scene
}

/** How the focus came to a card or connection; undefined while it is elsewhere. */
type By = 'keys' | 'pointer' | undefined

const SOMETHING = '.react-flow__node, .react-flow__edge'

/**
 * The canvas is one stop of Tab: it leads to the card or connection that was last chosen, and arrows go on from there.
 *
 * - R1 what is selected is what Tab leads to; while a card or connection has the focus, the focus goes along with the selection.
 * - R2 when what has the focus is removed, the nearest card has it, and without one the canvas.
 * - R3 arrows go to the nearest card, unless they move what is selected.
 * - R4 Enter and Space select what has the focus; Shift+Space adds it, or takes it away.
 * - R5 whoever comes back from a dialog in which something else was chosen comes back to that.
 * - R6 when something was chosen and the focus is nowhere, or on the canvas as a whole, it is on what was chosen, once that is mounted.
 */
export function useRovingFocus(input: RovingInput) {
  const { scene, selection, section } = input
  const reach = useReach(scene, selection)
  const { item } = reach.current
  const [inside, setInside] = useState<By>()
  const moving = useRef(false)
  const left = useRef<CanvasSelection | undefined>(undefined)
  const bring = useBringIntoView()

  useLayoutEffect(() => {
    const canvas = section.current
    if (!inside || !canvas) return
    const active = document.activeElement
    // Nobody takes the focus away from somewhere else.
    if (active !== document.body && active !== canvas && !(active && canvas.contains(active) && active.matches(SOMETHING))) return
    const wanted = item ? elementOf(canvas, item) : undefined
    if (!wanted && (item || active !== document.body)) return
    moving.current = true
    ;(wanted ?? canvas).focus({ preventScroll: true })
    moving.current = false
  })

  const takeChosen = useFocusFromNowhere(section, reach.current)
  useLayoutEffect(takeChosen)

  const onFocus = (event: FocusEvent) => {
    const focused = itemAt(event.target)
    const visible = event.target.matches(':focus-visible')
    setInside(focused === undefined ? undefined : visible ? 'keys' : 'pointer')
    if (!focused || moving.current) return
    const chosen = event.relatedTarget === null && left.current !== undefined && left.current !== selection ? itemOf(selection, undefined) : undefined
    left.current = undefined
    reach.go(chosen ?? focused)
    const box = boxOf(scene, chosen ?? focused)
    if (box && visible) bring(box)
  }
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    left.current = selection
    if (!(relatedTarget instanceof Element && section.current?.contains(relatedTarget) && itemAt(relatedTarget))) setInside(undefined)
  }
  const onKeyDown = useCanvasKeys(input, (next) => {
    setInside('keys')
    reach.go({ kind: 'node', id: next })
    const box = scene.places.get(next)
    if (box) bring(box)
  })
  const held = inside === 'keys' && item?.kind === 'node' ? item.id : undefined
  return { reached: item, held, handlers: { onFocus, onBlur, onKeyDown } }
}

/** What Tab leads to: what was reached by keys or chosen last, as long as it is there. */
function useReach(scene: Scene, selection: CanvasSelection) {
  const [state, setState] = useState<Reach>(() => reachOf({ item: undefined, box: undefined }, scene, selection))
  const stale = state.scene !== scene || state.selection !== selection
  const current = stale
    ? reachOf(state.selection === selection ? state : { ...state, item: itemOf(selection, state.item) ?? state.item }, scene, selection)
    : state
  if (stale) setState(current)
  const go = (item: Item) => {
    if (!sameItem(item, current.item)) setState(reachOf({ item, box: undefined }, scene, selection))
  }
  return { current, go }
}

function reachOf({ item, box }: Pick<Reach, 'item' | 'box'>, scene: Scene, selection: CanvasSelection): Reach {
  const standing = item && boxOf(scene, item)
  if (item && standing) return { item, box: standing, scene, selection }
  const instead = box && cardNear(scene, box)
  return { item: instead === undefined ? undefined : { kind: 'node', id: instead }, box, scene, selection }
}

/** R6: the form that had the focus went with what it was for, or the page has only just come up. Answers what takes it when cards have come. */
function useFocusFromNowhere(section: RefObject<HTMLElement | null>, { item, selection }: Reach): () => void {
  const latest = useRef(item)
  latest.current = item
  const awaited = useRef(false)
  const take = useCallback(() => {
    const [canvas, chosen, active] = [section.current, latest.current, document.activeElement]
    if (!awaited.current || !canvas || !chosen) return
    const found = active === document.body || active === canvas ? elementOf(canvas, chosen) : undefined
    // Whoever has gone on meanwhile is not called back.
    awaited.current = found === undefined && (active === document.body || active === canvas)
    found?.focus({ preventScroll: true })
  }, [section])
  useEffect(() => {
    awaited.current = false
    if (selection.nodes.length + selection.edges.length === 0) return
    // A dialog that closes now hands the focus back in a timer; this is the one after it.
    let timer = setTimeout(() => {
      timer = setTimeout(() => {
        awaited.current = true
        take()
      })
    })
    return () => clearTimeout(timer)
  }, [selection, take])
  return take
}

/** R3 and R4: what the keys do comes along when the page stands. */
function useCanvasKeys(input: RovingInput, go: (nodeId: string) => void) {
  const store = useStoreApi()
  const keys = useRef<typeof import('./canvas-keys.ts') | undefined>(undefined)
  useEffect(() => {
    void loadedAfterFirstView('The keys of the canvas', () => import('./canvas-keys.ts')).then((loaded) => {
      keys.current = loaded
    })
  }, [])
  return (event: KeyboardEvent) => {
    const item = itemAt(event.target)
    if (item || event.target === input.section.current) keys.current?.pressed(event, { ...input, item, view: viewBoxOf(store.getState()), go })
  }
}

/** Brings what has the focus into view, at the zoom there is. */
function useBringIntoView(): (box: Box) => void {
  const camera = useCamera()
  return useCallback(
    (box) => {
      const view = camera.getViewport()
      const seen = freeViewOf(view)
      const there = seen && !isWithin(box, seen) ? viewportAround(box, view.zoom) : undefined
      if (there) void camera.setViewport(there, { duration: CAMERA_MS })
    },
    [camera],
  )
}

/** Cards that stay mounted: those that are held anyway, and the one that has the focus. */
export function useHeldWith(held: ReadonlySet<string>, focused: string | undefined): ReadonlySet<string> {
  return useMemo(() => (focused === undefined || held.has(focused) ? held : new Set([...held, focused])), [held, focused])
}

/** The card or connection an element is, not one it is in. */
function itemAt(target: EventTarget): Item | undefined {
  if (!(target instanceof Element) || !target.matches(SOMETHING)) return undefined
  const id = target.getAttribute('data-id')
  return id === null ? undefined : { kind: target.matches('.react-flow__node') ? 'node' : 'edge', id }
}

function elementOf(canvas: HTMLElement, { kind, id }: Item): (Element & HTMLOrSVGElement) | undefined {
  const found = canvas.querySelector(`.react-flow__${kind}[data-id="${CSS.escape(id)}"]`)
  return found instanceof HTMLElement || found instanceof SVGElement ? found : undefined
}
