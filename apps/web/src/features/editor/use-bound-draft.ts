import type { Workflow } from '@aob/schemas'
import { useEffect } from 'react'
import type { DraftHandle } from './draft/draft-handle.ts'
import type { EditorStore } from './model/editor-store.ts'

/** Ties the editor to its draft, and says what cannot be seen on the canvas. */
export function useBoundDraft(store: EditorStore, session: DraftHandle, opened: Workflow): void {
  useEffect(() => {
    let gone = false
    // Whatever was quicker than this.
    if (store.getState().document !== opened) session.touched()
    let unbind = store.subscribe((state, previous) => {
      if (state.document !== previous.document) session.touched()
    })
    void session.whenAttached.then(({ bindEditor, sayNotices }) => {
      if (gone) return
      unbind()
      // First: what was drawn before the draft was there may be the very thing that cannot be kept.
      const silence = sayNotices(store, session)
      const untie = bindEditor(store, session, opened)
      unbind = () => {
        untie()
        silence()
      }
    })
    return () => {
      gone = true
      unbind()
    }
  }, [store, session, opened])
}
