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
    afterFirstView()
      .then(() => import('./clipboard-events.ts'))
      .then(({ listenToClipboard }) => {
        if (!gone) stop = listenToClipboard(store, view)
      })
      .catch((error: unknown) => console.warn('Copy and paste could not be loaded; the page goes on without.', error))
    return () => {
      gone = true
      stop?.()
    }
  }, [store, view, active])
}
