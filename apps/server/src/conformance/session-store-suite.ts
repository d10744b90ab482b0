import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AttemptCounter } from '../ports/attempt-counter.ts'
import type { SessionStore, StoredSession } from '../ports/session-store.ts'

export interface SessionsUnderTest {
  sessions: SessionStore
  attempts: AttemptCounter
  /** Lets so many milliseconds pass for the store, by its own clock. */
  pass(ms: number): Promise<void>
  close(): Promise<void>
}

const HOUR = 3_600_000
const keep = (keepMs: number, most = 1_000) => ({ keepMs, most })
const session: StoredSession = { personId: 'ada', endsAt: 1_900_000_000_000, proof: 'of a token' }

/** What every session store and attempt counter does (DB-06). */
export function sessionStoreSuite(name: string, make: () => Promise<SessionsUnderTest>): void {
  describe(`sessions: ${name}`, () => {
    let under: SessionsUnderTest
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under.close())

    test('[DB-06] a session comes back whole, with the time it has left', async () => {
      await under.sessions.put('one', session, HOUR)
      const found = await under.sessions.get('one')
      expect(found?.session).toEqual(session)
      expect(found?.leftMs).toBeGreaterThan(HOUR / 2)
      expect(found?.leftMs).toBeLessThanOrEqual(HOUR)
      expect(await under.sessions.get('another')).toBeUndefined()
    })

    test('[DB-06] the store itself ends it when its time has passed', async () => {
      await under.sessions.put('short', session, 200)
      await under.sessions.put('long', session, HOUR)
      await under.pass(201)
      expect(await under.sessions.get('short')).toBeUndefined()
      expect(await under.sessions.get('long')).toBeDefined()
      expect([await under.sessions.remove('short'), await under.sessions.remove('long')]).toEqual([false, true])
    })

    test('[DB-06] extending begins its time anew; one that is gone stays gone', async () => {
      // One behind the other on the wire, however slow this machine is.
      await Promise.all([under.sessions.put('kept', session, 400), under.sessions.extend('kept', HOUR)])
      await under.sessions.put('gone', session, HOUR)
      await under.sessions.remove('gone')
      await under.sessions.extend('gone', HOUR)
      await under.pass(401)
      expect((await under.sessions.get('kept'))?.session).toEqual(session)
      expect(await under.sessions.get('gone')).toBeUndefined()
    })

    test('[DB-06] extending to less shortens it', async () => {
      await under.sessions.put('bounded', session, HOUR)
      await under.sessions.extend('bounded', 100)
      await under.pass(101)
      expect(await under.sessions.get('bounded')).toBeUndefined()
    })

    test('different marks of a name count once each, those of another name apart', async () => {
      for (const mark of ['a', 'b', 'a', 'c', 'a']) await under.attempts.add('203.0.113.9', mark, keep(HOUR))
      await under.attempts.add('203.0.113.10', 'a', keep(HOUR))
      expect((await under.attempts.seen('203.0.113.9')).count).toBe(3)
      expect((await under.attempts.seen('203.0.113.10')).count).toBe(1)
      expect(await under.attempts.seen('203.0.113.11')).toEqual({ count: 0, leftMs: 0 })
    })

    test('marks leave together after the last new one; a repeated one keeps nobody waiting', async () => {
      await Promise.all([under.attempts.add('name', 'a', keep(300)), under.attempts.add('name', 'b', keep(HOUR))])
      await under.pass(301)
      expect(await under.attempts.seen('name')).toMatchObject({ count: 2 })
      await Promise.all([under.attempts.add('other', 'a', keep(300)), under.attempts.add('other', 'a', keep(HOUR))])
      await under.pass(301)
      expect(await under.attempts.seen('other')).toEqual({ count: 0, leftMs: 0 })
    })

    test('of many at once each gets its count; no more than allowed are remembered', async () => {
      const marks = Array.from({ length: 100 }, (_, index) => `m${index}`)
      const answers = await Promise.all(marks.map((mark) => under.attempts.add('busy', mark, keep(HOUR, 10))))
      expect(answers.filter(({ count }) => count <= 10).map(({ count }) => count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      expect(await under.attempts.seen('busy')).toMatchObject({ count: 10 })
      // Those beyond keep nobody waiting longer.
      const { leftMs } = await under.attempts.add('busy', 'late', keep(10 * HOUR, 10))
      expect(leftMs).toBeLessThanOrEqual(HOUR)
      expect((await under.attempts.seen('busy')).leftMs).toBeLessThanOrEqual(HOUR)
    })
  })
}
