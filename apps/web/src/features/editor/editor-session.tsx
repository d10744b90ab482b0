import { ReactFlowProvider } from '@xyflow/react'
import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { DraftHandle } from './draft/draft-handle.ts'
import { EditorContext, JudgementContext } from './editor-context.ts'
import { EditorWorkspace } from './editor-workspace.tsx'
import { createEditorStore } from './model/editor-store.ts'
import { createEditorView, selectReady } from './model/editor-view.ts'
import { useBoundDraft } from './use-bound-draft.ts'
import { useJudge } from './use-judge.ts'
import { useReveal } from './use-reveal.ts'

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
  const revealing = useReveal(store)
  const { reveal } = revealing
  const scope = useMemo(() => ({ name, store, session, view, ...revealing }), [name, store, session, view, revealing])
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
