import { createHash } from 'node:crypto'
import type { Limits } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { AttemptCounter } from '../../ports/attempt-counter.ts'
import type { People, Person } from './people.ts'

export interface TokenDoor {
  /**
   * Whom the token names. `address` is where it comes from; undefined for this machine, which needs none and is never made to wait.
   * @throws DomainError `auth.required` for an unknown token, `limit.rate` when the address has tried too many
   */
  personOf(token: string, address: string | undefined, kind: 'sign-in' | 'bearer'): Promise<Person>
}

export interface TokenDoorDeps {
  people: People
  attempts: AttemptCounter
  limits: Pick<Limits, 'maxWrongTokens' | 'wrongTokenWaitMs'>
}

/** Addresses this process has seen a wrong token from; the oldest are forgotten, what counts is in the store. */
const MOST_SUSPECTS = 10_000

/**
 * Tokens can be guessed only so often: different wrong ones of an address are counted, whichever way they are shown, and when there are
 * too many it has to wait, whatever it shows. A program that repeats one stale token guesses nothing and counts as one.
 */
export function createTokenDoor({ people, attempts, limits }: TokenDoorDeps): TokenDoor {
  const most = limits.maxWrongTokens
  const suspects = new Set<string>()
  const remembered = (address: string, token: string) => {
    suspects.add(address)
    if (suspects.size > MOST_SUSPECTS) for (const oldest of [...suspects].slice(0, MOST_SUSPECTS / 10)) suspects.delete(oldest)
    return attempts.add(address, markOf(token), { keepMs: Math.max(1, limits.wrongTokenWaitMs), most })
  }
  return {
    async personOf(token, address, kind) {
      const person = people.byToken(token)
      // Callers of the API ask the store only when something was wrong before.
      const trusted = address === undefined || (kind === 'bearer' && !suspects.has(address))
      if (person && trusted) return person
      if (address === undefined) throw unknownToken()
      // One word to the store each, in whose order the first so many are tried, however many come at once.
      const { count, leftMs } = await (person ? attempts.seen(address) : remembered(address, token))
      if (person ? count >= most : count > most) throw tooMany(leftMs)
      if (person) return person
      throw unknownToken()
    },
  }
}

/** Enough to tell guesses apart, too little to find one by. */
const markOf = (token: string) => createHash('sha256').update(token).digest('base64url').slice(0, 10)

const unknownToken = () => new DomainError('auth.required', 'The token is not known.')

function tooMany(leftMs: number): DomainError {
  return new DomainError('limit.rate', 'Too many wrong tokens came from this address.', {
    retryAfterMs: Math.max(leftMs, 1),
    extra: { limit: 'maxWrongTokens' },
  })
}
