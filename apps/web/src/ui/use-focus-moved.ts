import { type RefObject, useLayoutEffect, useRef } from 'react'

/** Keeps the focus on the button that moved a place: the browser drops it when the place is put elsewhere, or its button has nowhere to go any more. */
export function useFocusMoved<List extends HTMLElement>(): [list: RefObject<List | null>, focusMoved: (place: string, by: -1 | 1) => void] {
  const list = useRef<List>(null)
  const awaited = useRef<{ place: string; by: -1 | 1 } | undefined>(undefined)
  useLayoutEffect(() => {
    const asked = awaited.current
    if (!asked) return
    awaited.current = undefined
    const item = [...(list.current?.children ?? [])].find((child) => child instanceof HTMLElement && child.dataset.place === asked.place)
    const held = document.activeElement
    if (item?.contains(held) && !held?.matches(':disabled')) return
    const button = [asked.by, -asked.by].map((by) => item?.querySelector<HTMLElement>(`[data-move="${by}"]:not(:disabled)`)).find(Boolean)
    button?.focus()
  })
  return [
    list,
    (place, by) => {
      awaited.current = { place, by }
    },
  ]
}
