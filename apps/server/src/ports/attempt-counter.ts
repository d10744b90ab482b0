/** Different things that were tried under one name, remembered until nothing new is tried for a while. */
export interface AttemptCounter {
  seen(name: string): Promise<Attempts>
  /**
   * Remembers one more for `keepMs`, and with it all of the name; one that is remembered already changes nothing. Beyond `most` nothing is
   * remembered, and nothing lasts longer for it; the answer counts it all the same. Of many at once each gets a count of its own.
   */
  add(name: string, mark: string, bounds: { keepMs: number; most: number }): Promise<Attempts>
}

export interface Attempts {
  count: number
  /** Milliseconds from now for which they are remembered. */
  leftMs: number
}
