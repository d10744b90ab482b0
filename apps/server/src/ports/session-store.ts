/** What is kept of a sign-in; nothing in it opens anything. */
export interface StoredSession {
  /** Whom the credential named. */
  personId: string
  /** Milliseconds since the epoch at which it ends however much it is used. */
  endsAt: number
  /** Ties it to the token that opened it: without that token in the configuration the session is over. */
  proof: string
}

/**
 * Sessions by the digest of their secret. What ends them is the store's own clock: a session that nobody extends is gone after its time,
 * whether or not anybody asks for it (DB-06).
 */
export interface SessionStore {
  put(id: string, session: StoredSession, lifeMs: number): Promise<void>
  /** With the milliseconds it has left. */
  get(id: string): Promise<{ session: StoredSession; leftMs: number } | undefined>
  /** Gives a session that is there so much time from now; one that is gone stays gone. */
  extend(id: string, lifeMs: number): Promise<void>
  /** Answers whether it was there. */
  remove(id: string): Promise<boolean>
}
