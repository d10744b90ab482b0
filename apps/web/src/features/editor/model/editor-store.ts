import type { ChainPatch, FieldProblem, Workflow } from '@aob/schemas'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type CanvasSelection, NOTHING_SELECTED } from '../../../ui/canvas/selection.ts'
import { type EditHistory, EMPTY_HISTORY, type HistoryEntry, recorded, redone, type StepOver, sealed, undone } from './edit-history.ts'
import type { UnreadText } from './unread-texts.ts'

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
 * - E3 `merge` moves base and document and keeps the history: an undo over what others did since, or past a save, is an edit like any
 *   other. Where others have changed the same, the step is refused and its entry is gone.
 */
export interface EditorState {
  base: EditBase
  document: Workflow
  history: EditHistory
  selection: CanvasSelection
  save: SaveState
  /** The last entry that is in a published version. */
  lastPublished?: HistoryEntry | undefined
  /** The last undo or redo. */
  lastStep?: { label: string; refused: boolean }
  /**
   * Steps that are in no version yet, whoever put them down and in whichever tab, with the settings of each that somebody has been to here
   * and left: what is empty elsewhere is no mistake yet.
   */
  fresh: FreshSteps
  /** Pointer of the setting an expression is being written in: half of one is no mistake yet. */
  writing?: string | undefined
  /** What stands in fields and is no value yet. */
  unread?: UnreadTexts
}

/** What is written in fields and in no document, and what of it is wrong with one. */
export interface UnreadTexts {
  texts: ReadonlyMap<string, UnreadText>
  problemsIn: (document: Workflow) => FieldProblem[]
}

export type FreshSteps = ReadonlyMap<string, readonly string[]>

const NONE_FRESH: FreshSteps = new Map()

/** With the steps of a document that none of the others has; what is known of a step stays. */
function withFresh(fresh: FreshSteps, { nodes }: Workflow, ...known: readonly Workflow[]): FreshSteps {
  if (known.some((other) => other.nodes === nodes)) return fresh
  const ids = new Set(known.flatMap((other) => other.nodes.map(({ id }) => id)))
  const fresher = nodes.filter(({ id }) => !ids.has(id) && !fresh.has(id))
  return fresher.length === 0 ? fresh : new Map([...fresh, ...fresher.map(({ id }) => [id, []] as const)])
}

/** With steps that were just put down. */
export const withPutDown = (fresh: FreshSteps, added: readonly string[] = []): FreshSteps =>
  added.length === 0 ? fresh : new Map([...fresh, ...added.map((id) => [id, []] as const)])

const IDLE: SaveState = { kind: 'idle' }

export interface EditOptions {
  mergeKey?: string
  select?: CanvasSelection
  added?: readonly string[]
  /** Steps the change gives other ids: what reads them from around a body follows. */
  renamed?: ReadonlyMap<string, string>
}

export interface EditorStore extends StoreApi<EditorState> {
  /** Applies a change; nothing happens when it returns the same document. Answers whether it changed anything. */
  edit(label: string, change: (document: Workflow) => Workflow, options?: EditOptions): boolean
  /** Ends merging of the field being typed in. */
  seal(): void
  undo(): string | undefined
  redo(): string | undefined
  select(selection: CanvasSelection): void
  saving(state: SaveState): void
  /** Somebody has been to a setting of a step and gone on. */
  leave(nodeId: string, key: string): void
  /** An expression is being written in this setting; undefined when its field was left. */
  write(pointer: string | undefined): void
  /** Somebody wants it to run or to be published: what is empty counts from now on. */
  attempt(): void
  /** What others did, or a version that was published: no entry of the history. */
  merge(base: EditBase, document: Workflow): void
}

function kept(selection: CanvasSelection, document: Workflow): CanvasSelection {
  const nodes = new Set(document.nodes.map((node) => node.id))
  const edges = new Set(document.edges.map((edge) => edge.id))
  if (selection.nodes.every((id) => nodes.has(id)) && selection.edges.every((id) => edges.has(id))) return selection
  return { nodes: selection.nodes.filter((id) => nodes.has(id)), edges: selection.edges.filter((id) => edges.has(id)) }
}

export function createEditorStore({ base, document }: Pick<EditorState, 'base' | 'document'>, stepOver: StepOver): EditorStore {
  const fresh = withFresh(NONE_FRESH, document, base.document)
  const store = createStore<EditorState>(() => ({ base, document, history: EMPTY_HISTORY, selection: NOTHING_SELECTED, save: IDLE, fresh }))
  const step = (move: typeof undone) => {
    const { history, document, selection } = store.getState()
    const moved = move(history, document, stepOver)
    if (!moved) return undefined
    const { label, refused = false } = moved
    store.setState({ document: moved.document, history: moved.history, selection: kept(selection, moved.document), lastStep: { label, refused } })
    return refused ? undefined : label
  }
  return {
    ...store,
    edit(label, change, options = {}) {
      const state = store.getState()
      const { document: before, history, selection, fresh } = state
      const after = change(before)
      if (after === before) {
        if (options.select) store.setState({ selection: options.select })
        return false
      }
      const entry = { label, before, after, ...(options.mergeKey === undefined ? {} : { mergeKey: options.mergeKey }) }
      // What held a save back may just have been mended.
      const save: SaveState = state.save.kind === 'held' ? IDLE : state.save
      store.setState({
        document: after,
        history: recorded(history, entry),
        selection: kept(options.select ?? selection, after),
        save,
        fresh: withPutDown(fresh, options.added),
      })
      return true
    },
    seal: () => store.setState(({ history }) => ({ history: sealed(history) })),
    undo: () => step(undone),
    redo: () => step(redone),
    // A field that goes with what was selected says nothing when it goes.
    select: (selection) => store.setState({ selection, writing: undefined }),
    saving: (save) => store.setState({ save }),
    leave(nodeId, key) {
      const { fresh } = store.getState()
      const left = fresh.get(nodeId)
      if (left && !left.includes(key)) store.setState({ fresh: new Map(fresh).set(nodeId, [...left, key]) })
    },
    write(writing) {
      if (store.getState().writing !== writing) store.setState({ writing })
    },
    attempt: () => store.setState({ fresh: NONE_FRESH, writing: undefined }),
    merge(next, document) {
      const { base: before, document: shown, history, selection, save, fresh: known } = store.getState()
      store.setState({ base: next, document, selection: kept(selection, document), fresh: withFresh(known, document, shown, next.document) })
      if (next.artifactId === before.artifactId) return
      const closed = sealed(history)
      store.setState({ history: closed, lastPublished: closed.past.at(-1), save: save.kind === 'saving' ? save : IDLE })
    },
  }
}

export const selectDocument = (state: EditorState): Workflow => state.document
export const selectInputs = (state: EditorState): Workflow['inputs'] => state.document.inputs
export const selectHasSelection = ({ selection }: EditorState): boolean => selection.nodes.length + selection.edges.length > 0
export const selectSelection = (state: EditorState): CanvasSelection => state.selection
export const selectDirty = (state: EditorState): boolean => state.document !== state.base.document
export const selectBase = (state: EditorState): EditBase => state.base
export const selectFresh = (state: EditorState): FreshSteps => state.fresh
export const selectUnread = (state: EditorState): UnreadTexts | undefined => state.unread
export const selectWriting = (state: EditorState): string | undefined => state.writing
export const selectSave = (state: EditorState): SaveState => state.save
export const selectUndoLabel = (state: EditorState): string | undefined => state.history.past.at(-1)?.label
export const selectRedoLabel = (state: EditorState): string | undefined => state.history.future[0]?.label
