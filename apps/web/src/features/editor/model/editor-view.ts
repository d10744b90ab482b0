import type { Workflow } from '@aob/schemas'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { LooseEnd } from '../../../ui/canvas/canvas-editing.ts'
import type { XY } from '../../../ui/canvas/point.ts'
import type { OpenBody } from '../bodies/open-body.ts'
import type { People } from '../presence/people.ts'
import type { TidyScope } from '../tidy/tidy-scope.ts'
import type { ClipboardEnvelope } from './clipboard-envelope.ts'

/** Copied nodes in the hand, and where on the screen the pointer was when they were taken up. */
export interface Pasting {
  fragment: ClipboardEnvelope
  from?: XY
}

/** Where a node is wanted: at a loose edge end, in the middle of an edge, or at a place. `screen` is in window pixels. */
export type QuickAddRequest =
  | { kind: 'end'; end: LooseEnd; at: XY; screen: XY }
  | { kind: 'edge'; edgeId: string; screen: XY }
  | { kind: 'place'; at: XY; screen: XY }

/** A step or a connection. */
export interface Wanted {
  nodeId?: string | undefined
  edgeId?: string | undefined
}

/** What one editor shows besides its document; never part of the document or its history. */
export interface EditorViewState {
  /** Set while a new layout is proposed. */
  tidying?: TidyScope
  /** Shown instead of the document while something is in the hand or only proposed. */
  preview?: Workflow
  /** Nodes found last: they pulse. */
  pulsing: readonly string[]
  /** Copied nodes on their way into the document, in the hand until they are put down. */
  pasting?: Pasting
  /** A node is asked for: its type is chosen at the pointer. */
  quickAdd?: QuickAddRequest | undefined
  /** A note somebody asked to write in: its text takes the focus and this goes. */
  wantedNote?: string | undefined
  /** Pointer of a value somebody wants to see: its field takes the focus and this goes. */
  wantedField?: string
  /** A step or connection somebody wants to see: it is selected, brought into view, and this goes. */
  wanted?: Wanted | undefined
  /** The body that is drawn on; the workflow itself where there is none. Of the workflow's own view alone. */
  body?: OpenBody | undefined
  /** Who else has the workflow open. */
  people: People
  /** The cards in view have stood once: what the first picture does not need may come now. */
  ready: boolean
}

export type EditorView = StoreApi<EditorViewState>

export function createEditorView(): EditorView {
  return createStore<EditorViewState>(() => ({ pulsing: [], people: [], ready: false }))
}

export const selectTidying = (state: EditorViewState): TidyScope | undefined => state.tidying
export const selectPreview = (state: EditorViewState): Workflow | undefined => state.preview
export const selectBody = (state: EditorViewState): OpenBody | undefined => state.body
export const selectPeople = (state: EditorViewState): People => state.people
export const selectReady = (state: EditorViewState): boolean => state.ready
export const selectQuickAdd = (state: EditorViewState): QuickAddRequest | undefined => state.quickAdd
export const selectWantedField = (state: EditorViewState): string | undefined => state.wantedField
export const selectPasting = (state: EditorViewState): Pasting | undefined => state.pasting
