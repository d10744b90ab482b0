import { expect, it } from 'vitest'
import { wordsIn } from './browser-storage.ts'

/** A storage that takes as many words as it has room for. */
function storageOf(room: number, kept = new Map<string, string>()): Storage {
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => kept.delete(key),
    setItem: (key: string, words: string) => {
      if (kept.size >= room) throw new DOMException('Full.', 'QuotaExceededError')
      kept.set(key, words)
    },
  }
  // What is not called is not there.
  return storage as unknown as Storage
}

it('keeps and forgets', () => {
  const words = wordsIn(() => storage)
  const storage = storageOf(1)
  expect(words.recall('theme')).toBeUndefined()
  words.keep('theme', 'dark')
  expect(storage.getItem('theme')).toBe('dark')
  expect(words.recall('theme')).toBe('dark')
  words.keep('theme', undefined)
  expect(storage.getItem('theme')).toBeNull()
})

it.each([
  [
    'that is refused',
    () => {
      throw new DOMException('Denied.', 'SecurityError')
    },
  ],
  ['that is full', () => storageOf(0)],
])('keeps for the page what a storage %s does not take: the page did not open', (_, storage) => {
  const words = wordsIn(storage)
  expect(words.recall('theme')).toBeUndefined()
  words.keep('theme', 'dark')
  expect(words.recall('theme')).toBe('dark')
  words.keep('theme', undefined)
  expect(words.recall('theme')).toBeUndefined()
})
