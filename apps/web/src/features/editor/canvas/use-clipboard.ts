import { useEffect } from 'react'
import { afterFirstView } from '../../../lib/first-view.ts'
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
    afterFirstView()
      .then(() => import('./clipboard-events.ts'))
      .then(({ listenToClipboard }) => {
        window.removeEventListener('paste', early)
        if (gone) return
        const clipboard = listenToClipboard(store, view)
        stop = clipboard.stop
        clipboard.paste(text)
      })
      .catch((error: unknown) => console.warn('Copy and paste could not be loaded; the page goes on without.', error))
    return () => {
      gone = true
      window.removeEventListener('paste', early)
      stop?.()
    }
  }, [store, view, active])
}
