import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { longLived } from '../long-lived.ts'
import type { StreamName } from '../ports/commit-plan.ts'
import type { HotStore } from '../ports/hot-store.ts'
import type { TaskQueue } from '../ports/task-queue.ts'
import { FairReader } from '../runner/fair-reader.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { type MakeHotStore, PARTITIONS } from './hot-store-under-test.ts'

const HIGH = 'tasks:http:high'
const LOW = 'tasks:http:low'
/** Far more than lies between two calls on a busy machine. */
const IDLE_MS = 700

/** What every TaskQueue does: at-least-once delivery by consumer group. */
export function taskQueueSuite(name: string, make: MakeHotStore): void {
  describe(`task queue: ${name}`, () => {
    let store: HotStore
    let queue: TaskQueue
    const read = (change: Partial<Parameters<TaskQueue['read']>[0]> = {}) =>
      queue.read({ streams: [HIGH, LOW], group: 'runners', consumer: 'one', count: 10, blockMs: 0, ...change })
    const claim = (consumer: string, idleMs: number, count = 10) => queue.claim({ streams: [HIGH, LOW], group: 'runners', consumer, count, idleMs })
    const fill = async (stream: StreamName, count: number, partition = 1) => {
      for (let index = 0; index < count; index++) await queue.append(partition, stream, { n: String(index) })
    }
    beforeEach(async () => {
      store = await make()
      queue = store.queue
    })
    afterEach(() => store.close())

    test('[D-02] an entry goes to one consumer of a group, and to every group', async () => {
      await queue.append(3, HIGH, { runId: 'r', text: 'ü' })
      const [entry] = await read()
      expect(entry).toMatchObject({ partition: 3, stream: HIGH, fields: { runId: 'r', text: 'ü' }, deliveries: 1 })
      expect(await read({ consumer: 'two' })).toEqual([])
      expect(await read({ group: 'auditors' })).toMatchObject([{ fields: { runId: 'r' } }])
    })

    test('a group that comes late reads from the oldest entry on', async () => {
      await fill(HIGH, 3)
      expect((await read({ group: 'late' })).map(({ fields }) => fields.n)).toEqual(['0', '1', '2'])
    })

    test('entries of one partition come in the order they were appended', async () => {
      await fill(HIGH, 5)
      expect((await read()).map(({ fields }) => fields.n)).toEqual(['0', '1', '2', '3', '4'])
    })

    test('earlier streams come first, whatever the partition', async () => {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        await queue.append(partition, LOW, { priority: 'low' })
        await queue.append(partition, HIGH, { priority: 'high' })
      }
      const entries = await read({ count: 6 })
      expect(entries.map(({ fields }) => fields.priority)).toEqual(['high', 'high', 'high', 'high', 'low', 'low'])
    })

    test('[QP-03] high drains first, and nobody waits longer than the configured lead', async () => {
      for (const priority of ['high', 'medium', 'low'] as const) await fill(`tasks:http:${priority}`, 12, 2)
      const maxLead = 3
      const reader = new FairReader(queue, { types: ['http'], group: 'runners', consumer: 'one', maxLead })
      const order: string[] = []
      for (let more = true; more; ) {
        const entries = await reader.read({ count: 2, blockMs: 0 })
        more = entries.length > 0
        order.push(...entries.map(({ stream }) => stream.split(':').at(-1) ?? ''))
        await queue.ack({ group: 'runners', entries })
      }
      expect(order).toHaveLength(36)
      expect(order.slice(0, maxLead)).toEqual(['high', 'high', 'high'])
      const longestWait = (priority: string, higher: readonly string[]) => {
        let [most, now] = [0, 0]
        for (const each of order.slice(0, order.lastIndexOf(priority))) {
          if (higher.includes(each)) now += 1
          else if (each === priority) now = 0
          most = Math.max(most, now)
        }
        return most
      }
      // A turn of the other yielding priority may come in between, no more.
      expect(longestWait('low', ['high', 'medium'])).toBeLessThanOrEqual(maxLead + 1)
      expect(longestWait('medium', ['high'])).toBeLessThanOrEqual(maxLead)
      expect(order.lastIndexOf('high')).toBeLessThan(order.lastIndexOf('low'))
    })

    test('[ER-08] of the messages nobody could use the newest are kept, up to the bound', async () => {
      await store.close()
      store = await make({ maxDeadLetters: 3 })
      for (let index = 0; index < 3; index++) await store.queue.append(1, 'dead', { n: String(index) })
      expect(await store.queue.depth('dead')).toBe(3)
      await store.queue.append(1, 'dead', { n: '3' })
      expect(await store.queue.depth('dead')).toBe(3)
      const kept = await store.queue.read({ streams: ['dead'], group: 'operator', consumer: 'one', count: 10, blockMs: 0 })
      expect(kept.map(({ fields }) => fields.n)).toEqual(['1', '2', '3'])
    })

    test('peeking shows what is there, from an id on, and takes nothing', async () => {
      await fill('dead', 3)
      const peek = async (request: { from?: string; count: number }) => queue.peek({ stream: 'dead', partition: 1, ...request })
      const all = await peek({ count: 10 })
      expect(all.map(({ fields }) => fields.n)).toEqual(['0', '1', '2'])
      expect(await peek({ count: 2 })).toEqual(all.slice(0, 2))
      expect(await peek({ from: all[1]?.id ?? '', count: 1 })).toEqual(all.slice(1, 2))
      await queue.ack({ group: 'operator', entries: all.slice(0, 1) })
      expect(await peek({ count: 10 })).toEqual(all.slice(1))
      expect(await queue.peek({ stream: 'dead', partition: 2, count: 10 })).toEqual([])
    })

    test('no more than count entries are delivered in all', async () => {
      for (let partition = 0; partition < PARTITIONS; partition++) await fill(HIGH, 3, partition)
      expect(await read({ count: 5 })).toHaveLength(5)
      expect(await read({ count: 100 })).toHaveLength(7)
    })

    test('a small count starves no partition', async () => {
      for (let partition = 0; partition < PARTITIONS; partition++) await fill(HIGH, 10, partition)
      const partitions = new Set<number>()
      for (let turn = 0; turn < PARTITIONS; turn++) for (const entry of await read({ count: 1 })) partitions.add(entry.partition)
      expect(partitions.size).toBe(PARTITIONS)
    })

    test('a reader waits for the first entry and gets it as soon as it comes', async () => {
      const reading = read({ blockMs: 10_000 })
      const startedAt = performance.now()
      await waitUntil('the append', async () => queue.append(2, LOW, { n: 'new' }).then(() => true))
      expect(await reading).toMatchObject([{ fields: { n: 'new' } }])
      expect(performance.now() - startedAt).toBeLessThan(5000)
    })

    test('an entry appended by a commit wakes a waiting reader', async () => {
      const reading = read({ blockMs: 10_000 })
      await store.runState.commit([{ runId: 'r', partition: 0, checks: [], steps: [{ kind: 'append', stream: HIGH, entry: { n: 'committed' } }] }])
      expect(await reading).toMatchObject([{ partition: 0, fields: { n: 'committed' } }])
    })

    test('waiting ends without an entry when the time is over', async () => {
      expect(await read({ blockMs: 30 })).toEqual([])
    })

    test('more readers than Node takes for a leak wait at the same time, and leave no listener behind', async () => {
      const warnings: Error[] = []
      const warned = (warning: Error) => void warnings.push(warning)
      process.on('warning', warned)
      const abort = longLived()
      const { signal } = abort
      const readers = Array.from({ length: 12 }, (_, index) => read({ consumer: `reader ${index}`, blockMs: 60_000, signal }))
      await waitUntil('all of them to wait', () => getEventListeners(signal, 'abort').length === readers.length)
      abort.abort()
      await Promise.all(readers)
      // Warnings are told a tick later.
      await new Promise((resolve) => setImmediate(resolve))
      process.off('warning', warned)
      expect([warnings, getEventListeners(signal, 'abort')]).toEqual([[], []])
    })

    test('an abort ends the waiting at once and loses nothing', async () => {
      const abort = new AbortController()
      const reading = read({ blockMs: 60_000, signal: abort.signal })
      setImmediate(() => abort.abort())
      expect(await reading).toEqual([])
      expect(await read({ signal: abort.signal })).toEqual([])
      await fill(HIGH, 1)
      expect(await read()).toHaveLength(1)
    })

    test('closing the store ends a waiting reader', async () => {
      const reading = read({ blockMs: 60_000 })
      await store.close()
      expect(await reading).toEqual([])
    })

    test('several readers wait side by side and share what comes', async () => {
      const readers = ['one', 'two', 'three'].map((consumer) => read({ consumer, count: 1, blockMs: 10_000 }))
      await fill(HIGH, 3)
      const entries = (await Promise.all(readers)).flat()
      expect(entries.map(({ fields }) => fields.n).sort()).toEqual(['0', '1', '2'])
    })

    test('[D-02] what was not acknowledged can be claimed once it is idle, with the deliveries counted', async () => {
      await fill(HIGH, 2)
      const [first] = await read()
      expect(await claim('two', 60_000)).toEqual([])
      const claimed = await waitUntil('the entries to be idle', async () => {
        const entries = await claim('two', 20)
        return entries.length > 0 && entries
      })
      expect(claimed).toMatchObject([{ id: first?.id, fields: { n: '0' }, deliveries: 2 }, { deliveries: 2 }])
      expect(await claim('three', 0, 1)).toMatchObject([{ id: first?.id, deliveries: 3 }])
    })

    test('claiming takes no more than count, the oldest first', async () => {
      await fill(HIGH, 30)
      await read({ count: 30 })
      expect((await claim('two', 0, 3)).map(({ fields }) => fields.n)).toEqual(['0', '1', '2'])
    })

    test('a claim looks past entries that are in work', async () => {
      await fill(HIGH, 60)
      const entries = await read({ count: 60 })
      await waitUntil('untouched entries to be claimed', async () => {
        await queue.touch({ group: 'runners', consumer: 'one', entries: entries.slice(0, 50) })
        const claimed = await claim('two', IDLE_MS, 2)
        if (claimed.length === 0) return false
        expect(claimed.map(({ fields }) => fields.n)).toEqual(['50', '51'])
        return true
      })
    })

    test('[D-34] a touched entry is not idle, and touching is no delivery', async () => {
      await fill(HIGH, 2)
      const [held, ...left] = await read()
      if (held === undefined) throw new Error('nothing was delivered')
      const claimed = await waitUntil('the untouched entry to be claimed', async () => {
        await queue.touch({ group: 'runners', consumer: 'one', entries: [held] })
        const entries = await claim('two', IDLE_MS)
        return entries.length > 0 && entries
      })
      expect(claimed.map(({ id }) => id)).toEqual(left.map(({ id }) => id))
      expect(await claim('three', 0, 1)).toMatchObject([{ id: held.id, deliveries: 2 }])
    })

    test('[D-34] whoever lost an entry to a claim does not take it back by touching it', async () => {
      await fill(HIGH, 1)
      const entries = await read()
      await claim('two', 0)
      await new Promise((resolve) => setTimeout(resolve, 30))
      await queue.touch({ group: 'runners', consumer: 'one', entries })
      expect(await claim('three', 25)).toMatchObject([{ deliveries: 3 }])
    })

    test('an acknowledged entry is gone: for the depth, for claims, for late groups', async () => {
      await fill(HIGH, 2)
      const entries = await read()
      expect(await queue.depth(HIGH)).toBe(2)
      await queue.ack({ group: 'runners', entries: entries.slice(0, 1) })
      expect(await queue.depth(HIGH)).toBe(1)
      expect(await claim('two', 0)).toMatchObject([{ fields: { n: '1' } }])
      expect(await read({ group: 'late' })).toMatchObject([{ fields: { n: '1' } }])
    })

    test('acknowledging and touching what is gone is harmless', async () => {
      await fill(HIGH, 1)
      const entries = await read()
      await queue.ack({ group: 'runners', entries })
      await queue.ack({ group: 'runners', entries })
      await queue.touch({ group: 'runners', consumer: 'one', entries })
      await queue.ack({ group: 'nobody', entries })
      await queue.ack({ group: 'runners', entries: [] })
      expect(await queue.depth(HIGH)).toBe(0)
    })

    test('[D-35] a commit acknowledges the entry that caused it', async () => {
      await fill('completions', 1, 3)
      const [entry] = await read({ streams: ['completions'], group: 'coordinator' })
      if (entry === undefined) throw new Error('nothing was delivered')
      await store.runState.commit([
        { runId: 'r', partition: 3, checks: [], steps: [{ kind: 'ack', stream: 'completions', group: 'coordinator', id: entry.id }] },
      ])
      expect(await queue.depth('completions')).toBe(0)
      expect(await queue.claim({ streams: ['completions'], group: 'coordinator', consumer: 'two', count: 1, idleMs: 0 })).toEqual([])
    })

    test('claiming before anybody has read finds nothing', async () => {
      await fill(HIGH, 1)
      expect(await claim('two', 0)).toEqual([])
      expect(await read()).toHaveLength(1)
    })
  })
}
