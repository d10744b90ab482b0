import type { Workflow } from '@aob/schemas'
import { useStoreApi, type Viewport } from '@xyflow/react'
import { type RefObject, useLayoutEffect, useState } from 'react'
import { trustDeclaredSizes } from './declared-sizes.ts'
import { viewportOfEverything, viewportOfNodes } from './fit-view.ts'
import { openingViewport } from './opening-viewport.ts'

export interface Opening {
  document: Workflow
  /** `fit` shows everything; `start` keeps cards legible and begins at the first nodes when everything would be too small. */
  opening?: 'fit' | 'start'
  /** Where the camera stands at first; without one the whole graph is fitted. */
  initialView?: Viewport
}

const ORIGIN: Viewport = { x: 0, y: 0, zoom: 1 }

/**
 * Where the camera starts: known once the place of the canvas has been laid out, before anything of the graph is made. React Flow is told
 * size and camera at once, so that the cards in view are part of its first rendering and of the same frame.
 */
export function useOpening(box: RefObject<HTMLElement | null>, { document, opening = 'fit', initialView }: Opening): Viewport | undefined {
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
      // Notes are seen where people draw.
      const whole = opening === 'start' ? (openingViewport(document, size) ?? viewportOfEverything(document, size)) : viewportOfNodes(document.nodes, size)
      const view = initialView ?? whole ?? ORIGIN
      trustDeclaredSizes(store)
      store.setState({ width, height, transform: [view.x, view.y, view.zoom] })
      setStart(view)
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
