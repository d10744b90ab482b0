import { createHash } from 'node:crypto'
import type { Operation, Workflow } from '@aob/schemas'
import jsonpatch, { type Operation as PeerOperation } from 'fast-json-patch'
import pg from 'pg'

/** What the peer holds a result against before it stores it. */
export type Judge = (document: unknown) => unknown

/**
 * The same work as most programs would do it: the document in a JSON column, one row per head, the patch applied by fast-json-patch in a
 * transaction that holds the row. Each version is kept in full beside its hash, as ours is; patches are kept in their own table.
 */
export class JsonColumn {
  readonly #pool: pg.Pool
  readonly #judge: Judge

  private constructor(pool: pg.Pool, judge: Judge) {
    this.#pool = pool
    this.#judge = judge
  }

  static async open(databaseUrl: string, judge: Judge): Promise<JsonColumn> {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 })
    await pool.query(`CREATE TABLE IF NOT EXISTS peer_head (name text PRIMARY KEY, version bigint NOT NULL, document json NOT NULL);
      CREATE TABLE IF NOT EXISTS peer_version (name text, version bigint, sha256 text NOT NULL, document json NOT NULL, PRIMARY KEY (name, version));
      CREATE TABLE IF NOT EXISTS peer_patch (name text, version bigint, operations json NOT NULL, actor json NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (name, version))`)
    return new JsonColumn(pool, judge)
  }

  async create(name: string, document: Workflow): Promise<void> {
    await this.#pool.query('INSERT INTO peer_head (name, version, document) VALUES ($1, 0, $2)', [name, JSON.stringify(document)])
  }

  /** Locks the row, applies, judges, hashes, and stores patch, version and head together. */
  async accept(name: string, operations: readonly Operation[]): Promise<void> {
    await this.#transaction(async (client) => {
      const { rows } = await client.query<{ version: string; document: object }>('SELECT version, document FROM peer_head WHERE name = $1 FOR UPDATE', [name])
      const [head] = rows
      if (!head) throw new Error(`The peer has no ${name}.`)
      const { newDocument } = jsonpatch.applyPatch(head.document, [...operations] as PeerOperation[], true)
      this.#judge(newDocument)
      const text = JSON.stringify(newDocument)
      const version = Number(head.version) + 1
      const actor = JSON.stringify({ kind: 'human', id: 'ada' })
      await client.query('INSERT INTO peer_patch (name, version, operations, actor) VALUES ($1, $2, $3, $4)', [
        name,
        version,
        JSON.stringify(operations),
        actor,
      ])
      await client.query('INSERT INTO peer_version (name, version, sha256, document) VALUES ($1, $2, $3, $4)', [name, version, hashOf(text), text])
      await client.query('UPDATE peer_head SET version = $2, document = $3 WHERE name = $1', [name, version, text])
    })
  }

  /** Base and patches of `name` into a new base: all patches applied to the first version and stored as one. */
  async compact(name: string, base: Workflow): Promise<void> {
    await this.#transaction(async (client) => {
      const { rows } = await client.query<{ operations: PeerOperation[] }>('SELECT operations FROM peer_patch WHERE name = $1 ORDER BY version', [name])
      let document: object = structuredClone(base)
      for (const { operations } of rows) document = jsonpatch.applyPatch(document, operations, true).newDocument
      const text = JSON.stringify(document)
      await client.query(
        'INSERT INTO peer_version (name, version, sha256, document) VALUES ($1, -1, $2, $3) ON CONFLICT (name, version) DO UPDATE SET document = $3',
        [name, hashOf(text), text],
      )
    })
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #transaction(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await this.#pool.connect()
    try {
      await client.query('BEGIN')
      await work(client)
      await client.query('COMMIT')
    } catch (error) {
      await client.query('ROLLBACK')
      throw error
    } finally {
      client.release()
    }
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
