import type { Workflow } from '@aob/schemas'
import { Maximize, Minus, Plus } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { IconButton } from '../icon-button.tsx'
import { CAMERA_MS } from './camera.ts'
import { fitEverything } from './fit-view.ts'
import { useCamera } from './use-camera.ts'

const ZOOM_STEP = 1.2

/** Zoom and fit, bottom left; further buttons of the place can follow. */
export const CanvasControls = memo(function CanvasControls({ document, children }: { document: Workflow; children?: ReactNode }) {
  const camera = useCamera()
  return (
    <div className="absolute bottom-3 left-3 z-10 flex items-center rounded-xl border border-line bg-surface p-0.5">
      <IconButton label="Zoom out" size="sm" side="top" onClick={() => camera.zoomBy(1 / ZOOM_STEP, { duration: CAMERA_MS })}>
        <Minus size={15} aria-hidden />
      </IconButton>
      <IconButton label="Zoom in" size="sm" side="top" onClick={() => camera.zoomBy(ZOOM_STEP, { duration: CAMERA_MS })}>
        <Plus size={15} aria-hidden />
      </IconButton>
      <IconButton label="Fit everything" shortcut="Shift+1" size="sm" side="top" onClick={() => fitEverything(camera, document)}>
        <Maximize size={14} aria-hidden />
      </IconButton>
      {children}
    </div>
  )
})
