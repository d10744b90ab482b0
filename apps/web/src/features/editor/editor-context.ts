import type { FieldProblem } from '@aob/schemas'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { OpenBody } from './bodies/open-body.ts'
import type { DraftHandle } from './draft/draft-handle.ts'
import type { DraftState } from './draft/draft-session.ts'
import type { EditorState, EditorStore } from './model/editor-store.ts'
import type { EditorView, EditorViewState } from './model/editor-view.ts'

/** What the parts of one open editor share. */
export interface EditorScope {
  name: string
  store: EditorStore
  /** The shared draft the store shows. */
  session: DraftHandle
  view: EditorView
  /** Selects a node and brings it into view. */
  reveal: (nodeId: string) => void
  /** The same for a connection. */
  revealEdge: (edgeId: string) => void
  /** Brings a node into view, whatever is selected; no nearer than the camera is, if so asked. */
  show: (nodeId: string, asSmall?: boolean) => void
  /** Set where the body of a step is drawn on: which one, and the editor of the workflow around it. */
  inside?: { body: OpenBody; root: EditorScope } | undefined
}

export const EditorContext = createContext<EditorScope | undefined>(undefined)

/** What the judge in the worker says; the last answer stays until the next one is there. */
export interface Judgement {
  problems: readonly FieldProblem[]
  /** What a step that was only just put down still needs: no problem until somebody has passed it by. */
  todo: readonly FieldProblem[]
  /** `unknown`: the judge cannot be had; the server still has the last word when something is saved. */
  state: 'checking' | 'known' | 'unknown'
  /** Inside a body: what is known of the workflow around it. */
  whole?: Judgement
  /** Problems of the document as it is at the moment; none when the judge cannot be had. */
  now: () => Promise<readonly FieldProblem[]>
}

export const JudgementContext = createContext<Judgement>({ problems: [], todo: [], state: 'checking', now: async () => [] })

/** What is drawn on: the workflow, or the body of a step. */
export const DrawnContext = createContext<{ scope: EditorScope; judgement: Judgement } | undefined>(undefined)

/** The editor of what is drawn on, for parts that stand around both. */
export function useDrawn(): { scope: EditorScope; judgement: Judgement } {
  const drawn = useContext(DrawnContext)
  if (!drawn) throw new Error('This part belongs inside an editor.')
  return drawn
}

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

/** Everything validation has said about the document, a moment behind what is typed. */
export function useProblems(): readonly FieldProblem[] {
  return useContext(JudgementContext).problems
}

export function useJudgement(): Judgement {
  return useContext(JudgementContext)
}

/** What is true about the shared draft. Pass a selector that is a module constant or answers a primitive. */
export function useDraftState<T>(selector: (state: DraftState) => T): T {
  const { session } = useEditor()
  return useSyncExternalStore(session.subscribe, () => selector(session.state()))
}
