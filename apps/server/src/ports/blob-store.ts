/** Content-addressed bytes (`cas://sha256:<hex>`). Writes are idempotent; bytes are verified on read. */
export interface BlobStore {
  /** Returns the sha256 hex of the bytes. */
  put(bytes: Uint8Array): Promise<string>
  /** Undefined when unknown; throws DomainError `cas.integrity` when the stored bytes do not match. */
  get(sha256: string): Promise<Uint8Array | undefined>
  has(sha256: string): Promise<boolean>
}
