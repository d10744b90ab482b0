import { useStoreApi } from '@xyflow/react'
import { useCallback, useEffect, useRef } from 'react'
import type { Scene } from './scene.ts'
import type { CanvasSelection } from './selection.ts'
import type { Box } from './spatial-grid.ts'

/** What a rubber band takes: every card it touches, mounted or not, and the connections of those. */
export function takenBy(scene: Scene, area: Box): CanvasSelection {
  const places = scene.grid.within(area).sort((a, b) => a.order - b.order)
  const edges = new Set(places.flatMap(({ id }) => scene.edgesOf.get(id)?.map((edge) => edge.id) ?? []))
  return { nodes: places.map(({ id }) => id), edges: [...edges] }
}

/** React Flow selects mounted cards while the band is drawn; when it is let go, it takes what it lies over. */
export function useRubberBand(scene: Scene, onSelectionChange: ((selection: CanvasSelection) => void) | undefined): () => void {
  const store = useStoreApi()
  const band = useRef<Box | undefined>(undefined)
  useEffect(
    () =>
      store.subscribe(({ userSelectionRect, transform: [x, y, zoom] }) => {
        if (!userSelectionRect) return
        const { width, height } = userSelectionRect
        band.current = { x: (userSelectionRect.x - x) / zoom, y: (userSelectionRect.y - y) / zoom, width: width / zoom, height: height / zoom }
      }),
    [store],
  )
  return useCallback(() => {
    if (band.current) onSelectionChange?.(takenBy(scene, band.current))
    band.current = undefined
  }, [scene, onSelectionChange])
}
