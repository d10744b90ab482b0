import { useEffect, useRef } from 'react'

type Holder = HTMLElement | SVGElement

/** To whom a dialog that has only just closed will give the focus. Who opens the next one before that takes the debt over. */
let owed: Holder | undefined

function holder(): Holder | undefined {
  const active = document.activeElement
  if (active === null || active === document.body) return owed
  return active instanceof HTMLElement || active instanceof SVGElement ? active : undefined
}

/**
 * Gives the focus back to what had it when a dialog opened. The dialogs do so themselves for the button that opened them; one that a key
 * opened has none, and the focus would be nowhere. Whoever takes it meanwhile keeps it.
 */
export function useFocusBack(open: boolean): void {
  const had = useRef<Holder>(undefined)
  const wasOpen = useRef(false)
  if (open && !wasOpen.current) had.current = holder()
  wasOpen.current = open
  useEffect(() => {
    if (!open) return
    const before = had.current
    return () => {
      owed = before
      // The dialog lets go of the focus in this turn.
      setTimeout(() => {
        if (owed === before) owed = undefined
        if (document.activeElement === document.body && before?.isConnected) before.focus()
      })
    }
  }, [open])
}
