/** What keeps the record from growing for ever. All of it may be repeated and stopped at any point. */
export interface RecordKeeping {
  /** Does the work while no other process does any of this; false when another one does. */
  alone(work: () => Promise<void>): Promise<boolean>
  /** Deletes the events of runs that ended before, are published and whose last state is kept. Returns how many events went. */
  purgeLog(endedBefore: Date): Promise<number>
  /** Which of these content addresses (sha256, hex) anything in the record names. */
  referenced(digests: readonly string[]): Promise<ReadonlySet<string>>
  /** Projects every run anew from its first event, in the rows themselves. `skipped`: runs whose first events are purged. */
  rebuildProjections(): Promise<{ runs: number; changed: string[]; skipped: number }>
}

/** Blobs nobody names go in two steps, so that bytes stored or read again in between are never lost. */
export interface BlobGarbage {
  /** Content addresses not written for this long, in batches. */
  untouched(forMs: number): AsyncIterable<string[]>
  /** Sets bytes aside unless they were written again meanwhile; reading or writing them brings them back. */
  setAside(sha256: string, untouchedForMs: number): Promise<boolean>
  /** Content addresses set aside for this long, in batches. */
  setAsideFor(ms: number): AsyncIterable<string[]>
  bringBack(sha256: string): Promise<void>
  /** Deletes what is set aside, unless it was written since it was looked at. */
  delete(sha256: string, untouchedForMs: number): Promise<boolean>
}
