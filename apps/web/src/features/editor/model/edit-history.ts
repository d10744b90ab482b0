import type { Workflow } from '@aob/schemas'

/** One gesture that changed the document. */
export interface HistoryEntry {
  /** Steps and connections of `before` that `after` no longer has: what it costs to keep the entry. */
  held: number
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
/**
 * Steps and connections all entries may hold beside those of the document, some 100 bytes each: everything in a workflow of 10,000 steps
 * moved fifty times. The newest entry is kept whatever it holds.
 */
export const MAX_HELD = 500_000

function withinBounds(past: readonly HistoryEntry[]): readonly HistoryEntry[] {
  let first = Math.max(0, past.length - MAX_ENTRIES)
  let held = past.slice(first).reduce((sum, entry) => sum + entry.held, 0)
  for (; held > MAX_HELD && first < past.length - 1; first++) held -= past[first]?.held ?? 0
  return past.slice(first)
}

function entryOf(gesture: Omit<HistoryEntry, 'held'>): HistoryEntry {
  const { before, after } = gesture
  return { ...gesture, held: countGone(before.nodes, after.nodes) + countGone(before.edges, after.edges) }
}

function countGone<T extends object>(before: readonly T[], after: readonly T[]): number {
  if (before === after) return 0
  const there = new Set<T>(after)
  return before.reduce((count, element) => (there.has(element) ? count : count + 1), 0)
}

/** Records a gesture; what had been undone is gone. */
export function recorded({ past }: EditHistory, gesture: Omit<HistoryEntry, 'held'>): EditHistory {
  const last = past.at(-1)
  // What others changed in between is nobody's entry.
  const growsLast = last !== undefined && gesture.mergeKey !== undefined && last.mergeKey === gesture.mergeKey && last.after === gesture.before
  const entries = growsLast ? [...past.slice(0, -1), entryOf({ ...gesture, before: last.before })] : [...past, entryOf(gesture)]
  return { past: withinBounds(entries), future: [] }
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
