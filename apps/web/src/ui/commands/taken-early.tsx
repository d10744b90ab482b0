import { useCommandState } from 'cmdk'
import { useEffect } from 'react'

/** The item of the list that Enter would take. */
export const chosenItem = () => document.querySelector<HTMLElement>('[cmdk-root] [cmdk-item][aria-selected="true"]')

/** An Enter that came early is applied to what is chosen once the list has come to rest with what was typed. */
export function TakeChosen({ query }: { query: string }) {
  const search = useCommandState((state) => state.search)
  const value = useCommandState((state) => state.value)
  const count = useCommandState((state) => state.filtered.count)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list filters and chooses in steps; each step begins the wait anew
  useEffect(() => {
    if (search !== query) return
    const rest = setTimeout(() => chosenItem()?.click(), 0)
    return () => clearTimeout(rest)
  }, [query, search, value, count])
  return null
}

/** The dialog selects what its field holds when it hands over the focus; the next key would then replace what was typed so far. */
export function caretToEnd(field: HTMLInputElement): void {
  queueMicrotask(() => field.setSelectionRange(field.value.length, field.value.length))
}
