import { type RefObject, useLayoutEffect, useRef } from 'react'

export interface RowFocus {
  list: RefObject<HTMLDivElement | null>
  add: RefObject<HTMLButtonElement | null>
  /** Call when a row is asked for: the focus goes into it once it stands. */
  added: () => void
  /** Call when a row was taken away: what had the focus in it is gone. */
  removed: () => void
}

/** Who adds a row goes on typing in it, who removes one is where rows are added: not on the page, whose letters are commands. */
export function useRowFocus(rows: number): RowFocus {
  const list = useRef<HTMLDivElement>(null)
  const add = useRef<HTMLButtonElement>(null)
  const awaited = useRef(Number.POSITIVE_INFINITY)
  useLayoutEffect(() => {
    if (rows < awaited.current) return
    awaited.current = Number.POSITIVE_INFINITY
    list.current?.lastElementChild?.querySelector<HTMLElement>('input, textarea, select, [contenteditable=true]')?.focus()
  }, [rows])
  return {
    list,
    add,
    added: () => {
      awaited.current = rows + 1
    },
    removed: () => add.current?.focus(),
  }
}
