import { useStoreApi } from '@xyflow/react'
import { useCallback, useEffect, useRef } from 'react'
import { onGivingUp } from './giving-up.ts'
import type { Scene } from './scene.ts'
import type { CanvasSelection } from './selection.ts'
import type { Box } from './spatial-grid.ts'

/** What a rubber band takes: every card it touches, mounted or not, and the connections of those. */
export function takenBy(scene: Scene, area: Box): CanvasSelection {
  const places = scene.grid.within(area).sort((a, b) => a.order - b.order)
  const edges = new Set(places.flatMap(({ id }) => scene.edgesOf.get(id)?.map((edge) => edge.id) ?? []))
  return { nodes: places.map(({ id }) => id), edges: [...edges] }
}

/** React Flow selects mounted cards while the band is drawn; when it is let go, it takes what it lies over. Given up, it leaves what was selected. */
export function useRubberBand(scene: Scene, selection: CanvasSelection, onSelectionChange: ((selection: CanvasSelection) => void) | undefined): () => void {
  const store = useStoreApi()
  const band = useRef<Box | undefined>(undefined)
  const latest = useRef({ selection, onSelectionChange })
  latest.current = { selection, onSelectionChange }
  useEffect(() => {
    let holding: (() => void) | undefined
    const begin = () => {
      // React Flow chooses anew while the band is drawn.
      const before = latest.current.selection
      holding = onGivingUp(() => {
        holding = undefined
        band.current = undefined
        store.setState({ userSelectionRect: null, userSelectionActive: false })
        latest.current.onSelectionChange?.(before)
      })
    }
    const stop = store.subscribe(({ userSelectionRect, transform: [x, y, zoom] }, { userSelectionRect: rectBefore }) => {
      if (userSelectionRect && !rectBefore) begin()
      if (!userSelectionRect) {
        holding?.()
        holding = undefined
        return
      }
      const { width, height } = userSelectionRect
      band.current = { x: (userSelectionRect.x - x) / zoom, y: (userSelectionRect.y - y) / zoom, width: width / zoom, height: height / zoom }
    })
    return () => {
      stop()
      holding?.()
    }
  }, [store])
  return useCallback(() => {
    if (band.current) onSelectionChange?.(takenBy(scene, band.current))
    band.current = undefined
  }, [scene, onSelectionChange])
}
