import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { describe, test } from 'vitest'

export const REDIS = { variable: 'AOB_TEST_REDIS_URL', name: 'Redis' } as const
/** Optional: `npm run test:kafka` brings one, and `npm test` uses one that is named. */
export const KAFKA = { variable: 'AOB_TEST_KAFKA_BROKERS', name: 'Kafka', optional: true } as const
export const POSTGRES = { variable: 'AOB_TEST_DATABASE_URL', name: 'Postgres' } as const

/**
 * A describe block that needs a running server, whose address an environment variable gives (`npm test` sets it).
 * Without it the block is skipped with the reason in its name; where CI=true it fails, unless the service is optional.
 */
export function describeWith(service: { variable: string; name: string; optional?: boolean }, name: string, body: (url: string) => void): void {
  const url = process.env[service.variable]
  if (url) return void describe(name, () => body(url))
  const reason = `${service.variable} is not set, so there is no ${service.name} to test on`
  if (process.env.CI === 'true' && !service.optional) {
    test(name, () => {
      throw new Error(reason)
    })
  } else {
    describe.skip(`${name} (${reason})`, () => body(''))
  }
}

/** A key prefix nobody else uses. */
export function freshPrefix(): string {
  return `test-${randomBytes(6).toString('hex')}:`
}

export interface TestDatabase {
  url: string
  /** A statement as the database's owner, beside the stores under test. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  drop(): Promise<void>
}

/** A database of its own on the server at `serverUrl`. */
export async function freshDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `aob_test_${randomBytes(6).toString('hex')}`
  await asOwner(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`))
  const url = withDatabase(serverUrl, name)
  return {
    url,
    query: async <Row>(text: string, values: readonly unknown[] = []) => asOwner(url, async (client) => (await client.query(text, [...values])).rows as Row[]),
    drop: async () => {
      await asOwner(serverUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`))
    },
  }
}

export function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
