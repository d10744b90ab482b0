/** Values that leave by themselves. `now` is in milliseconds; entries whose time has passed are as good as gone, and are gone with the next write. */
export class ExpiringMap<T> {
  private readonly entries = new Map<string, { value: T; until: number }>()

  constructor(
    private readonly now: () => number,
    /** The oldest entries go first. */
    private readonly most: number,
  ) {}

  get size(): number {
    return this.entries.size
  }

  get(key: string): { value: T; leftMs: number } | undefined {
    const entry = this.entries.get(key)
    const leftMs = entry === undefined ? 0 : entry.until - this.now()
    return entry && leftMs > 0 ? { value: entry.value, leftMs } : undefined
  }

  set(key: string, value: T, lifeMs: number): void {
    const now = this.now()
    this.entries.delete(key)
    for (const [old, { until }] of this.entries) if (until <= now || this.entries.size >= this.most) this.entries.delete(old)
    this.entries.set(key, { value, until: now + lifeMs })
  }

  delete(key: string): boolean {
    const there = this.get(key) !== undefined
    this.entries.delete(key)
    return there
  }

  clear(): void {
    this.entries.clear()
  }
}
