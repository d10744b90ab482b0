/** Checks the servers that the user brought along before anything is built on them. */
import { createRequire } from 'node:module'
import path from 'node:path'
import { LaunchFailure } from './failure.mjs'
import { MINIMUM_REDIS } from './redis-binary.mjs'

const CONNECT_TIMEOUT_MS = 5000
const SAFE_POLICY = 'noeviction'

/** The product's own clients, loaded only once they are installed. */
const clientOf = (root, name) => createRequire(path.join(root, 'apps/server/package.json'))(name)

/** A URL fit for the screen: without its password. */
export function withoutPassword(url) {
  return url.replace(/^([a-z+]+:\/\/[^:@/]*):[^@]*@/i, '$1:***@')
}

/**
 * @param {string} root the checkout
 * @param {string} url DATABASE_URL
 * @throws {LaunchFailure} when it cannot be reached or refuses us
 */
export async function checkDatabase(root, url) {
  const { Client } = clientOf(root, 'pg')
  let client
  try {
    client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
    client.on('error', () => undefined) // a cut connection also rejects the call in hand
    await client.connect()
    await client.query('select 1')
  } catch (error) {
    const sentence = `The database at DATABASE_URL (${withoutPassword(url)}) does not let us in: ${reasonOf(error)}.`
    throw new LaunchFailure(sentence, 'Start it or mend the address, or unset DATABASE_URL to use the built-in Postgres.')
  } finally {
    await client?.end().catch(() => undefined) // never connected: nothing to close
  }
}

/**
 * @param {string} root the checkout
 * @param {string} url REDIS_URL
 * @param {(line: string) => void} say told of what is allowed but unwise
 * @throws {LaunchFailure} when it cannot be reached, is too old, or evicts
 */
export async function checkRedis(root, url, say) {
  const info = await redisInfo(root, url)
  const version = info.redis_version ?? ''
  const where = `The Redis at REDIS_URL (${withoutPassword(url)})`
  if (Number(version.split('.')[0]) < MINIMUM_REDIS)
    throw new LaunchFailure(`${where} is version ${version}.`, `Use Redis ${MINIMUM_REDIS} or newer, or unset REDIS_URL.`)
  const policy = info.maxmemory_policy
  if (policy !== SAFE_POLICY) {
    const sentence = `${where} may evict keys (maxmemory-policy ${policy}), which would lose running work.`
    throw new LaunchFailure(sentence, `Set it with: redis-cli CONFIG SET maxmemory-policy ${SAFE_POLICY}; or unset REDIS_URL.`)
  }
  if (info.aof_enabled !== '1')
    say(`${where} keeps no append-only file: after its crash, runs are rebuilt from Postgres. CONFIG SET appendonly yes avoids that.`)
}

async function redisInfo(root, url) {
  const { Redis } = clientOf(root, 'ioredis')
  const client = new Redis(url, { lazyConnect: true, connectTimeout: CONNECT_TIMEOUT_MS, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  let cause
  client.on('error', (error) => {
    cause = error // the rejected call only says that the connection is closed; the reason comes here
  })
  try {
    await client.connect()
    return parseInfo(await client.info())
  } catch (error) {
    const sentence = `The Redis at REDIS_URL (${withoutPassword(url)}) does not let us in: ${reasonOf(cause ?? error)}.`
    throw new LaunchFailure(sentence, 'Start it or mend the address, or unset REDIS_URL to use a private one.')
  } finally {
    client.disconnect()
  }
}

/** @param {string} text answer of INFO @returns {Record<string, string>} */
export function parseInfo(text) {
  const pairs = text.split('\r\n').filter((line) => line.includes(':') && !line.startsWith('#'))
  return Object.fromEntries(pairs.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
}

const REASONS = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'there is no such host',
  ETIMEDOUT: 'no answer in time',
  ENOENT: 'there is no such socket',
}

function reasonOf(error) {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return REASONS[first?.code] ?? String(first?.message ?? first).replace(/\.$/, '')
}
