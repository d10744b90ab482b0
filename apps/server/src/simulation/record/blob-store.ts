import { createHash } from 'node:crypto'
import { DomainError } from '../../domain-error.ts'
import type { BlobStore } from '../../ports/blob-store.ts'

/** Content-addressed bytes in memory, for the simulation only. */
export class MemoryBlobStore implements BlobStore {
  readonly bytes = new Map<string, Uint8Array>()

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = hashOf(bytes)
    if (!this.bytes.has(sha256)) this.bytes.set(sha256, new Uint8Array(bytes))
    return sha256
  }

  async get(sha256: string): Promise<Uint8Array | undefined> {
    const stored = this.bytes.get(sha256)
    if (!stored) return undefined
    if (hashOf(stored) !== sha256) throw new DomainError('cas.integrity', `The bytes stored under ${sha256} do not match it.`)
    return new Uint8Array(stored)
  }

  async has(sha256: string): Promise<boolean> {
    return this.bytes.has(sha256)
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
