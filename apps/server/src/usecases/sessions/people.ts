import { createHash, timingSafeEqual } from 'node:crypto'
import type { Caller } from '../services.ts'

/** A token with the name of whom it belongs to. */
export interface NamedToken {
  name: string
  token: string
}

/** How a credential becomes a caller (D-31). */
export interface Credentials {
  /** Whoever shows it acts as the default principal. */
  apiToken?: string
  /** People with tokens of their own; one may have several. */
  people?: readonly NamedToken[]
  /** The default principal of the local workspace. */
  local: Caller
}

/** Whom a token names. */
export interface Person {
  caller: Caller
  /** A digest of the token; never the token. */
  digest: Buffer
}

export interface People {
  /** Without any token configured everybody is the default principal. */
  readonly anyToken: boolean
  /** Takes as long for a token that is nearly right as for any other. */
  byToken(token: string): Person | undefined
  /** One entry for each of the person's tokens. */
  byId(id: string): readonly Person[]
}

export function createPeople({ apiToken, people = [], local }: Credentials): People {
  const known: Person[] = [
    ...(apiToken === undefined ? [] : [{ caller: local, digest: digestOf(apiToken) }]),
    ...people.map(({ name, token }) => ({ caller: named(local, name), digest: digestOf(token) })),
  ]
  return {
    anyToken: known.length > 0,
    byToken(token) {
      const digest = digestOf(token)
      // All of them, so that the time says nothing about which one it was.
      return known.filter((person) => timingSafeEqual(person.digest, digest))[0]
    },
    byId: (id) => known.filter(({ caller }) => caller.actor.id === id),
  }
}

function named({ workspaceId }: Caller, name: string): Caller {
  return { workspaceId, actor: { kind: 'human', id: name, name } }
}

/** Compared by digest, neither length nor content shows in the time it takes. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
