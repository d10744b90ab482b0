import { ReactFlowProvider } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { announce } from '../../ui/announcer.ts'
import { CAMERA_MS } from '../../ui/canvas/camera.ts'
import { cardGeometry } from '../../ui/canvas/card-geometry.ts'
import { useCamera } from '../../ui/canvas/use-camera.ts'
import type { DraftHandle } from './draft/draft-handle.ts'
import { EditorContext, JudgementContext } from './editor-context.ts'
import { EditorWorkspace } from './editor-workspace.tsx'
import { nodeById } from './model/document-edit.ts'
import { createEditorStore } from './model/editor-store.ts'
import { createEditorView, selectReady } from './model/editor-view.ts'
import { useBoundDraft } from './use-bound-draft.ts'
import { useJudge } from './use-judge.ts'
import { useView } from './use-view.ts'

/** From here on a card can be read where it is. */
const LEGIBLE_ZOOM = 0.5

export interface EditorSessionProps {
  name: string
  session: DraftHandle
  focusNode?: string
}

/** One editing session on the shared draft of a workflow, with its store, its problems and its camera. */
export function EditorSession(props: EditorSessionProps) {
  return (
    <ReactFlowProvider>
      <Session {...props} />
    </ReactFlowProvider>
  )
}

function Session({ name, session, focusNode }: EditorSessionProps) {
  const [opened] = useState(() => session.state())
  const [store] = useState(() => createEditorStore(opened, (from, to, on) => session.engine()?.stepOver(from, to, on)))
  useBoundDraft(store, session, opened.document)
  const [view] = useState(createEditorView)
  const reveal = useReveal(store)
  const scope = useMemo(() => ({ name, store, session, view, reveal }), [name, store, session, view, reveal])
  const judgement = useJudge(store, useStore(view, selectReady))
  useEffect(() => {
    if (!focusNode) return
    // The canvas takes its opening place a moment after it is there; the node is shown after that, not before.
    const soon = setTimeout(() => reveal(focusNode), 1)
    return () => clearTimeout(soon)
  }, [focusNode, reveal])
  return (
    <EditorContext.Provider value={scope}>
      <JudgementContext.Provider value={judgement}>
        <EditorWorkspace />
      </JudgementContext.Provider>
    </EditorContext.Provider>
  )
}

/** Selects a node and, when it cannot be seen whole and legible, brings it to the middle of the canvas. */
function useReveal(store: ReturnType<typeof createEditorStore>) {
  const camera = useCamera()
  const view = useView()
  return useCallback(
    (nodeId: string) => {
      const node = nodeById(store.getState().document, nodeId)
      if (!node) return
      store.select({ nodes: [nodeId], edges: [] })
      const { width, height } = cardGeometry(node)
      const seen = view()
      const inside =
        node.position.x >= seen.x &&
        node.position.y >= seen.y &&
        node.position.x + width <= seen.x + seen.width &&
        node.position.y + height <= seen.y + seen.height
      if (!inside || camera.getZoom() < LEGIBLE_ZOOM)
        void camera.setCenter(node.position.x + width / 2, node.position.y + height / 2, {
          zoom: Math.max(0.8, Math.min(1, camera.getZoom())),
          duration: CAMERA_MS,
        })
      announce(`${node.name ?? node.id} selected`)
    },
    [camera, store, view],
  )
}
