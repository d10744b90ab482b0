import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Limits } from '@aob/schemas'
import type { Clock } from '../../ports/clock.ts'
import type { SessionStore, StoredSession } from '../../ports/session-store.ts'
import type { Caller } from '../services.ts'
import type { People, Person } from './people.ts'

/** A session somebody has just shown the secret of. */
export interface OpenSession {
  /** The digest of its secret: it names the session and opens nothing. */
  id: string
  caller: Caller
  /** Milliseconds since the epoch. */
  endsAt: number
}

export interface Sessions {
  /** A new session for the person, under a new secret. */
  open(person: Person): Promise<{ secret: string; session: OpenSession }>
  /** The session of a secret, its time begun anew; undefined when there is none. Ill-formed secrets cost nothing. */
  resume(secret: string): Promise<OpenSession | undefined>
  /** Whether it still holds; asking is no use of it. */
  holds(id: string): Promise<boolean>
  /** Ends it; answers its id, or undefined when there was none. */
  end(secret: string): Promise<string | undefined>
}

export interface SessionsDeps {
  store: SessionStore
  people: People
  clock: Clock
  limits: Pick<Limits, 'sessionIdleMs' | 'sessionMaxMs'>
}

const SECRET_BYTES = 32
const SECRET = /^[\w-]{43}$/
/** A session is written to again only when so much of its idle time is gone: a sixteenth. */
const WRITE_AFTER = 1 / 16

/**
 * Sessions of the page (DB-06).
 *
 * - The secret is 256 random bits and goes to the browser alone; kept is its digest.
 * - A session lives as long as the store keeps it: `sessionIdleMs` since its last use, never beyond `sessionMaxMs` since it was opened.
 * - It belongs to the token that opened it: when that token leaves the configuration, the session is over.
 */
export function createSessions({ store, people, clock, limits }: SessionsDeps): Sessions {
  const lifeOf = (endsAt: number) => Math.max(1, Math.min(limits.sessionIdleMs, endsAt - clock.now()))
  const ownerOf = (id: string, { personId, proof }: StoredSession) => people.byId(personId).find((person) => sameText(proof, proofOf(id, person)))
  const found = async (id: string) => {
    const kept = await store.get(id)
    const owner = kept && kept.session.endsAt > clock.now() ? ownerOf(id, kept.session) : undefined
    return kept && owner ? { ...kept, caller: owner.caller } : undefined
  }
  return {
    async open(person) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url')
      const id = idOf(secret)
      const endsAt = clock.now() + Math.max(1, limits.sessionMaxMs)
      await store.put(id, { personId: person.caller.actor.id, endsAt, proof: proofOf(id, person) }, lifeOf(endsAt))
      return { secret, session: { id, caller: person.caller, endsAt } }
    },
    async resume(secret) {
      if (!SECRET.test(secret)) return undefined
      const id = idOf(secret)
      const kept = await found(id)
      if (!kept) return undefined
      const { endsAt } = kept.session
      if (lifeOf(endsAt) - kept.leftMs >= limits.sessionIdleMs * WRITE_AFTER) await store.extend(id, lifeOf(endsAt))
      return { id, caller: kept.caller, endsAt }
    },
    holds: async (id) => (await found(id)) !== undefined,
    async end(secret) {
      if (!SECRET.test(secret)) return undefined
      const id = idOf(secret)
      return (await store.remove(id)) ? id : undefined
    },
  }
}

const idOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')

/** What of a token is kept with a session: nothing that says anything about another session of it. */
const proofOf = (id: string, { digest }: Person) => createHash('sha256').update(id).update(digest).digest('base64url')

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
