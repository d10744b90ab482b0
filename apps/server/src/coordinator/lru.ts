export interface LruBounds {
  entries: number
  /** Of all values together, in whatever unit they are set with; a value heavier than that is not kept. */
  weight?: number
}

/** A bounded map that forgets what was used longest ago. Only for immutable values: caches of content-addressed bytes. */
export class Lru<Value> {
  readonly #kept = new Map<string, { value: Value; weight: number }>()
  readonly #bounds: Required<LruBounds>
  #weight = 0

  constructor({ entries, weight = Number.POSITIVE_INFINITY }: LruBounds) {
    this.#bounds = { entries, weight }
  }

  get(key: string): Value | undefined {
    const entry = this.#kept.get(key)
    if (entry === undefined) return undefined
    this.#kept.delete(key)
    this.#kept.set(key, entry)
    return entry.value
  }

  set(key: string, value: Value, weight = 0): void {
    this.#forget(key)
    if (weight > this.#bounds.weight) return
    this.#kept.set(key, { value, weight })
    this.#weight += weight
    while (this.#kept.size > this.#bounds.entries || this.#weight > this.#bounds.weight) {
      const oldest = this.#kept.keys().next()
      if (oldest.done) return
      this.#forget(oldest.value)
    }
  }

  #forget(key: string): void {
    this.#weight -= this.#kept.get(key)?.weight ?? 0
    this.#kept.delete(key)
  }
}
