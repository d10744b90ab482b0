import pg from 'pg'
import { asDomainError, isTransient, sqlState } from './failures.ts'

export const SERVICE_ROLE = 'aob_service'
export const DEFAULT_POOL_SIZE = 20
const CONNECT_TIMEOUT_MS = 5000
const STATEMENT_TIMEOUT_MS = 30_000
const ANSWER_GRACE_MS = 500
const TRANSACTION_TRIES = 4
/** A query that may write: one too many costs nothing. */
const WRITING = /\b(insert|update|delete)\b/i

/** Where a store says what an operator should know. */
export interface WarningLog {
  warn(message: string): void
}

/** A place to run statements: the pool, or one transaction. `Row` names the columns the statement selects. */
export interface Session {
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Returns how many rows were written. */
  write(text: string, values?: readonly unknown[]): Promise<number>
}

export interface DatabaseOptions {
  url: string
  applicationName?: string
  maxConnections?: number
  /** Longest a connection or a statement may take before its caller is told that the database is away. */
  timeoutMs?: number
  logger?: WarningLog
}

/**
 * Connections of the service. Each takes the service role when the database has it and the user may;
 * without it the append-only triggers still hold, and one line says so.
 */
export class Database implements Session {
  private pool: pg.Pool | undefined
  private closed = false
  private roleReported = false
  private written = 0

  constructor(private readonly options: DatabaseOptions) {}

  /** How many statements and transactions have been sent that may have written, those that failed included. */
  get writes(): number {
    return this.written
  }

  async rows<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    if (WRITING.test(text)) return this.counted(async () => (await this.run(this.connections(), text, values)).rows as Row[])
    return (await this.run(this.connections(), text, values)).rows as Row[]
  }

  async write(text: string, values: readonly unknown[] = []): Promise<number> {
    return this.counted(async () => (await this.run(this.connections(), text, values)).rowCount ?? 0)
  }

  /** Commits what `work` did, or nothing of it. Tried again as a whole after a deadlock, so `work` has no effects elsewhere. */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.counted(() => this.once(work))
      } catch (error) {
        if (attempt >= TRANSACTION_TRIES || !isTransient(error)) throw error
      }
    }
  }

  /** Drops present connections, so that the next ones take the service role a migration has just made. */
  async recycle(): Promise<void> {
    const old = this.pool
    this.pool = undefined
    await old?.end()
  }

  async close(): Promise<void> {
    this.closed = true
    await this.recycle()
  }

  /** Counted when it is over: a look at the replica that began meanwhile may not have seen it. A statement whose answer is lost counts too. */
  private async counted<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      this.written += 1
    }
  }

  private connections(): pg.Pool {
    if (this.closed) throw asDomainError(new Error('Client was closed'))
    this.pool ??= this.open()
    return this.pool
  }

  private open(): pg.Pool {
    const { timeoutMs = STATEMENT_TIMEOUT_MS } = this.options
    const pool = new pg.Pool({
      connectionString: this.options.url,
      application_name: this.options.applicationName ?? 'aob',
      max: this.options.maxConnections ?? DEFAULT_POOL_SIZE,
      connectionTimeoutMillis: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
      statement_timeout: timeoutMs,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      // The server's own timeout answers first; this one is for a server that answers nothing any more.
      query_timeout: timeoutMs + ANSWER_GRACE_MS,
      keepAlive: true,
      onConnect: (client) => this.takeServiceRole(client),
    })
    // Without these listeners a connection lost while idle or between two statements would end the process.
    pool.on('error', (error) => {
      if (this.pool === pool) this.report(`A database connection was lost: ${error.message}`)
    })
    pool.on('connect', (client) => client.on('error', () => undefined))
    return pool
  }

  private async takeServiceRole(client: pg.ClientBase): Promise<void> {
    const statement = `SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = $1 AND pg_has_role(current_user, oid, 'MEMBER')`
    try {
      const { rowCount } = await client.query(statement, [SERVICE_ROLE])
      if (rowCount === 0) this.reportMissingRole()
    } catch (error) {
      if (sqlState(error) !== '42501') throw error
      this.reportMissingRole()
    }
  }

  private reportMissingRole(): void {
    if (this.roleReported) return
    this.roleReported = true
    this.report(`The database user may not use the role ${SERVICE_ROLE}; the log is protected by triggers only.`)
  }

  private async once<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = await this.connections()
      .connect()
      .catch((error: unknown) => {
        throw asDomainError(error)
      })
    const session: Session = {
      rows: async <Row>(text: string, values: readonly unknown[] = []) => (await this.run(client, text, values)).rows as Row[],
      write: async (text, values = []) => (await this.run(client, text, values)).rowCount ?? 0,
    }
    let broken: Error | undefined
    try {
      await session.write('BEGIN')
      const result = await work(session)
      await session.write('COMMIT')
      return result
    } catch (error) {
      await session.write('ROLLBACK').catch((failure: unknown) => {
        broken = failure instanceof Error ? failure : new Error(String(failure))
      })
      throw error
    } finally {
      // A connection that could not even roll back is not given to anybody else.
      client.release(broken)
    }
  }

  private async run(target: pg.Pool | pg.PoolClient, text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    try {
      return await target.query(text, values.map(storable))
    } catch (error) {
      throw asDomainError(error)
    }
  }

  private report(message: string): void {
    const { logger = console } = this.options
    logger.warn(message)
  }
}

/**
 * Postgres text holds no U+0000. In display text it is replaced; an id that contains it finds nothing.
 * JSON is not touched by this: its text writes the character as an escape.
 */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
  if (Array.isArray(value)) return value.map(storable)
  return value ?? null
}
