import { createHash } from 'node:crypto'
import { DomainError } from '../../domain-error.ts'
import type { BlobStore } from '../../ports/blob-store.ts'
import type { Database } from './database.ts'

/**
 * Content-addressed bytes in a table: for installations that have a database and no shared disk. What garbage collection set aside is
 * brought back by whoever stores or reads it.
 */
export class PostgresBlobStore implements BlobStore {
  constructor(private readonly database: Database) {}

  /** Whoever stores bytes again is about to name them: they are new to garbage collection. Bytes that are there are not sent again. */
  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = hashOf(bytes)
    const touched = await this.database.write('UPDATE cas_blobs SET stored_at = now(), set_aside_at = NULL WHERE sha256 = $1', [sha256])
    if (touched === 0)
      await this.database.write(
        'INSERT INTO cas_blobs (sha256, bytes) VALUES ($1, $2) ON CONFLICT (sha256) DO UPDATE SET stored_at = now(), set_aside_at = NULL',
        [sha256, Buffer.from(bytes)],
      )
    return sha256
  }

  async get(sha256: string): Promise<Uint8Array | undefined> {
    const rows = await this.database.rows<{ bytes: Buffer; aside: boolean }>(
      'SELECT bytes, set_aside_at IS NOT NULL AS aside FROM cas_blobs WHERE sha256 = $1',
      [sha256],
    )
    const [found] = rows
    if (found === undefined) return undefined
    if (found.aside) await this.bringBack(sha256)
    if (hashOf(found.bytes) !== sha256) throw new DomainError('cas.integrity', `The bytes stored as ${sha256} have another hash.`)
    return new Uint8Array(found.bytes)
  }

  async has(sha256: string): Promise<boolean> {
    const rows = await this.database.rows<{ aside: boolean }>('SELECT set_aside_at IS NOT NULL AS aside FROM cas_blobs WHERE sha256 = $1', [sha256])
    const [found] = rows
    return found !== undefined && (!found.aside || (await this.bringBack(sha256)))
  }

  /** False when they are gone meanwhile. */
  private async bringBack(sha256: string): Promise<boolean> {
    return (await this.database.write('UPDATE cas_blobs SET set_aside_at = NULL WHERE sha256 = $1', [sha256])) === 1
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
