import { expect, test } from 'vitest'
import { fanoutSuite } from '../../conformance/fanout-suite.ts'
import { PARTITIONS } from '../../conformance/hot-store-under-test.ts'
import { runStateSuite } from '../../conformance/run-state-suite.ts'
import { taskQueueSuite } from '../../conformance/task-queue-suite.ts'
import { createMemoryHotStore } from './hot-store.ts'

const quiet = { warn: () => undefined }
const make = async (options = {}) => createMemoryHotStore({ partitions: PARTITIONS, logger: quiet, ...options })

runStateSuite('in process', make)
taskQueueSuite('in process', make)
fanoutSuite('in process', make)

test('[D-25] every process is an incarnation of its own', async () => {
  const [one, two] = await Promise.all([make(), make()])
  expect(await one.runState.incarnation()).not.toBe(await two.runState.incarnation())
})

test('an expired run leaves by itself when others are written', async () => {
  let now = 1000
  const store = createMemoryHotStore({ now: () => now })
  const write = (runId: string, afterMs: number) =>
    store.runState.commit([
      {
        runId,
        partition: 0,
        checks: [],
        steps: [
          { kind: 'set', fields: { a: '1' } },
          { kind: 'expire', afterMs },
        ],
      },
    ])
  await write('early', 10)
  now += 10
  await write('late', 10)
  expect(store.data.runCount).toBe(1)
})

test('a long life of reading does not gather the ids of what was read', async () => {
  const { queue } = createMemoryHotStore({ partitions: 1 })
  for (let round = 0; round < 50; round++) {
    for (let index = 0; index < 100; index++) await queue.append(0, 'events', { n: String(index) })
    const entries = await queue.read({ streams: ['events'], group: 'g', consumer: 'c', count: 100, blockMs: 0 })
    expect(entries.map(({ fields }) => Number(fields.n))).toEqual(Array.from({ length: 100 }, (_, index) => index))
    await queue.ack({ group: 'g', entries })
  }
  expect(await queue.depth('events')).toBe(0)
})
