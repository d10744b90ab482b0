import { useEffect } from 'react'
import { loadedAfterFirstView } from '../../../lib/first-view.ts'
import { useEditor } from '../editor-context.ts'

const KINDS = ['copy', 'cut', 'paste'] as const

/** Copy, cut and paste through the system clipboard: works across tabs and workflows. What listens comes after the first picture. */
export function useClipboard(active: boolean): void {
  const { store, view } = useEditor()
  useEffect(() => {
    if (!active) return
    let stop: (() => void) | undefined
    let gone = false
    let last: ClipboardEvent | undefined
    let text = ''
    // What is copied or pasted before its code has come waits for it; what a paste brings can be read now only.
    const early = (event: ClipboardEvent) => {
      last = event
      text = event.clipboardData?.getData('text/plain') ?? ''
    }
    for (const kind of KINDS) window.addEventListener(kind, early)
    const hearNoMore = () => {
      for (const kind of KINDS) window.removeEventListener(kind, early)
    }
    void loadedAfterFirstView('Copy and paste', () => import('./clipboard-events.ts')).then((loaded) => {
      hearNoMore()
      if (!gone && loaded) stop = loaded.listenToClipboard(store, view, last && { event: last, text })
    })
    return () => {
      gone = true
      hearNoMore()
      stop?.()
    }
  }, [store, view, active])
}
