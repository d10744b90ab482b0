import { useEffect } from 'react'
import { notify } from '../../ui/toast.tsx'
import { dropDraft, readDraft, storeDraft } from './model/draft-storage.ts'
import type { EditorStore } from './model/editor-store.ts'

/** Quiet time before the draft is written, in milliseconds. */
const WRITE_DELAY = 300

/** Keeps unsaved edits in this browser, so that a reload loses nothing. Says once when the browser has no room. */
export function useKeptDraft(store: EditorStore, name: string): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let warned = false
    function write() {
      const { document, base } = store.getState()
      if (document === base.document) dropDraft(localStorage, name, base.artifactId)
      else if (!storeDraft(localStorage, name, base.artifactId, { document, savedAt: Date.now() }) && !warned) {
        warned = true
        notify.error('Unsaved changes cannot be kept in this browser', 'Its storage is full or closed. Save often; a reload would lose them.')
      }
    }
    const stop = store.subscribe((state, previous) => {
      if (state.base.artifactId !== previous.base.artifactId) dropDraft(localStorage, name, previous.base.artifactId)
      if (state.document === previous.document && state.base === previous.base) return
      clearTimeout(timer)
      timer = setTimeout(write, WRITE_DELAY)
    })
    const flush = () => {
      clearTimeout(timer)
      write()
    }
    window.addEventListener('pagehide', flush)
    return () => {
      stop()
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [store, name])

  useEffect(() => {
    const { base, document } = store.getState()
    if (document !== base.document && readDraft(localStorage, name, base.artifactId))
      notify.info('Your unsaved changes are back', 'Undo takes them away again.')
  }, [store, name])
}
