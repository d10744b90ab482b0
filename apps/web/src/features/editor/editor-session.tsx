import { ReactFlowProvider } from '@xyflow/react'
import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { DraftHandle } from './draft/draft-handle.ts'
import { DrawnContext, EditorContext, type EditorScope, JudgementContext } from './editor-context.ts'
import { EditorWorkspace } from './editor-workspace.tsx'
import { createEditorStore, selectFresh, selectUnread } from './model/editor-store.ts'
import { createEditorView, selectBody, selectReady } from './model/editor-view.ts'
import { PlaceInAddress } from './parts.ts'
import { useBoundDraft } from './use-bound-draft.ts'
import { useJudge } from './use-judge.ts'
import { useReveal } from './use-reveal.ts'

export interface EditorSessionProps {
  name: string
  session: DraftHandle
  /** The address leads to a place inside the workflow. */
  linked: boolean
}

/** One editing session on the shared draft of a workflow, with its store, its problems and its camera. */
export function EditorSession(props: EditorSessionProps) {
  return (
    <ReactFlowProvider>
      <Session {...props} />
    </ReactFlowProvider>
  )
}

function Session({ name, session, linked }: EditorSessionProps) {
  const [opened] = useState(() => session.state())
  const [store] = useState(() => createEditorStore(opened, (from, to, on) => session.engine()?.stepOver(from, to, on)))
  useBoundDraft(store, session, opened.document)
  const [view] = useState(createEditorView)
  const revealing = useReveal(store)
  const scope = useMemo(() => ({ name, store, session, view, ...revealing }), [name, store, session, view, revealing])
  const ready = useStore(view, selectReady)
  const judgement = useJudge(store, ready)
  const body = useStore(view, selectBody)
  const there = useReveal(body?.store ?? store)
  const inner = useMemo<EditorScope>(
    () => (body ? { name, session, store: body.store, view: body.view, ...there, inside: { body, root: scope } } : scope),
    [body, name, scope, session, there],
  )
  const fresh = useStore(inner.store, selectFresh)
  const unread = useStore(inner.store, selectUnread)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a body is judged by what waits to be filled in, and by texts that are no value yet
  const drawn = useMemo(() => ({ scope: inner, judgement: body?.judgementOf(judgement) ?? judgement }), [body, inner, judgement, fresh, unread])
  return (
    <EditorContext.Provider value={scope}>
      <JudgementContext.Provider value={drawn.judgement.whole ?? judgement}>
        <DrawnContext.Provider value={drawn}>
          <EditorWorkspace />
          {ready || linked ? <PlaceInAddress /> : null}
        </DrawnContext.Provider>
      </JudgementContext.Provider>
    </EditorContext.Provider>
  )
}
