import { DomainError } from '../../domain-error.ts'
import type { Database, Session, WarningLog } from './database.ts'

/** Reads that may tell of a moment ago. */
export type Reader = Pick<Session, 'rows'>

export interface ReadReplicaOptions {
  /** Oldest state a read may tell, in ms. */
  maxLagMs: number
  logger: WarningLog
  /** Monotonic, in ms. */
  now?: () => number
}

/** Looks per time a read may be behind, so that one late look does not send the reads back. */
const LOOKS_PER_LAG = 4
const REPLAYED = `SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() >= $1::pg_lsn ELSE true END AS held`

/**
 * Reads of lists go to a copy of the database that only reads (DB-07), as long as it is known to hold everything this process has written
 * or has been told of, and to be behind by `maxLagMs` at most; else to the database itself. So nobody misses in a list what they have
 * just done, and a copy that lags, refuses or is away costs nothing but its help.
 */
export class ReadReplica implements Reader {
  /** What the copy was last seen to hold: everything up to the news of that number, at that moment. */
  private held = { news: -1, at: Number.NEGATIVE_INFINITY }
  private told = 0
  private away = false
  private readonly timer: NodeJS.Timeout
  private readonly now: () => number
  private looking: Promise<void> | undefined

  constructor(
    private readonly primary: Database,
    private readonly copy: Database,
    private readonly options: ReadReplicaOptions,
  ) {
    this.now = options.now ?? (() => performance.now())
    this.timer = setInterval(() => void this.look(), options.maxLagMs / LOOKS_PER_LAG)
    this.timer.unref()
  }

  /** This process has heard of something that others wrote: what it reads from now on holds that too. */
  expectNews(): void {
    this.told += 1
  }

  async rows<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    if (!this.isFresh()) return this.primary.rows<Row>(text, values)
    try {
      return await this.copy.rows<Row>(text, values)
    } catch (error) {
      // A query cancelled because the copy has to go on replaying, a copy that restarts: the answer is still to be had.
      this.reportAway(error)
      return this.primary.rows<Row>(text, values)
    }
  }

  /** Compares the two. Calls while one is under way share it. */
  look(): Promise<void> {
    this.looking ??= this.compare().finally(() => {
      this.looking = undefined
    })
    return this.looking
  }

  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.looking
    await this.copy.close()
  }

  private get news(): number {
    return this.primary.writes + this.told
  }

  private isFresh(): boolean {
    return this.held.news === this.news && this.now() - this.held.at <= this.options.maxLagMs
  }

  private async compare(): Promise<void> {
    // Both before the question: what is committed later is not what the copy is said to hold.
    const [news, at] = [this.news, this.now()]
    try {
      const [place] = await this.primary.rows<{ lsn: string }>('SELECT pg_current_wal_lsn()::text AS lsn')
      const [answer] = await this.copy.rows<{ held: boolean | null }>(REPLAYED, [place?.lsn])
      if (answer?.held) this.held = { news, at }
      if (this.away) this.options.logger.warn('The read replica answers again.')
      this.away = false
    } catch (error) {
      this.reportAway(error)
    }
  }

  /** Once per outage: every look would say the same. */
  private reportAway(error: unknown): void {
    this.held = { news: -1, at: Number.NEGATIVE_INFINITY }
    if (this.away) return
    this.away = true
    this.options.logger.warn(`The read replica does not answer; lists are read from the database itself: ${reason(error)}`)
  }
}

function reason(error: unknown): string {
  const cause = error instanceof DomainError && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
