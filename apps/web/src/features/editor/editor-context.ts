import type { FieldProblem } from '@aob/schemas'
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { EditorState, EditorStore } from './model/editor-store.ts'
import type { EditorView, EditorViewState } from './model/editor-view.ts'

/** What the parts of one open editor share. */
export interface EditorScope {
  name: string
  store: EditorStore
  view: EditorView
  /** Camera and dialogs, moved by whoever asks. */
  reveal: (nodeId: string) => void
}

export const EditorContext = createContext<EditorScope | undefined>(undefined)
export const ProblemsContext = createContext<readonly FieldProblem[]>([])

export function useEditor(): EditorScope {
  const scope = useContext(EditorContext)
  if (!scope) throw new Error('This part belongs inside an editor.')
  return scope
}

/** Subscribes to the least: pass a selector that is a module constant or answers a primitive. */
export function useEditorState<T>(selector: (state: EditorState) => T): T {
  return useStore(useEditor().store, selector)
}

/** As `useEditorState`, of what the editor shows besides its document. */
export function useEditorView<T>(selector: (state: EditorViewState) => T): T {
  return useStore(useEditor().view, selector)
}

/** Everything validation says about the document as it is now. */
export function useProblems(): readonly FieldProblem[] {
  return useContext(ProblemsContext)
}
