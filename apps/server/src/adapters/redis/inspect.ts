import type { Redis } from 'ioredis'
import { DomainError } from '../../domain-error.ts'
import type { WarningLog } from './connections.ts'
import { asDomainError } from './failures.ts'

export interface RedisFacts {
  version: string
  evictionPolicy: string
  /** Whether writes are kept in an append-only file. */
  aof: boolean
}

/** Functions came with this version. */
const OLDEST_MAJOR = 7

/**
 * Looks at the Redis a store is about to use (D-21). Throws `service.unavailable` with one plain sentence for one that
 * cannot be reached, may evict keys, or is too old; warns about one that keeps nothing over a restart.
 */
export async function inspectRedis(redis: Redis, logger: WarningLog): Promise<RedisFacts> {
  const facts = parseInfo(await info(redis))
  if (Number.parseInt(facts.version, 10) < OLDEST_MAJOR) {
    throw new DomainError('service.unavailable', `Redis ${facts.version} is too old: version ${OLDEST_MAJOR} or newer is needed.`, {
      hint: 'Upgrade Redis, or start without REDIS_URL to use the store inside the process.',
    })
  }
  if (facts.evictionPolicy !== 'noeviction') {
    throw new DomainError('service.unavailable', `Redis may evict the state of running workflows: its maxmemory-policy is ${facts.evictionPolicy}.`, {
      hint: 'Run `redis-cli CONFIG SET maxmemory-policy noeviction` and set it in redis.conf, or point REDIS_URL at another Redis.',
    })
  }
  if (!facts.aof) logger.warn('Redis keeps no append-only file: after a crash of Redis, running workflows are rebuilt from the record. Set appendonly yes.')
  return facts
}

async function info(redis: Redis): Promise<string> {
  try {
    return await redis.info()
  } catch (error) {
    throw asDomainError(error)
  }
}

export function parseInfo(text: string): RedisFacts {
  const lines = new Map(text.split(/\r?\n/).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
  return {
    version: lines.get('redis_version') ?? '0',
    evictionPolicy: lines.get('maxmemory_policy') ?? 'unknown',
    aof: lines.get('aof_enabled') === '1',
  }
}
