import type { Viewport } from '@xyflow/react'
import { type RefObject, useLayoutEffect } from 'react'
import { useCamera } from '../../../ui/canvas/use-camera.ts'

/** Notes where the camera stands when this canvas makes way for another one: who comes back finds it as they left it. */
export function useCameraLeft(camera: RefObject<Viewport | undefined>): void {
  const standing = useCamera()
  useLayoutEffect(
    () => () => {
      camera.current = standing.getViewport()
    },
    [camera, standing],
  )
}
