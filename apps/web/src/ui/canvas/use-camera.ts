import { type SetCenter, useStoreApi, type Viewport } from '@xyflow/react'
import { useMemo } from 'react'
import type { XY } from './point.ts'

interface Flight {
  /** Milliseconds the camera is on its way; it jumps without. */
  duration?: number
}

/** The camera of the canvas around. Before there is a canvas it stays where it is, and a place on the screen is taken for one on the canvas. */
export interface Camera {
  getZoom: () => number
  getViewport: () => Viewport
  setViewport: (view: Viewport, flight?: Flight) => Promise<boolean>
  setCenter: SetCenter
  /** Nearer or further, around the middle. */
  zoomTo: (zoom: number, flight?: Flight) => Promise<boolean>
  /** Where a point of the window is on the canvas, in steps of its grid where it has one. */
  screenToFlowPosition: (at: XY, options?: { snapToGrid?: boolean }) => XY
  flowToScreenPosition: (at: XY) => XY
}

type Store = ReturnType<typeof useStoreApi>

/**
 * Asks and moves the camera. Unlike React Flow's own hook it subscribes to nothing: it is the same object for as long as the canvas
 * lives, and who has it is not rendered again when the canvas comes up.
 */
export function useCamera(): Camera {
  const store = useStoreApi()
  return useMemo(() => cameraOf(store), [store])
}

export function cameraOf(store: Store): Camera {
  const corner = () => store.getState().domNode?.getBoundingClientRect()
  return {
    getZoom: () => store.getState().transform[2],
    getViewport() {
      const [x, y, zoom] = store.getState().transform
      return { x, y, zoom }
    },
    async setViewport(view, flight) {
      const { panZoom } = store.getState()
      await panZoom?.setViewport(view, flight)
      return panZoom !== null
    },
    async zoomTo(zoom, flight) {
      const { panZoom } = store.getState()
      return (await panZoom?.scaleTo(zoom, flight)) ?? false
    },
    setCenter: (x, y, options) => store.getState().setCenter(x, y, options),
    screenToFlowPosition(at, options) {
      const box = corner()
      if (!box) return at
      const { transform, snapGrid, snapToGrid } = store.getState()
      const [x, y, zoom] = transform
      const there = { x: (at.x - box.x - x) / zoom, y: (at.y - box.y - y) / zoom }
      if (!(options?.snapToGrid ?? snapToGrid)) return there
      return { x: snapGrid[0] * Math.round(there.x / snapGrid[0]), y: snapGrid[1] * Math.round(there.y / snapGrid[1]) }
    },
    flowToScreenPosition(at) {
      const box = corner()
      if (!box) return at
      const [x, y, zoom] = store.getState().transform
      return { x: at.x * zoom + x + box.x, y: at.y * zoom + y + box.y }
    },
  }
}
