/** Time-ordered UUIDv7. */
export interface Ids {
  next(): string
}
