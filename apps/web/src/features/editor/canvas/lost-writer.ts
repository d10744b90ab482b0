import { useCallback, useEffect, useRef } from 'react'
import type { EditorStore } from '../model/editor-store.ts'
import { isGone } from '../model/gone-selection.ts'

const TEXT = 'input, textarea, [contenteditable=true]'

/**
 * Others may delete a step while somebody writes in its settings. The field is gone and the focus is nowhere, but the hands have not noticed:
 * until they press or go somewhere, what they type is still text and no command.
 */
export function useLostWriter(store: EditorStore): (event: Pick<KeyboardEvent, 'target'>) => boolean {
  const lost = useRef(false)
  useEffect(() => {
    const found = () => {
      lost.current = false
    }
    const stop = store.subscribe((now, before) => {
      if (isGone(now, before) && document.activeElement?.matches(TEXT)) lost.current = true
    })
    window.addEventListener('pointerdown', found, { capture: true })
    return () => {
      stop()
      window.removeEventListener('pointerdown', found, { capture: true })
    }
  }, [store])
  return useCallback(({ target }) => {
    if (target !== document.body) lost.current = false
    return lost.current
  }, [])
}
