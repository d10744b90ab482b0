import { anchor, exactOperationsBetween, rebaseOperations } from '@aob/ir/document'
import type { AnchoredChange, Workflow } from '@aob/schemas'
import { inTab } from '../../../lib/browser-storage.ts'
import type { HistoryEntry } from '../model/edit-history.ts'
import type { EditorStore } from '../model/editor-store.ts'
import { applied } from './local-gesture.ts'

/** A step of the history as it outlives the page: what it is called, and its way back, by ids. */
export interface KeptStep {
  label: string
  back: AnchoredChange[]
}

const MOST_STEPS = 50
/** Steps and connections all of them may have changed: what the page does as it goes must not hold it up. */
const MOST_HELD = 5_000
/** Of all of them as they are written; a tab keeps some five million. */
const MOST_CHARACTERS = 500_000

/** The last steps of a history, as a text. */
export function textOfSteps(past: readonly HistoryEntry[]): string | undefined {
  const steps: string[] = []
  let [held, characters] = [0, 0]
  for (const { label, before, after, held: own } of past.slice(-MOST_STEPS).reverse()) {
    held += own + Math.abs(after.nodes.length - before.nodes.length)
    if (held > MOST_HELD) break
    const step: KeptStep = { label, back: anchor(after, exactOperationsBetween(after, before)) }
    const text = JSON.stringify(step)
    characters += text.length
    if (characters > MOST_CHARACTERS) break
    steps.unshift(text)
  }
  return steps.length === 0 ? undefined : `[${steps.join(',')}]`
}

/**
 * The steps as entries of a history that leads to a document, which may hold what others did since. What is in the way of one is in the
 * way of taking it back, as it would be in the page that made it: it is no entry any more.
 */
export function entriesFrom(text: string, document: Workflow): HistoryEntry[] {
  // Written by this page before it was loaded anew.
  const steps = JSON.parse(text) as KeptStep[]
  const entries: HistoryEntry[] = []
  let after = document
  for (const { label, back } of steps.reverse()) {
    const rebased = rebaseOperations(back, after)
    if (rebased.kind === 'conflict' || rebased.operations.length === 0) continue
    const before = applied(after, rebased.operations)
    entries.unshift({ label, before, after, held: rebased.operations.length })
    after = before
  }
  return entries
}

/** Takes up the steps this tab has kept under a key, and keeps them when the page goes or this is called off. */
export function keepSteps(store: EditorStore, key: string): () => void {
  takeUp(store, key)
  const leave = () => inTab.keep(key, textOfSteps(store.getState().history.past))
  window.addEventListener('pagehide', leave)
  return () => {
    window.removeEventListener('pagehide', leave)
    leave()
  }
}

function takeUp(store: EditorStore, key: string): void {
  const text = inTab.recall(key)
  if (text === undefined) return
  // A tab that is duplicated has steps of its own.
  inTab.keep(key, undefined)
  const { document, history } = store.getState()
  try {
    const kept = entriesFrom(text, history.past[0]?.before ?? document)
    store.setState({ history: { past: [...kept, ...history.past], future: history.future } })
  } catch (error) {
    console.warn('What could be undone before the page was loaded anew cannot be read.', error)
  }
}
