import { useCallback, useEffect, useRef, useState } from 'react'

/** A query after a key that found no field yet; undefined when the key says nothing to a query. */
export function queryAfterKey(query: string, event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined
  if (event.key === 'Backspace') return query.slice(0, -1)
  return [...event.key].length === 1 ? query + event.key : undefined
}

/** What was typed before the list had a field, and whether it was confirmed with Enter. */
export interface EarlyWords {
  query: string
  confirmed: boolean
}

/** What a key does to it; undefined when the key is none of the list's. After Enter the rest has come too late to change anything. */
export function afterEarlyKey(words: EarlyWords, event: Parameters<typeof queryAfterKey>[1]): EarlyWords | undefined {
  const confirmed = event.key === 'Enter' && !event.isComposing
  const query = confirmed ? words.query : queryAfterKey(words.query, event)
  if (query === undefined) return undefined
  return words.confirmed ? words : { query, confirmed }
}

/** A list that is opened by a key and typed into. */
export interface TypedAhead {
  open: boolean
  setOpen: (open: boolean) => void
  /** The same at once, before anything is rendered. */
  isOpen: () => boolean
  words: EarlyWords
  setWords: (words: EarlyWords) => void
}

/**
 * While such a list is on its way (its code loads on demand, its field takes the focus a frame later) the keys typed belong to it: people
 * press Ctrl+K, type on and press Enter, or Escape. They are kept until the field has the focus.
 */
export function useTypedAhead(): TypedAhead {
  const [open, setIsOpen] = useState(false)
  const [words, setWords] = useState(NO_WORDS)
  const wanted = useRef(false)
  const isOpen = useCallback(() => wanted.current, [])
  const setOpen = useCallback((next: boolean) => {
    wanted.current = next
    setIsOpen(next)
    setWords(NO_WORDS)
  }, [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!wanted.current || document.activeElement?.closest('[cmdk-root]')) return
      const escapes = event.key === 'Escape' && !event.isComposing
      if (!escapes && afterEarlyKey(NO_WORDS, event) === undefined) return
      event.preventDefault()
      event.stopPropagation()
      if (escapes) setOpen(false)
      else setWords((words) => afterEarlyKey(words, event) ?? words)
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [setOpen])
  return { open, setOpen, isOpen, words, setWords }
}

const NO_WORDS: EarlyWords = { query: '', confirmed: false }
