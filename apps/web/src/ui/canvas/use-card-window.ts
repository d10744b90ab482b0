import { type ReactFlowState, useStoreApi } from '@xyflow/react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { EAGER_PACE, FIRST_PACE } from './card-pace.ts'
import { CardSteps } from './card-steps.ts'
import { type CardWindow, MANY_NODES, MOUNTS_AT_OPENING, type ShownElements, shownElements, stepWindow } from './card-window.ts'
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
  /** Until the first time nothing waits. */
  opening: boolean
}

interface Step extends CardWindow {
  afar: boolean
  /** Until the first time nothing waits. */
  opening: boolean
}

const NONE: ReadonlySet<string> = new Set()
const BEFORE = { mounted: NONE, opening: true }

/** How the cards of a canvas come up. */
export interface CardWindowOptions {
  /** Held cards are on the move, and their edges go with them. */
  lifted: boolean
  /** Not even the first cards come at once: the page stands already, and is used. */
  gradually: boolean
}

/** Keeps the cards in and around the view mounted, a few more with every frame. `held` must be stable while it is the same. */
export function useCardWindow(scene: Scene, held: ReadonlySet<string>, { lifted, gradually }: CardWindowOptions): CardWindowView {
  const store = useStoreApi()
  const [state, setState] = useState<Step & { scene: Scene; held: ReadonlySet<string> }>(() => ({
    ...stepFrom(BEFORE, scene, held, store.getState(), gradually ? 0 : MOUNTS_AT_OPENING),
    scene,
    held,
  }))
  const pace = useRef(gradually ? FIRST_PACE : EAGER_PACE)
  let current = state
  if (state.scene !== scene || state.held !== held) {
    current = { ...stepFrom(state, scene, held, store.getState(), pace.current.cards), scene, held }
    setState(current)
  }
  const latest = useRef(current)
  latest.current = current

  // biome-ignore lint/correctness/useExhaustiveDependencies: another scene or another card in the hand asks for another step
  useEffect(() => {
    const step = (cards: number) => {
      const before = latest.current
      const next = stepFrom(before, before.scene, before.held, store.getState(), cards)
      if (next.mounted === before.mounted && next.waiting === before.waiting && next.afar === before.afar) return { mounted: 0, waiting: next.waiting }
      latest.current = { ...before, ...next }
      // While the canvas comes up in this frame, so that what the cards cost is known after it.
      if (before.opening) flushSync(() => setState(latest.current))
      else setState(latest.current)
      return { mounted: next.mounted.size - before.mounted.size, waiting: next.waiting }
    }
    const steps = new CardSteps({ step, opening: () => latest.current.opening }, pace.current)
    steps.ask()
    const stop = store.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) steps.ask()
    })
    return () => {
      stop()
      steps.close()
      pace.current = steps.pace
    }
  }, [store, scene, held])

  const { mounted, waiting, afar, opening } = current
  const withEdges = !afar || lifted
  const farEnds = useRef(NONE)
  const shown = useMemo(() => {
    const elements = shownElements(current.scene, mounted, withEdges, waiting ? farEnds.current : undefined)
    farEnds.current = new Set(elements.farEnds.map(({ id }) => id))
    return elements
  }, [current.scene, mounted, withEdges, waiting])
  return { shown, mounted, waiting, afar, opening }
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
