import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { DomainError } from '../../domain-error.ts'
import { SERVICE_ROLE, type WarningLog } from './database.ts'
import { asDomainError } from './failures.ts'
import { ensureServiceRole } from './service-role.ts'

/** Any constant will do; it must never change, or two versions would migrate at once. */
const LOCK = 7_420_001
const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/

interface Migration {
  number: number
  name: string
  sql: string
  sha256: string
}

export interface MigrateOptions {
  url: string
  migrationsDir: string
  logger: WarningLog
}

/**
 * Brings the schema up to date and returns the names of the migrations that ran, none when there was nothing to do.
 * Forward only: each migration is one transaction; a second migrator waits for the first and finds nothing left to do.
 * Throws `service.unavailable` for an unreachable database and `internal.error` for a schema this version does not know.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const migrations = await loadMigrations(options.migrationsDir)
  const client = new pg.Client({ connectionString: options.url, application_name: 'aob-migrate', connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    await client.query(
      'CREATE TABLE IF NOT EXISTS aob_migrations (number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    )
    const pending = await pendingOf(client, migrations)
    for (const migration of pending) await apply(client, migration)
    await grant(client, options, pending.length > 0)
    return pending.map(({ name }) => name)
  } catch (error) {
    throw asDomainError(error)
  } finally {
    // Ending the session releases the lock.
    await client.end()
  }
}

async function loadMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => FILE_NAME.test(name)).sort()
  const migrations = await Promise.all(
    names.map(async (name, index) => {
      const sql = (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n')
      return { number: index + 1, name: name.replace(/\.sql$/, ''), sql, sha256: createHash('sha256').update(sql).digest('hex') }
    }),
  )
  const misplaced = migrations.find(({ number, name }) => Number(name.slice(0, 4)) !== number)
  if (misplaced) throw new DomainError('internal.error', `Migration ${misplaced.name} leaves a gap in the numbering.`)
  return migrations
}

async function pendingOf(client: pg.Client, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ number: number; name: string; sha256: string }>('SELECT number, name, sha256 FROM aob_migrations ORDER BY number')
  for (const row of rows) {
    const known = migrations[row.number - 1]
    if (known === undefined) {
      throw new DomainError('internal.error', `The database has migration ${row.name}, which this version does not know.`, {
        hint: 'Start the version that made it, or a newer one.',
      })
    }
    if (known.sha256 !== row.sha256) {
      throw new DomainError('internal.error', `Migration ${row.name} is not the one this database was migrated with.`, {
        hint: 'Migrations are never edited; restore the released file.',
      })
    }
  }
  return migrations.slice(rows.length)
}

async function apply(client: pg.Client, { number, name, sql, sha256 }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query('INSERT INTO aob_migrations (number, name, sha256) VALUES ($1, $2, $3)', [number, name, sha256])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

async function grant(client: pg.Client, { migrationsDir, logger }: MigrateOptions, changed: boolean): Promise<void> {
  if (!(await ensureServiceRole(client, logger))) return
  const { rows } = await client.query<{ granted: boolean }>(`SELECT has_table_privilege($1, 'event_log', 'INSERT') AS granted`, [SERVICE_ROLE])
  if (changed || !rows[0]?.granted) await client.query(await readFile(join(migrationsDir, 'service-grants.sql'), 'utf8'))
}
