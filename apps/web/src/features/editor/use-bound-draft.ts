import type { Workflow } from '@aob/schemas'
import { useEffect } from 'react'
import { notify } from '../../ui/toast.tsx'
import type { DraftHandle } from './draft/draft-handle.ts'
import type { EditorStore } from './model/editor-store.ts'
import { goneSteps } from './model/gone-selection.ts'

/** Ties the editor to its draft, and says what cannot be seen on the canvas. */
export function useBoundDraft(store: EditorStore, session: DraftHandle, opened: Workflow): void {
  useEffect(() => {
    let gone = false
    let unbind = store.subscribe((state, previous) => {
      if (state.document !== previous.document) session.touched()
    })
    void session.whenAttached.then(({ bindEditor }) => {
      if (gone) return
      unbind()
      unbind = bindEditor(store, session, opened)
    })
    return () => {
      gone = true
      unbind()
    }
  }, [store, session, opened])
  useEffect(
    () =>
      store.subscribe((state, previous) => {
        const { lastStep } = state
        const [first, ...more] = goneSteps(state, previous)
        if (first !== undefined)
          notify.info(more.length === 0 ? `“${first}” is gone` : `“${first}” and ${more.length} more are gone`, 'Somebody else deleted what was selected here.')
        if (lastStep !== previous.lastStep && lastStep?.refused)
          notify.info(`“${lastStep.label}” can no longer be taken back`, 'Others have changed the same since.')
      }),
    [store],
  )
  useEffect(() => {
    let warned = false
    return session.subscribe(({ kept, unsent, base }, previous) => {
      if (!kept && unsent > 0 && !warned) {
        warned = true
        notify.error('This browser cannot keep your changes', 'Its storage is full or closed. Until the server has them, a reload would lose them.')
      }
      const { base: now } = store.getState()
      if (base.artifactId !== previous.base.artifactId && store.getState().save.kind !== 'saving' && base.artifactId !== now.artifactId)
        notify.info(`Now at ${base.versionLabel}`, 'Somebody published. What is not in it yet stays in the draft.')
    })
  }, [store, session])
}
