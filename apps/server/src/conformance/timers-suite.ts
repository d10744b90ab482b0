import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MakeRecord, newId, type RecordUnderTest } from './record-under-test.ts'

/** What every TimerStore does: a timer fires at least once, at or after its time, for one holder of its lease at a time. */
export function timersSuite(name: string, make: MakeRecord): void {
  describe(`timers: ${name}`, () => {
    let record: RecordUnderTest
    let close: () => Promise<void>
    beforeAll(async () => {
      ;[record, close] = await make()
    })
    afterAll(() => close())

    // Every test lives in a century of its own, so that none leases another's timers.
    let century = 2100
    const calendar = () => {
      century += 100
      const year = century
      return (second: number) => new Date(Date.UTC(year, 0, 1, 0, 0, second))
    }
    const set = (dueAt: Date, timerId = newId()) =>
      record.timers.set({ timerId, runId: 'r', kind: 'retry', dueAt, payload: { nodeId: 'a', text: '\u0000' } }).then(() => timerId)
    const lease = async (now: Date, limit = 10, leaseMs = 1000) => (await record.timers.lease(now, limit, leaseMs)).map(({ timerId }) => timerId)
    const forget = (...ids: string[]) => Promise.all(ids.map((id) => record.timers.settle(id)))

    test('a timer is leased at its time, not a millisecond before, whole', async () => {
      const at = calendar()
      const timerId = await set(at(1))
      expect(await lease(new Date(at(1).getTime() - 1))).toEqual([])
      expect(await record.timers.lease(at(1), 10, 1000)).toEqual([
        { timerId, runId: 'r', kind: 'retry', dueAt: at(1), payload: { nodeId: 'a', text: '\u0000' } },
      ])
      await forget(timerId)
    })

    test('the longest overdue come first, no more than asked for', async () => {
      const at = calendar()
      const ids = [await set(at(3)), await set(at(1)), await set(at(2))]
      expect(await lease(at(5), 2)).toEqual([ids[1], ids[2]])
      expect(await lease(at(5), 2)).toEqual([ids[0]])
      await forget(...ids)
    })

    test('a leased timer comes again when its lease is over, unless it was settled or cancelled', async () => {
      const at = calendar()
      const [kept, settled, cancelled] = [await set(at(1)), await set(at(1)), await set(at(1))]
      expect(await lease(at(1), 10, 2000)).toHaveLength(3)
      await record.timers.settle(settled)
      await record.timers.cancel(cancelled)
      expect(await lease(at(2))).toEqual([])
      expect(await lease(at(3))).toEqual([kept])
      await forget(kept)
      await forget(kept)
    })

    test('setting a timer again moves it and ends its lease', async () => {
      const at = calendar()
      const timerId = await set(at(1))
      await lease(at(1), 10, 60_000)
      await set(at(4), timerId)
      expect(await lease(at(3))).toEqual([])
      expect(await lease(at(4))).toEqual([timerId])
      await forget(timerId)
    })

    test('several callers at the same time never get the same timer', async () => {
      const at = calendar()
      const ids = await Promise.all(Array.from({ length: 40 }, () => set(at(1))))
      const rounds = await Promise.all(Array.from({ length: 8 }, () => lease(at(1), 5, 60_000)))
      const rest = await lease(at(1), 100, 60_000)
      const leased = [...rounds.flat(), ...rest]
      expect(leased.toSorted()).toEqual(ids.toSorted())
      await forget(...ids)
    })
  })
}
