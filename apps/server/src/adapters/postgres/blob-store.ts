import { createHash } from 'node:crypto'
import { DomainError } from '../../domain-error.ts'
import type { BlobStore } from '../../ports/blob-store.ts'
import type { Database } from './database.ts'

/** Content-addressed bytes in a table: for installations that have a database and no shared disk. */
export class PostgresBlobStore implements BlobStore {
  constructor(private readonly database: Database) {}

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = hashOf(bytes)
    await this.database.write('INSERT INTO cas_blobs (sha256, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING', [sha256, Buffer.from(bytes)])
    return sha256
  }

  async get(sha256: string): Promise<Uint8Array | undefined> {
    const rows = await this.database.rows<{ bytes: Buffer }>('SELECT bytes FROM cas_blobs WHERE sha256 = $1', [sha256])
    const bytes = rows[0]?.bytes
    if (bytes === undefined) return undefined
    if (hashOf(bytes) !== sha256) throw new DomainError('cas.integrity', `The bytes stored as ${sha256} have another hash.`)
    return new Uint8Array(bytes)
  }

  async has(sha256: string): Promise<boolean> {
    return (await this.database.rows('SELECT 1 FROM cas_blobs WHERE sha256 = $1', [sha256])).length > 0
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
