import type { Redis } from 'ioredis'
import type { AttemptCounter } from '../../ports/attempt-counter.ts'
import type { SessionStore, StoredSession } from '../../ports/session-store.ts'
import { Connections, type WarningLog } from './connections.ts'
import { asDomainError } from './failures.ts'
import { Keys } from './keys.ts'

export interface SessionRedisOptions {
  url: string
  /** Before every key; separates installations on one Redis. */
  prefix?: string
  logger?: WarningLog
  /** Longest a command may take before its caller is told that Redis is away. */
  storeTimeoutMs?: number
}

export interface SessionRedis {
  sessions: SessionStore
  attempts: AttemptCounter
  close(): Promise<void>
}

/** Sessions as keys of Redis whose TTL ends them. Connects with the first command; throws `service.unavailable` while Redis is away. */
export function createSessionRedis(options: SessionRedisOptions): SessionRedis {
  const connections = new Connections(options.url, options.logger ?? console, options.storeTimeoutMs)
  const keys = new Keys(options.prefix ?? '')
  return {
    sessions: sessionKeys(connections.commands, keys),
    attempts: attemptSets(connections.commands, keys),
    close: async () => connections.close(),
  }
}

function sessionKeys(redis: Redis, keys: Keys): SessionStore {
  return {
    async put(id, session, lifeMs) {
      await asked(redis.set(keys.session(id), JSON.stringify(session), 'PX', lifeMs))
    },
    async get(id) {
      const key = keys.session(id)
      const [text, leftMs] = await answers(redis.multi().get(key).pttl(key))
      const session = typeof text === 'string' ? parse(text) : undefined
      return session && { session, leftMs: Number(leftMs) }
    },
    async extend(id, lifeMs) {
      await asked(redis.pexpire(keys.session(id), lifeMs))
    },
    remove: async (id) => (await asked(redis.del(keys.session(id)))) > 0,
  }
}

/** A set of each name; its time begins anew with every new member, in the same step. */
function attemptSets(redis: Redis, keys: Keys): AttemptCounter {
  return {
    async seen(name) {
      const key = keys.attempts(name)
      const [count, leftMs] = await answers(redis.multi().scard(key).pttl(key))
      return { count: Number(count), leftMs: Math.max(0, Number(leftMs)) }
    },
    async add(name, mark, { keepMs, most }) {
      const key = keys.attempts(name)
      // The first member gets its time here, so that a process that dies in between leaves nothing for ever.
      const [added, , count, leftMs] = (await answers(redis.multi().sadd(key, mark).call('PEXPIRE', key, keepMs, 'NX').scard(key).pttl(key))).map(Number)
      if (added && Number(count) > most) await asked(redis.srem(key, mark))
      else if (added) await asked(redis.pexpire(key, keepMs))
      return { count: Number(count), leftMs: added && Number(count) <= most ? keepMs : Math.max(0, Number(leftMs)) }
    },
  }
}

async function asked<T>(command: Promise<T>): Promise<T> {
  try {
    return await command
  } catch (error) {
    throw asDomainError(error)
  }
}

/** The replies of a transaction. */
async function answers(transaction: ReturnType<Redis['multi']>): Promise<unknown[]> {
  const replies = (await asked(transaction.exec())) ?? []
  for (const [error] of replies) if (error) throw asDomainError(error)
  return replies.map(([, reply]) => reply)
}

/** What other versions or other hands wrote there is no session. */
function parse(text: string): StoredSession | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Not JSON: no session of ours.
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { personId, endsAt, proof } = value as Partial<Record<keyof StoredSession, unknown>>
  if (typeof personId !== 'string' || typeof endsAt !== 'number' || typeof proof !== 'string') return undefined
  return { personId, endsAt, proof }
}
