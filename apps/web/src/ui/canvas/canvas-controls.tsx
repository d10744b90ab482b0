import { useReactFlow } from '@xyflow/react'
import { Maximize, Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../icon-button.tsx'
import { CAMERA_MS, FIT } from './camera.ts'

/** Zoom and fit, bottom left; further buttons of the place can follow. */
export function CanvasControls({ children }: { children?: ReactNode }) {
  const flow = useReactFlow()
  return (
    <div className="absolute bottom-3 left-3 z-10 flex items-center rounded-xl border border-line bg-surface p-0.5">
      <IconButton label="Zoom out" size="sm" side="top" onClick={() => flow.zoomOut({ duration: CAMERA_MS })}>
        <Minus size={15} aria-hidden />
      </IconButton>
      <IconButton label="Zoom in" size="sm" side="top" onClick={() => flow.zoomIn({ duration: CAMERA_MS })}>
        <Plus size={15} aria-hidden />
      </IconButton>
      <IconButton label="Fit everything" shortcut="Shift+1" size="sm" side="top" onClick={() => flow.fitView(FIT)}>
        <Maximize size={14} aria-hidden />
      </IconButton>
      {children}
    </div>
  )
}
