import type { Workflow } from '@aob/schemas'
import { v7 as uuid } from 'uuid'
import type { EditorState, EditorStore } from '../model/editor-store.ts'
import type { DraftSession } from './draft-session.ts'
import { carriedTo, gestureBetween } from './local-gesture.ts'

/**
 * Ties an editor to a draft, for as long as the remover is not called: what is done in the editor is a gesture of the draft, and what
 * comes by the draft is merged into the editor. The document of both is the same object after either. What was done since the editor
 * showed `opened`, before the draft was there, is its first gesture.
 */
export function bindEditor(store: EditorStore, session: DraftSession, opened: Workflow): () => void {
  let merging = false
  /** The gesture being typed, and what lay before it. */
  let growing: { patchId: string; mergeKey: string; before: Workflow } | undefined

  function merge(): void {
    const { base, document } = session.state()
    const now = store.getState()
    if (now.document === document && now.base === base) return
    if (now.document !== document) growing = undefined
    merging = true
    try {
      store.merge(base, document)
    } finally {
      // Whoever listens may fail; what is drawn next is an edit all the same.
      merging = false
    }
  }

  function onEdit(state: EditorState, previous: EditorState): void {
    if (merging || state.document === previous.document) return
    const { label, mergeKey } = namedStep(state, previous)
    if (growing && mergeKey === growing.mergeKey) {
      const longer = gestureBetween(growing.before, state.document, { patchId: growing.patchId, order: 0, label, mergeKey })
      // Typed back to what it was: an empty gesture has nowhere to go, so the way back is one of its own.
      if (longer && session.amend(longer, state.document)) return
    }
    const patchId = uuid()
    growing = mergeKey === undefined ? undefined : { patchId, mergeKey, before: previous.document }
    const gesture = gestureBetween(previous.document, state.document, { patchId, order: 0, label, ...(mergeKey === undefined ? {} : { mergeKey }) })
    if (gesture) session.append(gesture, state.document)
    // Another object that says the same: both show one and the same again.
    else merge()
  }

  /** Edits that were quicker than the draft. */
  function catchUp(): void {
    const { document } = store.getState()
    const early = gestureBetween(opened, document, { patchId: uuid(), order: 0, label: 'first edits' })
    if (!early) return
    const carried = carriedTo(early, session.state().document)
    if (carried.kind === 'ok') session.append(carried.gesture, carried.document)
    else if (carried.kind === 'conflict') session.setAside({ gesture: early, conflicts: carried.conflicts })
  }

  if (store.getState().document !== opened) catchUp()
  const stops = [store.subscribe(onEdit), session.subscribe(merge)]
  merge()
  return () => {
    for (const stop of stops) stop()
  }
}

/** What the last change of the editor is called; only new entries grow. */
function namedStep({ history, lastStep }: EditorState, previous: EditorState): { label: string; mergeKey?: string } {
  if (lastStep !== previous.lastStep && lastStep)
    return { label: history.past.length < previous.history.past.length ? `undo ${lastStep.label}` : lastStep.label }
  const entry = history.past.at(-1)
  return { label: entry?.label ?? 'edit', ...(entry?.mergeKey === undefined ? {} : { mergeKey: entry.mergeKey }) }
}
