import type { ReactFlowState } from '@xyflow/react'

/** What of React Flow's store is needed for that. */
interface FlowStore {
  getState: () => Pick<ReactFlowState, 'domNode' | 'autoPanOnNodeDrag'>
  setState: (state: Pick<ReactFlowState, 'autoPanOnNodeDrag'>) => void
}

/** How near the rim of the canvas a pointer is when React Flow may have to move the camera, in pixels; it does from 40 on. */
const NEAR = 64

/**
 * The camera follows cards that are dragged to the rim. While they are elsewhere React Flow is told not to look in every frame whether they
 * are. Answers what ends it.
 */
export function panOnlyAtRims(store: FlowStore): () => void {
  const canvas = store.getState().domNode?.getBoundingClientRect()
  if (!canvas) return () => undefined
  const panWhen = (near: boolean) => {
    if (store.getState().autoPanOnNodeDrag !== near) store.setState({ autoPanOnNodeDrag: near })
  }
  // Told before the drag itself hears of the move.
  const onMove = ({ clientX: x, clientY: y }: PointerEvent) =>
    panWhen(x < canvas.left + NEAR || x > canvas.right - NEAR || y < canvas.top + NEAR || y > canvas.bottom - NEAR)
  window.addEventListener('pointermove', onMove, { capture: true })
  return () => {
    window.removeEventListener('pointermove', onMove, { capture: true })
    panWhen(true)
  }
}
