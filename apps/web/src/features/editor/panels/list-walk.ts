/** Milliseconds after which typed letters begin a new word. */
const WORD_MS = 700

/** What has been typed to jump to an item, and when. */
export interface TypedAhead {
  text: string
  at: number
}

/** The place in a list a key leads to; at its ends it stays. Undefined where the key leads nowhere. */
export function placeAfter(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1)
    case 'ArrowUp':
      return Math.max(at - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

/**
 * The item that letters typed one after the other lead to: the next one that begins with them. One letter again and again goes through
 * all that begin with it. `now` is the time of the key, in ms.
 */
export function typedAhead(
  key: string,
  now: number,
  before: TypedAhead,
  labels: readonly string[],
  at: number,
): { typed: TypedAhead; place: number | undefined } {
  const word = now - before.at > WORD_MS ? key : before.text + key
  const same = [...word].every((letter) => letter.toLowerCase() === key.toLowerCase())
  const sought = (same ? key : word).toLowerCase()
  // Of a word that goes on, the item it has led to so far may still be the one.
  const from = same ? at + 1 : at
  const order = labels.map((_, step) => (from + step) % labels.length)
  return { typed: { text: word, at: now }, place: order.find((place) => labels[place]?.toLowerCase().startsWith(sought)) }
}
