import { useEffect, useRef } from 'react'
import { tinykeys } from 'tinykeys'

export interface ReviewKeys {
  next: () => void
  previous: () => void
  approve: () => void
  reject: () => void
  /** Leaves the change that has the attention out, or takes it in again. */
  include: () => void
  close?: () => void
}

/** Keys belong to whatever is typed into, and to an open dialog. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true
  if (document.querySelector('[role="dialog"]')) return true
  return (
    event.target instanceof Element &&
    event.target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="slider"]') !== null
  )
}

/** J/K go through the changes, X leaves one out, A approves, R rejects, Escape leaves. */
export function useReviewKeys(keys: ReviewKeys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const on = (action: (keys: ReviewKeys) => void) => (event: KeyboardEvent) => {
      if (isTaken(event)) return
      event.preventDefault()
      action(latest.current)
    }
    return tinykeys(window, {
      j: on((current) => current.next()),
      k: on((current) => current.previous()),
      a: on((current) => current.approve()),
      r: on((current) => current.reject()),
      x: on((current) => current.include()),
      Escape: on((current) => current.close?.()),
    })
  }, [])
}
