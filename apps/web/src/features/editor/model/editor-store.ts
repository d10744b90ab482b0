import type { ChainPatch, Workflow } from '@aob/schemas'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type CanvasSelection, NOTHING_SELECTED } from '../../../ui/canvas/selection.ts'
import { type EditHistory, EMPTY_HISTORY, recorded, redone, sealed, undone } from './edit-history.ts'

/** The published version the edits stand on. */
export interface EditBase {
  artifactId: string
  versionLabel: string
  document: Workflow
  /** Patches from the workflow's base to this version, oldest first. */
  patches: readonly ChainPatch[]
  /** Text of the immutable document those patches are laid over. */
  baseText: string
}

/** `held`: not published because of a problem; the draft is kept all the same. */
export type SaveState = { kind: 'idle' } | { kind: 'saving' } | { kind: 'failed' | 'held'; reason: string }

/**
 * The document under edit.
 *
 * - E1 every change goes through `edit` and is one history entry; selection and camera are never history.
 * - E2 undo after redo gives the identical document object, so that undoing everything is clean again.
 * - E3 `published` moves the base and keeps the history: undoing past a save is an edit like any other.
 */
export interface EditorState {
  base: EditBase
  document: Workflow
  history: EditHistory
  selection: CanvasSelection
  save: SaveState
}

export interface EditorStore extends StoreApi<EditorState> {
  /** Applies a change; nothing happens when it returns the same document. Answers whether it changed anything. */
  edit(label: string, change: (document: Workflow) => Workflow, options?: { mergeKey?: string; select?: CanvasSelection }): boolean
  /** Ends merging of the field being typed in. */
  seal(): void
  undo(): string | undefined
  redo(): string | undefined
  select(selection: CanvasSelection): void
  saving(state: SaveState): void
  /** A save went through: `document` is what the new version holds. */
  published(base: EditBase): void
  /** Starts over from another version; history and selection go. */
  reset(base: EditBase, draft?: Workflow): void
}

function kept(selection: CanvasSelection, document: Workflow): CanvasSelection {
  const nodes = new Set(document.nodes.map((node) => node.id))
  const edges = new Set(document.edges.map((edge) => edge.id))
  if (selection.nodes.every((id) => nodes.has(id)) && selection.edges.every((id) => edges.has(id))) return selection
  return { nodes: selection.nodes.filter((id) => nodes.has(id)), edges: selection.edges.filter((id) => edges.has(id)) }
}

export function createEditorStore(base: EditBase, draft?: Workflow): EditorStore {
  const store = createStore<EditorState>(() => fresh(base, draft))
  const step = (move: typeof undone, name: (state: EditorState) => string | undefined) => {
    const state = store.getState()
    const moved = move(state.history)
    if (!moved) return undefined
    store.setState({ document: moved.document, history: moved.history, selection: kept(state.selection, moved.document) })
    return name(state)
  }
  return {
    ...store,
    edit(label, change, options = {}) {
      const state = store.getState()
      const { document: before, history, selection } = state
      const after = change(before)
      if (after === before) {
        if (options.select) store.setState({ selection: options.select })
        return false
      }
      const entry = { label, before, after, ...(options.mergeKey === undefined ? {} : { mergeKey: options.mergeKey }) }
      // What held a save back may just have been mended.
      const save: SaveState = state.save.kind === 'held' ? { kind: 'idle' } : state.save
      store.setState({ document: after, history: recorded(history, entry), selection: kept(options.select ?? selection, after), save })
      return true
    },
    seal: () => store.setState(({ history }) => ({ history: sealed(history) })),
    undo: () => step(undone, (state) => state.history.past.at(-1)?.label),
    redo: () => step(redone, (state) => state.history.future[0]?.label),
    select: (selection) => store.setState({ selection }),
    saving: (save) => store.setState({ save }),
    published: (next) => store.setState(({ history }) => ({ base: next, save: { kind: 'idle' }, history: sealed(history) })),
    reset: (next, nextDraft) => store.setState(fresh(next, nextDraft)),
  }
}

function fresh(base: EditBase, draft: Workflow | undefined): EditorState {
  const history = draft ? recorded(EMPTY_HISTORY, { label: 'restored draft', before: base.document, after: draft }) : EMPTY_HISTORY
  return { base, document: draft ?? base.document, history, selection: NOTHING_SELECTED, save: { kind: 'idle' } }
}

export const selectDocument = (state: EditorState): Workflow => state.document
export const selectSelection = (state: EditorState): CanvasSelection => state.selection
export const selectDirty = (state: EditorState): boolean => state.document !== state.base.document
export const selectBase = (state: EditorState): EditBase => state.base
export const selectSave = (state: EditorState): SaveState => state.save
export const selectUndoLabel = (state: EditorState): string | undefined => state.history.past.at(-1)?.label
export const selectRedoLabel = (state: EditorState): string | undefined => state.history.future[0]?.label
