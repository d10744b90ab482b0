import { useEffect } from 'react'

/** A query after a key that found no field yet; undefined when the key says nothing to a query. */
export function queryAfterKey(query: string, event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined
  if (event.key === 'Backspace') return query.slice(0, -1)
  return [...event.key].length === 1 ? query + event.key : undefined
}

/** What was typed before the palette had a field, and whether it was confirmed with Enter. */
export interface EarlyWords {
  query: string
  confirmed: boolean
}

/** What a key does to it; undefined when the key is none of the palette's. After Enter the rest has come too late to change anything. */
export function afterEarlyKey(words: EarlyWords, event: Parameters<typeof queryAfterKey>[1]): EarlyWords | undefined {
  const confirmed = event.key === 'Enter' && !event.isComposing
  const query = confirmed ? words.query : queryAfterKey(words.query, event)
  if (query === undefined) return undefined
  return words.confirmed ? words : { query, confirmed }
}

/**
 * While the palette is on its way (its code loads on demand, its field takes the focus a frame later) the keys typed belong to it:
 * people press Ctrl+K, type on and press Enter, or Escape. They are kept until the field has the focus. `isOpen` is asked at each key,
 * because the first one comes before anything has been rendered.
 */
export function useEarlyTyping(isOpen: () => boolean, change: (next: (words: EarlyWords) => EarlyWords) => void, close: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isOpen() || document.activeElement?.closest('[cmdk-root]')) return
      const escapes = event.key === 'Escape' && !event.isComposing
      if (!escapes && afterEarlyKey(NOTHING, event) === undefined) return
      event.preventDefault()
      event.stopPropagation()
      if (escapes) close()
      else change((words) => afterEarlyKey(words, event) ?? words)
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [isOpen, change, close])
}

const NOTHING: EarlyWords = { query: '', confirmed: false }
