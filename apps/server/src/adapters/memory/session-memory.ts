import type { AttemptCounter } from '../../ports/attempt-counter.ts'
import type { SessionStore, StoredSession } from '../../ports/session-store.ts'
import { ExpiringMap } from './expiring-map.ts'

/** Far more than people at one process; what an attacker can fill is addresses, not sessions. */
const MOST_SESSIONS = 100_000
const MOST_NAMES = 10_000

export interface SessionMemory {
  sessions: SessionStore
  attempts: AttemptCounter
  close(): Promise<void>
}

/** Sessions inside one process: they end with it. `now` is in milliseconds since the epoch and rules their end. */
export function createSessionMemory({ now = Date.now, mostNames = MOST_NAMES }: { now?: () => number; mostNames?: number } = {}): SessionMemory {
  const sessions = new ExpiringMap<StoredSession>(now, MOST_SESSIONS)
  const attempts = new ExpiringMap<Set<string>>(now, mostNames)
  return {
    sessions: {
      put: async (id, session, lifeMs) => sessions.set(id, session, lifeMs),
      async get(id) {
        const found = sessions.get(id)
        return found && { session: found.value, leftMs: found.leftMs }
      },
      async extend(id, lifeMs) {
        const found = sessions.get(id)
        if (found) sessions.set(id, found.value, lifeMs)
      },
      remove: async (id) => sessions.delete(id),
    },
    attempts: {
      async seen(name) {
        const found = attempts.get(name)
        return { count: found?.value.size ?? 0, leftMs: found?.leftMs ?? 0 }
      },
      async add(name, mark, { keepMs, most }) {
        const { value: marks, leftMs } = attempts.get(name) ?? { value: new Set<string>(), leftMs: 0 }
        if (marks.has(mark)) return { count: marks.size, leftMs }
        if (marks.size >= most) return { count: marks.size + 1, leftMs }
        attempts.set(name, marks.add(mark), keepMs)
        return { count: marks.size, leftMs: keepMs }
      },
    },
    async close() {
      sessions.clear()
      attempts.clear()
    },
  }
}
