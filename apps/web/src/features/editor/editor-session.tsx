import { ReactFlowProvider } from '@xyflow/react'
import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { literalText } from '../../ui/literal-text.ts'
import { notify } from '../../ui/toast.tsx'
import type { DraftHandle } from './draft/draft-handle.ts'
import { DrawnContext, EditorContext, type EditorScope, JudgementContext } from './editor-context.ts'
import { EditorWorkspace } from './editor-workspace.tsx'
import { createEditorStore, type EditorStore, selectFresh, selectUnread } from './model/editor-store.ts'
import { createEditorView, selectBody, selectReady } from './model/editor-view.ts'
import { useBoundDraft } from './use-bound-draft.ts'
import { useJudge } from './use-judge.ts'
import { useReveal } from './use-reveal.ts'

const isThere = (store: EditorStore, nodeId: string) => store.getState().document.nodes.some(({ id }) => id === nodeId)

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
  useEffect(() => {
    if (!focusNode) return
    let gone = false
    const go = async () => {
      // What this browser has kept beside the server's draft comes with the engine.
      if (!isThere(store, focusNode)) await session.whenAttached
      if (gone) return
      if (isThere(store, focusNode)) return reveal(focusNode)
      const inBody = focusNode.includes('/') && (await import('./bodies/open-body.ts')).showAddress({ store, view }, focusNode)
      if (!inBody) notify.info(`There is no step “${literalText(focusNode.slice(0, 80))}” here`, 'It was removed, or the link is of another version.')
    }
    // The canvas takes its opening place a moment after it is there; the node is shown after that, not before.
    const soon = setTimeout(() => void go(), 1)
    return () => {
      gone = true
      clearTimeout(soon)
    }
  }, [focusNode, reveal, session, store, view])
  return (
    <EditorContext.Provider value={scope}>
      <JudgementContext.Provider value={drawn.judgement.whole ?? judgement}>
        <DrawnContext.Provider value={drawn}>
          <EditorWorkspace />
        </DrawnContext.Provider>
      </JudgementContext.Provider>
    </EditorContext.Provider>
  )
}
