import { type FocusEvent, useEffect, useMemo } from 'react'
import { useEditor } from '../editor-context.ts'

/** Listeners for a form: while an expression in it has the focus, the store knows which setting is being written. */
export function useWriting() {
  const { store } = useEditor()
  useEffect(() => () => store.write(undefined), [store])
  return useMemo(
    () => ({
      onFocusCapture({ target }: FocusEvent) {
        const field = target.closest('[data-expression-editor]')
        store.write(field?.closest<HTMLElement>('[data-setting]')?.dataset.setting)
      },
      onBlurCapture({ target }: FocusEvent) {
        // To another window is not left.
        if (target.ownerDocument.activeElement !== target) store.write(undefined)
      },
    }),
    [store],
  )
}
