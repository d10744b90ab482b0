import type { Workflow } from '@aob/schemas'

/** One gesture that changed the document. */
export interface HistoryEntry {
  /** Names the gesture: "move 3 nodes". */
  label: string
  before: Workflow
  after: Workflow
  /** Gestures of the same key in a row are one: typing in one field. */
  mergeKey?: string
}

export interface EditHistory {
  past: readonly HistoryEntry[]
  future: readonly HistoryEntry[]
}

export const EMPTY_HISTORY: EditHistory = { past: [], future: [] }
/** Entries kept; the oldest fall away. */
export const MAX_ENTRIES = 500

/** Records a gesture; what had been undone is gone. */
export function recorded({ past }: EditHistory, entry: HistoryEntry): EditHistory {
  const last = past.at(-1)
  // What others changed in between is nobody's entry.
  if (last && entry.mergeKey !== undefined && last.mergeKey === entry.mergeKey && last.after === entry.before)
    return { past: [...past.slice(0, -1), { ...entry, before: last.before }], future: [] }
  return { past: [...past, entry].slice(-MAX_ENTRIES), future: [] }
}

/** Ends the current run of merging: the next gesture starts an entry of its own. */
export function sealed({ past, future }: EditHistory): EditHistory {
  const last = past.at(-1)
  return last?.mergeKey === undefined ? { past, future } : { past: [...past.slice(0, -1), { ...last, mergeKey: undefined }], future }
}

/** One step through the history; `refused` when others have changed the same since, the entry is gone then. */
export interface HistoryStep {
  history: EditHistory
  document: Workflow
  label: string
  refused?: true
}

/** The step from one document to another, taken on a third that holds what others did since; undefined where that is in the way. */
export type StepOver = (from: Workflow, to: Workflow, on: Workflow) => Workflow | undefined

export function undone({ past, future }: EditHistory, document: Workflow, stepOver: StepOver): HistoryStep | undefined {
  const last = past.at(-1)
  if (!last) return undefined
  const { label } = last
  const rest = past.slice(0, -1)
  const back = last.after === document ? last.before : stepOver(last.after, last.before, document)
  if (!back) return { history: { past: rest, future }, document, label, refused: true }
  return { history: { past: rest, future: [{ ...last, before: back, after: document }, ...future] }, document: back, label }
}

export function redone({ past, future }: EditHistory, document: Workflow, stepOver: StepOver): HistoryStep | undefined {
  const [next, ...rest] = future
  if (!next) return undefined
  const { label } = next
  const forth = next.before === document ? next.after : stepOver(next.before, next.after, document)
  if (!forth) return { history: { past, future: rest }, document, label, refused: true }
  return { history: { past: [...past, { ...next, mergeKey: undefined, before: document, after: forth }], future: rest }, document: forth, label }
}
