import { useEffect } from 'react'

/** A query after a key that found no field yet; undefined when the key says nothing to a query. */
export function queryAfterKey(query: string, event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined
  if (event.key === 'Backspace') return query.slice(0, -1)
  return [...event.key].length === 1 ? query + event.key : undefined
}

/**
 * While the palette is on its way (its code loads on demand, its field takes the focus a frame later) the keys typed belong to it:
 * people press Ctrl+K and type on. They are kept in the query until the field has the focus. `isOpen` is asked at each key, because
 * the first one comes before anything has been rendered.
 */
export function useEarlyTyping(isOpen: () => boolean, setQuery: (next: (query: string) => string) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isOpen() || document.activeElement?.closest('[cmdk-root]') || queryAfterKey('', event) === undefined) return
      event.preventDefault()
      event.stopPropagation()
      setQuery((query) => queryAfterKey(query, event) ?? query)
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [isOpen, setQuery])
}
