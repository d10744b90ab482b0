import type { IncomingMessage } from 'node:http'
import type { Limits, SessionView } from '@aob/schemas'
import type { SessionDoor } from '../api/rest/route.ts'
import { DomainError } from '../domain-error.ts'
import type { AttemptCounter } from '../ports/attempt-counter.ts'
import type { Clock } from '../ports/clock.ts'
import type { SessionStore } from '../ports/session-store.ts'
import type { Caller } from '../usecases/services.ts'
import { type Credentials, createPeople } from '../usecases/sessions/people.ts'
import { createSessions, type OpenSession } from '../usecases/sessions/sessions.ts'
import { createTokenDoor } from '../usecases/sessions/token-door.ts'
import { countedAddress, fromThisMachine } from './peer-address.ts'
import { clearedCookie, sessionCookie, sessionSecret } from './session-cookie.ts'
import { createSessionWatch, type SessionWatch } from './session-watch.ts'

/** A caller, and what it is known by. */
export interface Identified {
  caller: Caller
  by: SessionView['by']
  /** Set where it is a session's cookie. */
  session?: OpenSession
}

export interface Authentication {
  /**
   * Who calls (D-31): by the bearer token, else by the session's cookie, else by the place. A request from this machine, or any request
   * while no token is configured, is the local principal.
   * @throws DomainError `auth.required`; `limit.rate`; `request.origin` for a cookie on a write that does not say which page sends it
   */
  identify(request: IncomingMessage, shown?: string): Promise<Identified>
  /** Signing in and out, for one request. */
  door(request: IncomingMessage): SessionDoor
  watch: SessionWatch
}

export interface AuthenticationOptions {
  credentials: Credentials
  store: SessionStore
  attempts: AttemptCounter
  clock: Clock
  limits: Pick<Limits, 'sessionIdleMs' | 'sessionMaxMs' | 'sessionCheckMs' | 'maxWrongTokens' | 'wrongTokenWaitMs'>
}

export function createAuthentication({ credentials, store, attempts, clock, limits }: AuthenticationOptions): Authentication {
  const people = createPeople(credentials)
  const tokens = createTokenDoor({ people, attempts, limits })
  const sessions = createSessions({ store, people, clock, limits })
  const watch = createSessionWatch(sessions, limits.sessionCheckMs)
  const identify = async (request: IncomingMessage, shown = bearerToken(request)): Promise<Identified> => {
    if (!people.anyToken) return { caller: credentials.local, by: 'place' }
    if (shown !== undefined) return { caller: (await tokens.personOf(shown, countedAddress(request), 'bearer')).caller, by: 'token' }
    const session = await sessionOf(request)
    if (session) return { caller: session.caller, by: 'session', session }
    if (fromThisMachine(request)) return { caller: credentials.local, by: 'place' }
    throw new DomainError('auth.required')
  }
  const sessionOf = async (request: IncomingMessage): Promise<OpenSession | undefined> => {
    const secret = sessionSecret(request)
    const session = secret === undefined ? undefined : await sessions.resume(secret)
    if (session) refuseNamelessWrite(request)
    return session
  }
  const endSession = async (request: IncomingMessage) => {
    const ended = await sessions.end(sessionSecret(request) ?? '')
    if (ended !== undefined) watch.ended(ended)
  }
  return {
    identify,
    watch,
    door: (request) => ({
      async signIn(token) {
        const person = await tokens.personOf(token, countedAddress(request), 'sign-in')
        const { secret, session } = await sessions.open(person)
        // Under a new secret: one that was planted before opens nothing afterwards.
        await endSession(request)
        return { view: viewOf({ caller: session.caller, by: 'session', session }), cookie: sessionCookie(request, secret, session.endsAt - clock.now()) }
      },
      async signOut() {
        if (sessionSecret(request) !== undefined) refuseNamelessWrite(request)
        await endSession(request)
        return clearedCookie(request)
      },
      view: async () => viewOf(await identify(request)),
    }),
  }
}

function viewOf({ caller: { actor }, by, session }: Identified): SessionView {
  return { by, principal: { id: actor.id, name: actor.name ?? actor.id }, ...(session ? { endsAt: session.endsAt } : {}) }
}

/** A browser says which page writes, or opens a socket; foreign ones were refused before. Without the word a cookie proves nothing. */
function refuseNamelessWrite({ method, headers }: IncomingMessage): void {
  const reads = (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') && headers.upgrade === undefined
  if (!reads && headers.origin === undefined) throw new DomainError('request.origin', 'A request with a cookie has to say which page sends it.')
}

function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}
