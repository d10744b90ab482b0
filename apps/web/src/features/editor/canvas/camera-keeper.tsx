import type { Workflow } from '@aob/schemas'
import { useStoreApi, type Viewport } from '@xyflow/react'
import { useLayoutEffect } from 'react'
import { inBrowser } from '../../../lib/browser-storage.ts'
import { startViewport } from '../../../ui/canvas/opening-viewport.ts'
import { useEditor } from '../editor-context.ts'
import { CAMERAS_KEY, keptCameras } from './kept-cameras.ts'
import { useKeptSelection } from './use-kept-selection.ts'

/** Of so many workflows it is known where the camera stood, those of last. */
const MOST = 100

interface Size {
  width: number
  height: number
}

/** Keeps where the camera stands for the next time this workflow is opened in this browser, unless that is where it opens for everybody. */
export function keepCamera(name: string, document: Workflow, { x, y, zoom }: Viewport, { width, height }: Size): void {
  if (width === 0 || height === 0) return
  const usual = startViewport(document, { width, height })
  const moved = !usual || Math.abs(usual.x - x) > 1 || Math.abs(usual.y - y) > 1 || Math.abs(usual.zoom - zoom) > 0.001
  const others = keptCameras().filter(([other]) => other !== name)
  const kept = moved && document.nodes.length > 0 ? [[name, { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom, zoom }]] : []
  inBrowser.keep(CAMERAS_KEY, JSON.stringify([...others, ...kept].slice(-MOST)))
}

/** Keeps the camera when the canvas or the page is left, and what is selected. */
export function CameraKeeper() {
  const { name, store } = useEditor()
  const canvas = useStoreApi()
  useKeptSelection()
  // Before another canvas takes the camera: the body of a step has the same one.
  useLayoutEffect(() => {
    const keep = () => {
      const { transform, width, height } = canvas.getState()
      const [x, y, zoom] = transform
      keepCamera(name, store.getState().document, { x, y, zoom }, { width, height })
    }
    window.addEventListener('pagehide', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      keep()
    }
  }, [canvas, name, store])
  return null
}
