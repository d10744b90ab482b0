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
  if (last && entry.mergeKey !== undefined && last.mergeKey === entry.mergeKey)
    return { past: [...past.slice(0, -1), { ...entry, before: last.before }], future: [] }
  return { past: [...past, entry].slice(-MAX_ENTRIES), future: [] }
}

/** Ends the current run of merging: the next gesture starts an entry of its own. */
export function sealed({ past, future }: EditHistory): EditHistory {
  const last = past.at(-1)
  return last?.mergeKey === undefined ? { past, future } : { past: [...past.slice(0, -1), { ...last, mergeKey: undefined }], future }
}

export function undone({ past, future }: EditHistory): { history: EditHistory; document: Workflow } | undefined {
  const last = past.at(-1)
  return last ? { history: { past: past.slice(0, -1), future: [last, ...future] }, document: last.before } : undefined
}

export function redone({ past, future }: EditHistory): { history: EditHistory; document: Workflow } | undefined {
  const [next, ...rest] = future
  return next ? { history: { past: [...past, { ...next, mergeKey: undefined }], future: rest }, document: next.after } : undefined
}
