import { useStoreApi } from '@xyflow/react'
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTheme } from '../theme.ts'
import { GraphLayer } from './graph-layer.ts'
import { type GraphLook, readGraphLook } from './graph-look.ts'
import type { GraphPicture } from './graph-painter.ts'

/** The painted part of the graph, below what is mounted. `picture` must be the same object while nothing in it changes. */
export const GraphCanvas = memo(function GraphCanvas({ picture, afar }: { picture: GraphPicture; afar: boolean }) {
  const store = useStoreApi()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [layer, setLayer] = useState<GraphLayer | undefined>(undefined)
  const { resolved } = useTheme()
  useEffect(() => {
    if (!canvas.current) return
    const made = new GraphLayer(canvas.current)
    const follow = () => {
      const { transform, width, height } = store.getState()
      made.follow({ x: transform[0], y: transform[1], zoom: transform[2], width, height })
    }
    follow()
    const stop = store.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) follow()
    })
    setLayer(made)
    return () => {
      stop()
      made.close()
    }
  }, [store])
  const look = useRef<{ theme: string; colours: GraphLook } | undefined>(undefined)
  useLayoutEffect(() => {
    // Asking for colours makes the browser compute the styles of the page: once for each theme.
    if (look.current?.theme !== resolved) look.current = { theme: resolved, colours: readGraphLook(document.documentElement) }
    layer?.show(picture, look.current.colours, afar)
  }, [layer, picture, afar, resolved])
  return <canvas ref={canvas} aria-hidden hidden data-graph-canvas className="pointer-events-none absolute top-0 left-0 z-0 origin-top-left" />
})
