import { type ReactFlowState, useStoreApi } from '@xyflow/react'
import { useEffect, useMemo, useRef, useState } from 'react'
import {
  type CardWindow,
  MANY_NODES,
  MOUNTS_AFTER_OPENING,
  MOUNTS_AT_OPENING,
  openingPace,
  type ShownElements,
  shownElements,
  stepWindow,
} from './card-window.ts'
import { levelAt } from './level-of-detail.ts'
import type { Scene } from './scene.ts'
import { viewBoxOf } from './view-box.ts'

export interface CardWindowView {
  shown: ShownElements
  mounted: ReadonlySet<string>
  /** Cards are still being mounted. */
  waiting: boolean
  /** The graph is painted, and only held cards are mounted. */
  afar: boolean
}

interface Step extends CardWindow {
  afar: boolean
  /** Until the first time nothing waits. */
  opening: boolean
}

const NONE: ReadonlySet<string> = new Set()
const BEFORE = { mounted: NONE, opening: true }

/**
 * Keeps the cards in and around the view mounted, a few more with every frame. `held` must be stable while it is the same;
 * `lifted` says that held cards are on the move, and that their edges go with them.
 */
export function useCardWindow(scene: Scene, held: ReadonlySet<string>, lifted: boolean): CardWindowView {
  const store = useStoreApi()
  const [state, setState] = useState<Step & { scene: Scene; held: ReadonlySet<string> }>(() => ({
    ...stepFrom(BEFORE, scene, held, store.getState(), MOUNTS_AT_OPENING),
    scene,
    held,
  }))
  /** Cards a frame of the opening mounts, and when the last one began. */
  const pace = useRef<{ cards: number; at: number | undefined }>({ cards: MOUNTS_AFTER_OPENING, at: undefined })
  let current = state
  if (state.scene !== scene || state.held !== held) {
    current = { ...stepFrom(state, scene, held, store.getState(), pace.current.cards), scene, held }
    setState(current)
  }
  const latest = useRef(current)
  latest.current = current

  // biome-ignore lint/correctness/useExhaustiveDependencies: another scene or another card in the hand asks for another step
  useEffect(() => {
    let frame = 0
    const step = (now: number) => {
      frame = 0
      const before = latest.current
      const { cards, at } = pace.current
      pace.current = { cards: at === undefined ? cards : openingPace(cards, now - at), at: now }
      const next = stepFrom(before, before.scene, before.held, store.getState(), pace.current.cards)
      if (next.waiting) ask()
      if (next.mounted === before.mounted && next.waiting === before.waiting && next.afar === before.afar) return
      latest.current = { ...before, ...next }
      setState(latest.current)
    }
    const ask = () => {
      frame ||= requestAnimationFrame(step)
    }
    ask()
    const stop = store.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) ask()
    })
    return () => {
      stop()
      cancelAnimationFrame(frame)
    }
  }, [store, scene, held])

  const { mounted, waiting, afar } = current
  const withEdges = !afar || lifted
  const farEnds = useRef(NONE)
  const shown = useMemo(() => {
    const elements = shownElements(current.scene, mounted, withEdges, waiting ? farEnds.current : undefined)
    farEnds.current = new Set(elements.farEnds.map(({ id }) => id))
    return elements
  }, [current.scene, mounted, withEdges, waiting])
  return { shown, mounted, waiting, afar }
}

function stepFrom({ mounted, opening }: Pick<Step, 'mounted' | 'opening'>, scene: Scene, held: ReadonlySet<string>, flow: ReactFlowState, pace: number): Step {
  const afar = isAfar(scene, flow.transform[2])
  const step = stepWindow({ scene, view: viewBoxOf(flow), afar, held, mounted, opening: opening ? pace : undefined })
  return { ...step, afar, opening: opening && step.waiting }
}

/** Whether the graph is painted at a zoom, and cards are not mounted. */
export function isAfar(scene: Scene, zoom: number): boolean {
  return scene.places.size > MANY_NODES && levelAt(zoom) === 'block'
}
