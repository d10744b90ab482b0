import { useEffect, useRef } from 'react'

/**
 * Gives the focus back to what had it when a dialog opened. The dialogs do so themselves for the button that opened them; one that a key
 * opened has none, and the focus would be nowhere. Whoever takes it meanwhile keeps it.
 */
export function useFocusBack(open: boolean): void {
  const had = useRef<Element | null>(null)
  const wasOpen = useRef(false)
  if (open && !wasOpen.current) had.current = document.activeElement
  wasOpen.current = open
  useEffect(() => {
    if (!open) return
    const before = had.current
    return () => {
      // The dialog lets go of the focus in this turn.
      setTimeout(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected) before.focus()
      })
    }
  }, [open])
}
