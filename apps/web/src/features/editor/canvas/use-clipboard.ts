import { useEffect } from 'react'
import { loadedAfterFirstView } from '../../../lib/first-view.ts'
import { useEditor } from '../editor-context.ts'

/** Copy, cut and paste through the system clipboard: works across tabs and workflows. What listens comes after the first picture. */
export function useClipboard(active: boolean): void {
  const { store, view } = useEditor()
  useEffect(() => {
    if (!active) return
    let stop: (() => void) | undefined
    let gone = false
    let text = ''
    // What is pasted before its code has come waits for it.
    const early = ({ target, clipboardData }: ClipboardEvent) => {
      if (!(target instanceof Element && target.closest('input, textarea, [contenteditable]'))) text = clipboardData?.getData('text/plain') ?? ''
    }
    window.addEventListener('paste', early)
    void loadedAfterFirstView('Copy and paste', () => import('./clipboard-events.ts')).then((loaded) => {
      window.removeEventListener('paste', early)
      if (gone || !loaded) return
      const clipboard = loaded.listenToClipboard(store, view)
      stop = clipboard.stop
      clipboard.paste(text)
    })
    return () => {
      gone = true
      window.removeEventListener('paste', early)
      stop?.()
    }
  }, [store, view, active])
}
