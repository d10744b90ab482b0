/** Words kept under a key, from one visit to the next. */
export interface KeptWords {
  /** Undefined where nothing is kept. */
  recall(key: string): string | undefined
  /** Undefined forgets. */
  keep(key: string, words: string | undefined): void
}

/**
 * Where the browser refuses (site data blocked, its room full) words are kept as long as the page lives: what somebody likes is never worth
 * a page that does not open. Merely asking for the storage may be refused, which is why it is asked for each time.
 */
export function wordsIn(storage: () => Storage): KeptWords {
  const here = new Map<string, string | undefined>()
  return {
    recall(key) {
      if (here.has(key)) return here.get(key)
      try {
        return storage().getItem(key) ?? undefined
      } catch {
        return undefined
      }
    },
    keep(key, words) {
      try {
        if (words === undefined) storage().removeItem(key)
        else storage().setItem(key, words)
        here.delete(key)
      } catch {
        here.set(key, words)
      }
    },
  }
}

/** What this browser keeps. */
export const inBrowser = wordsIn(() => localStorage)
/** What this tab keeps. */
export const inTab = wordsIn(() => sessionStorage)
