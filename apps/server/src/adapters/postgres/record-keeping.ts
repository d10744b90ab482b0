import pg from 'pg'
import type { RecordKeeping } from '../../ports/record-keeping.ts'
import type { Database } from './database.ts'
import { asDomainError } from './failures.ts'
import { rebuildProjections } from './projection-rebuild.ts'

/** Any constant will do; it must never change, or two versions would work at once. */
const LOCK = 7_420_002
/** They hold no reference: the blobs themselves, and the names of migrations. */
const WITHOUT_REFERENCES = ['cas_blobs', 'aob_migrations']

export class PostgresRecordKeeping implements RecordKeeping {
  constructor(
    private readonly database: Database,
    private readonly url: string,
  ) {}

  async alone(work: () => Promise<void>): Promise<boolean> {
    return this.asOwner(async (client) => {
      const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [LOCK])
      if (!rows[0]?.held) return false
      // Ending the session releases the lock.
      await work()
      return true
    })
  }

  async purgeLog(endedBefore: Date): Promise<number> {
    return this.asOwner(async (client) => {
      const { rows } = await client.query<{ gone: string }>('SELECT purge_event_log($1) AS gone', [endedBefore])
      return Number(rows[0]?.gone ?? 0)
    })
  }

  /**
   * Looks at every row of every table as text: whatever holds these digits names the blob. That keeps too much rather than too little, and a
   * table that is added later cannot be forgotten. Takes longer than a caller of a store may wait, so it has a session of its own.
   */
  async referenced(digests: readonly string[]): Promise<ReadonlySet<string>> {
    return this.asOwner(async (client) => {
      const tables = await client.query<{ name: string }>(
        `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1)`,
        [WITHOUT_REFERENCES],
      )
      const found = new Set<string>()
      for (const { name } of tables.rows) {
        const { rows } = await client.query<{ digest: string }>(
          `SELECT DISTINCT m[1] AS digest FROM ${name} AS t, regexp_matches(t::text, '[0-9a-f]{64}', 'g') AS m WHERE m[1] = ANY($1)`,
          [digests],
        )
        for (const { digest } of rows) found.add(digest)
      }
      return found
    })
  }

  rebuildProjections(): ReturnType<RecordKeeping['rebuildProjections']> {
    return rebuildProjections(this.database)
  }

  /** A session that has not taken the service role: only the owner of the log may purge it. */
  private async asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'aob-record-keeping', connectionTimeoutMillis: 5000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return await work(client)
    } catch (error) {
      throw asDomainError(error)
    } finally {
      await client.end()
    }
  }
}
