import type { Workflow } from '@aob/schemas'
import { Maximize, Minus, Plus } from 'lucide-react'
import { memo, type ReactNode, useRef } from 'react'
import { IconButton } from '../icon-button.tsx'
import { CAMERA_MS } from './camera.ts'
import { fitEverything } from './fit-view.ts'
import { type Camera, useCamera } from './use-camera.ts'

const ZOOM_STEP = 1.2

/** Zoom and fit, bottom left; further buttons of the place can follow. */
export const CanvasControls = memo(function CanvasControls({ document, children }: { document: Workflow; children?: ReactNode }) {
  const camera = useCamera()
  const zoom = useZoomSteps(camera)
  return (
    <div className="absolute bottom-3 left-3 z-10 flex items-center rounded-xl border border-line bg-surface p-0.5">
      <IconButton label="Zoom out" size="sm" side="top" onClick={() => zoom(1 / ZOOM_STEP)}>
        <Minus size={15} aria-hidden />
      </IconButton>
      <IconButton label="Zoom in" size="sm" side="top" onClick={() => zoom(ZOOM_STEP)}>
        <Plus size={15} aria-hidden />
      </IconButton>
      <IconButton label="Fit everything" shortcut="Shift+1" size="sm" side="top" onClick={() => fitEverything(camera, document)}>
        <Maximize size={14} aria-hidden />
      </IconButton>
      {children}
    </div>
  )
})

/** Steps add up: one that is taken while the camera is still on its way counts from where it is going, not from where it is. */
function useZoomSteps(camera: Camera): (factor: number) => void {
  const going = useRef({ to: 0, until: 0 })
  return (factor) => {
    const now = performance.now()
    const to = (now < going.current.until ? going.current.to : camera.getZoom()) * factor
    going.current = { to, until: now + CAMERA_MS }
    void camera.zoomTo(to, { duration: CAMERA_MS })
  }
}
