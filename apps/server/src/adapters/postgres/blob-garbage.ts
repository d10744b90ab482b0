import pg from 'pg'
import type { BlobGarbage } from '../../ports/record-keeping.ts'
import type { Database } from './database.ts'
import { asDomainError } from './failures.ts'

const BATCH = 5000
/** The owner's session between two deletions. */
const IDLE_MS = 5000

/**
 * Garbage of the table of blobs; times are those of the database. Rows change under a lock of their own, so that bytes stored or read at the
 * same moment stay. Deleting is the owner's: the service role cannot take bytes away from what names them.
 */
export class PostgresBlobGarbage implements BlobGarbage {
  private readonly owner: pg.Pool

  constructor(
    private readonly database: Database,
    url: string,
  ) {
    this.owner = new pg.Pool({ connectionString: url, application_name: 'aob-blob-garbage', max: 1, idleTimeoutMillis: IDLE_MS, connectionTimeoutMillis: 5000 })
    this.owner.on('error', () => undefined)
  }

  untouched(forMs: number): AsyncIterable<string[]> {
    return this.batches('set_aside_at IS NULL AND stored_at', forMs)
  }

  async setAside(sha256: string, untouchedForMs: number): Promise<boolean> {
    const statement = `UPDATE cas_blobs SET set_aside_at = now() WHERE sha256 = $1 AND set_aside_at IS NULL AND ${olderThan('stored_at', 2)}`
    return (await this.database.write(statement, [sha256, untouchedForMs])) === 1
  }

  setAsideFor(ms: number): AsyncIterable<string[]> {
    return this.batches('set_aside_at', ms)
  }

  async bringBack(sha256: string): Promise<void> {
    await this.database.write('UPDATE cas_blobs SET set_aside_at = NULL WHERE sha256 = $1', [sha256])
  }

  async delete(sha256: string, untouchedForMs: number): Promise<boolean> {
    const statement = `DELETE FROM cas_blobs WHERE sha256 = $1 AND set_aside_at IS NOT NULL AND ${olderThan('stored_at', 2)}`
    try {
      if ((await this.owner.query(statement, [sha256, untouchedForMs])).rowCount === 1) return true
    } catch (error) {
      throw asDomainError(error)
    }
    // Stored again since it was looked at: wanted after all.
    await this.bringBack(sha256)
    return false
  }

  /** Idempotent. */
  async close(): Promise<void> {
    if (!this.owner.ended) await this.owner.end()
  }

  /** `which`: a condition that ends in the time that must have passed. */
  private async *batches(which: string, forMs: number): AsyncIterable<string[]> {
    const statement = `SELECT sha256 FROM cas_blobs WHERE ${olderThan(which, 1)} AND sha256 > $2 ORDER BY sha256 LIMIT ${BATCH}`
    for (let after = ''; ; ) {
      const rows = await this.database.rows<{ sha256: string }>(statement, [forMs, after])
      if (rows.length > 0) yield rows.map(({ sha256 }) => sha256)
      if (rows.length < BATCH) return
      after = rows.at(-1)?.sha256 ?? after
    }
  }
}

/** `column` is what comes last of `which`; the parameter is in milliseconds. */
function olderThan(which: string, parameter: number): string {
  return `${which} <= now() - $${parameter} * interval '1 millisecond'`
}
