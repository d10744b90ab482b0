import { copyRecord, own } from '../document/own-property.ts'

/** What can be laid over: entries in an order, and the same with changes, of which undefined takes an entry away. */
interface Entries<T, Changed> {
  get(key: string): T | undefined
  has(key: string): boolean
  entries(): [string, T][]
  keys(): string[]
  with(changes: Iterable<readonly [string, T | undefined]>): Changed
}

/** Changes over entries that are not touched; they are made to them once, at the end, and only when something changed. */
export class Overlay<T, Base> {
  readonly #base: Base
  readonly #read: Entries<T, Base>
  readonly #changes = new Map<string, T | undefined>()

  constructor(base: Base, read: Entries<T, Base>) {
    this.#base = base
    this.#read = read
  }

  get(key: string): T | undefined {
    return this.#changes.has(key) ? this.#changes.get(key) : this.#read.get(key)
  }

  set(key: string, value: T): void {
    this.#changes.set(key, value)
  }

  delete(key: string): void {
    if (this.#read.has(key)) this.#changes.set(key, undefined)
    else this.#changes.delete(key)
  }

  /** Every entry as it is now: those of the base in their order, then the added ones. A snapshot. */
  entries(): [string, T][] {
    const found: [string, T][] = []
    for (const [key, before] of this.#read.entries()) {
      const value = this.#changes.has(key) ? this.#changes.get(key) : before
      if (value !== undefined) found.push([key, value])
    }
    for (const [key, value] of this.#changes) if (value !== undefined && !this.#read.has(key)) found.push([key, value])
    return found
  }

  keysFrom(prefix: string): string[] {
    const found = this.#read.keys().filter((key) => key.startsWith(prefix) && this.get(key) !== undefined)
    for (const [key, value] of this.#changes) if (value !== undefined && key.startsWith(prefix) && !this.#read.has(key)) found.push(key)
    return found
  }

  /** The base as it is now; the very same one when nothing was changed. */
  finish(): Base {
    return this.#changes.size === 0 ? this.#base : this.#read.with(this.#changes)
  }
}

/** For records that stay small. */
export function overPlain<T>(record: Readonly<Record<string, T>>): Overlay<T, Readonly<Record<string, T>>> {
  return new Overlay(record, {
    get: (key) => own(record, key),
    has: (key) => Object.hasOwn(record, key),
    entries: () => Object.entries(record),
    keys: () => Object.keys(record),
    with: (changes) => {
      const copy = copyRecord(record)
      for (const [key, value] of changes) {
        if (value === undefined) delete copy[key]
        else copy[key] = value
      }
      return copy
    },
  })
}
