import { copyRecord, own } from '../document/own-property.ts'

/** Changes over a record that is not touched; the record is copied once, at the end, and only when something changed. */
export class Overlay<T> {
  readonly #base: Readonly<Record<string, T>>
  readonly #changes = new Map<string, T | undefined>()

  constructor(base: Readonly<Record<string, T>>) {
    this.#base = base
  }

  get(key: string): T | undefined {
    return this.#changes.has(key) ? this.#changes.get(key) : own(this.#base, key)
  }

  set(key: string, value: T): void {
    this.#changes.set(key, value)
  }

  delete(key: string): void {
    if (Object.hasOwn(this.#base, key)) this.#changes.set(key, undefined)
    else this.#changes.delete(key)
  }

  /** Every entry as it is now: those of the base in their order, then the added ones. A snapshot. */
  entries(): [string, T][] {
    const found: [string, T][] = []
    for (const key in this.#base) {
      const value = this.get(key)
      if (value !== undefined) found.push([key, value])
    }
    for (const [key, value] of this.#changes) if (value !== undefined && !Object.hasOwn(this.#base, key)) found.push([key, value])
    return found
  }

  keysFrom(prefix: string): string[] {
    const found: string[] = []
    for (const key in this.#base) if (key.startsWith(prefix) && this.get(key) !== undefined) found.push(key)
    for (const [key, value] of this.#changes) if (value !== undefined && key.startsWith(prefix) && !Object.hasOwn(this.#base, key)) found.push(key)
    return found
  }

  /** The record as it is now; the very same one when nothing was changed. */
  finish(): Readonly<Record<string, T>> {
    if (this.#changes.size === 0) return this.#base
    const copy = copyRecord(this.#base)
    for (const [key, value] of this.#changes) {
      if (value === undefined) delete copy[key]
      else copy[key] = value
    }
    return copy
  }
}
