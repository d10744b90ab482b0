import type { Workflow } from '@aob/schemas'
import { useStoreApi, type Viewport } from '@xyflow/react'
import { type RefObject, startTransition, useLayoutEffect, useState } from 'react'
import { trustDeclaredSizes } from './declared-sizes.ts'
import { viewportOfNodes } from './fit-view.ts'

export interface Opening {
  document: Workflow
  /** Where the camera opens on a canvas of that size, e.g. `startViewport`; by default all cards are fitted. */
  opening?: (document: Workflow, size: { width: number; height: number }) => Viewport | undefined
  /** Where the camera stands at first; without one the whole graph is fitted. */
  initialView?: Viewport
  /**
   * The page stands already and is used: the canvas comes up between other things and a few cards at a time, and no click waits for it.
   * Without it, its first cards are part of its first picture.
   */
  gradually?: boolean
}

const ORIGIN: Viewport = { x: 0, y: 0, zoom: 1 }

/**
 * Where the camera starts: known once the place of the canvas has been laid out, before anything of the graph is made. React Flow is told
 * size and camera at once, so that the cards in view are part of its first rendering and of the same frame.
 */
export function useOpening(box: RefObject<HTMLElement | null>, { document, opening, initialView, gradually }: Opening): Viewport | undefined {
  const store = useStoreApi()
  const [start, setStart] = useState<Viewport | undefined>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a canvas opens once, with what it is given first
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const begin = () => {
      const { width, height } = element.getBoundingClientRect()
      if (width === 0 || height === 0) return false
      const size = { width, height }
      const view = initialView ?? (opening ? opening(document, size) : viewportOfNodes(document.nodes, size)) ?? ORIGIN
      trustDeclaredSizes(store)
      store.setState({ width, height, transform: [view.x, view.y, view.zoom] })
      if (gradually) startTransition(() => setStart(view))
      else setStart(view)
      return true
    }
    if (begin()) return
    // Nobody sees it yet.
    const observer = new ResizeObserver(() => {
      if (begin()) observer.disconnect()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return start
}
