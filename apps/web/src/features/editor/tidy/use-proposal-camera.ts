import type { WorkflowNode } from '@aob/schemas'
import type { Viewport } from '@xyflow/react'
import { useMemo, useRef } from 'react'
import { CAMERA_MS } from '../../../ui/canvas/camera.ts'
import { cardsOf, fitNodes } from '../../../ui/canvas/fit-view.ts'
import { useCamera } from '../../../ui/canvas/use-camera.ts'
import { isWithin } from '../../../ui/canvas/view-box.ts'
import { useView } from '../use-view.ts'

export interface ProposalCamera {
  /** Goes where all of these are seen, unless what moves is seen already. */
  show: (moved: readonly WorkflowNode[], all: readonly WorkflowNode[]) => void
  /** Back to where it was before the first proposal. */
  back: () => void
}

/** Nobody can judge a proposal that is out of sight; who refuses it is where they were. */
export function useProposalCamera(): ProposalCamera {
  const camera = useCamera()
  const view = useView()
  const before = useRef<Viewport>(undefined)
  return useMemo(
    () => ({
      show(moved, all) {
        const seen = view()
        if (cardsOf(moved).every((box) => isWithin(box, seen))) return
        before.current ??= camera.getViewport()
        fitNodes(camera, all)
      },
      back() {
        if (before.current) void camera.setViewport(before.current, { duration: CAMERA_MS })
      },
    }),
    [camera, view],
  )
}
