import { expect, test } from 'vitest'
import { fanoutSuite } from '../../conformance/fanout-suite.ts'
import { PARTITIONS } from '../../conformance/hot-store-under-test.ts'
import { runStateSuite } from '../../conformance/run-state-suite.ts'
import { taskQueueSuite } from '../../conformance/task-queue-suite.ts'
import type { CommitPlan } from '../../ports/commit-plan.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { createReplicatedHotStore, type ReplicatedHotStoreOptions } from './replicated-hot-store.ts'
import { InProcessLog } from './testing/in-process-log.ts'

const quiet = { warn: () => undefined }
const open = (log: InProcessLog, options: Partial<ReplicatedHotStoreOptions> = {}) =>
  createReplicatedHotStore(log.attach(), { partitions: PARTITIONS, logger: quiet, ...options })
const make = (options = {}) => open(new InProcessLog(), options)
const STREAM = 'tasks:http:high'
const take = { streams: [STREAM], group: 'runners', count: 10, blockMs: 0 } as const
const set = (a: string, checks: CommitPlan['checks'] = []): CommitPlan => ({ runId: 'r', partition: 1, checks, steps: [{ kind: 'set', fields: { a } }] })

runStateSuite('replicated over a log in process', make)
taskQueueSuite('replicated over a log in process', make)
fanoutSuite('replicated over a log in process', make)

test('[D-02] of two processes that take the same entries each entry goes to one', async () => {
  const log = new InProcessLog()
  const stores = await Promise.all([open(log), open(log)])
  for (let index = 0; index < 20; index++) await stores[0].queue.append(index % PARTITIONS, STREAM, { n: String(index) })
  const reads = Array.from({ length: 10 }, (_, index) => stores[index % 2]?.queue.read({ ...take, consumer: `c${index}`, count: 4 }))
  const taken = (await Promise.all(reads)).flat().map((entry) => entry?.fields.n)
  const rest = await stores[1].queue.read({ ...take, consumer: 'last', count: 100 })
  expect([...taken, ...rest.map(({ fields }) => fields.n)].map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index))
  await Promise.all(stores.map((store) => store.close()))
})

test('[D-33] a look at a run sees what another process was acknowledged before, however late the log is delivered', async () => {
  const log = new InProcessLog()
  const writer = await open(log)
  const late = log.attach()
  const reader = await createReplicatedHotStore(late, { partitions: PARTITIONS, logger: quiet })
  await writer.runState.commit([set('1')])
  await writer.runState.commit([set('2')])
  expect(await reader.runState.load('r', 1)).toMatchObject({ a: '2' })
  await Promise.all([writer.close(), reader.close()])
})

test('[D-33] of commits from one revision in several processes exactly one is carried out', async () => {
  const log = new InProcessLog()
  const stores = await Promise.all([open(log), open(log), open(log)])
  await stores[0].runState.commit([set('0')])
  const rivals = stores.flatMap((store, index) =>
    [0, 1].map((again) => store.runState.commit([set(`${index}${again}`, [{ kind: 'equals', field: 'rev', value: '1' }])])),
  )
  const kinds = (await Promise.all(rivals)).flat().map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'committed')).toHaveLength(1)
  await Promise.all(stores.map((store) => store.close()))
})

test('a copy of a record changes nothing: its writer did not know whether it had arrived', async () => {
  const log = new InProcessLog()
  const store = await open(log)
  await store.queue.append(1, STREAM, { n: '1' })
  const [record] = log.recordsOf(1)
  log.append(1, [record?.value ?? ''])
  await store.queue.append(1, STREAM, { n: '2' })
  log.append(1, [record?.value ?? ''])
  expect((await store.queue.peek({ stream: STREAM, partition: 1, count: 10 })).map(({ fields }) => fields.n)).toEqual(['1', '2'])
  await store.close()
})

test('records of somebody else are reported and ignored', async () => {
  const warnings: string[] = []
  const log = new InProcessLog()
  const store = await open(log, { logger: { warn: (line) => warnings.push(line) } })
  log.append(1, ['nonsense', '{}', '[1]', 'null', '[1,"x",0,null]'])
  await store.queue.append(1, STREAM, { n: '1' })
  expect(await store.queue.depth(STREAM)).toBe(1)
  expect(warnings.filter((line) => line.includes('not ours'))).toHaveLength(5)
  await store.close()
})

test('a process that meets a record of a newer version stops taking part instead of guessing', async () => {
  const log = new InProcessLog()
  const store = await open(log)
  log.append(1, ['[2,"of the next version",0,{"kind":"append"}]'])
  await waitUntil('the refusal', () =>
    store.queue.append(0, STREAM, { n: '1' }).then(
      () => false,
      () => true,
    ),
  )
  await expect(store.runState.commit([set('1')])).rejects.toMatchObject({ code: 'service.unavailable' })
  await expect(store.runState.load('r', 1)).rejects.toMatchObject({ code: 'service.unavailable' })
  await store.close()
})

test('while the log is away everything is refused as unavailable, and afterwards work goes on', async () => {
  const log = new InProcessLog()
  const store = await open(log, { storeTimeoutMs: 150 })
  await store.queue.append(1, STREAM, { n: '1' })
  log.away = true
  await expect(store.queue.append(1, STREAM, { n: 'refused' })).rejects.toMatchObject({ code: 'service.unavailable' })
  await expect(store.runState.commit([set('1')])).rejects.toMatchObject({ code: 'service.unavailable', detail: { retryAfterMs: 1000 } })
  await expect(store.runState.load('r', 1)).rejects.toMatchObject({ code: 'service.unavailable' })
  await expect(store.queue.read({ ...take, consumer: 'one' })).rejects.toMatchObject({ code: 'service.unavailable' })
  await expect(store.runState.incarnation()).rejects.toMatchObject({ code: 'service.unavailable' })
  const reading = store.queue.read({ ...take, consumer: 'two', group: 'waiting', streams: ['tasks:http:low'], blockMs: 30_000 })
  log.comeBack()
  await waitUntil('work to go on', () =>
    store.runState.commit([set('2')]).then(
      () => true,
      () => false,
    ),
  )
  await store.queue.append(1, 'tasks:http:low', { n: '2' })
  expect(await reading).toMatchObject([{ fields: { n: '2' } }])
  await store.close()
})

test('[D-25] a log that was replaced is another incarnation: nothing of the old one is left, and work goes on', async () => {
  const log = new InProcessLog()
  const stores = await Promise.all([open(log, { storeTimeoutMs: 2000 }), open(log, { storeTimeoutMs: 2000 })])
  const before = await stores[0].runState.incarnation()
  await stores[0].runState.commit([set('1')])
  for (const store of stores) expect(await store.runState.load('r', 1)).toBeDefined()
  log.replace()
  const after = await Promise.all(stores.map((store) => store.runState.incarnation()))
  expect(new Set(after).size).toBe(1)
  expect(after[0]).not.toBe(before)
  await waitUntil('a new beginning', () =>
    stores[1].runState.commit([set('2', [{ kind: 'absent' }])]).then(
      ([result]) => result?.kind === 'committed',
      () => false,
    ),
  )
  expect(await stores[0].runState.load('r', 1)).toEqual({ a: '2', rev: '1' })
  await Promise.all(stores.map((store) => store.close()))
})

test('the log stays bounded by snapshots, and whoever starts from one comes to the same state', async () => {
  const log = new InProcessLog()
  const snapshotAfterBytes = 20_000
  const stores = await Promise.all([open(log, { snapshotAfterBytes }), open(log, { snapshotAfterBytes })])
  let longest = 0
  for (let round = 0; round < 400; round++) {
    const store = stores[round % 2] ?? stores[0]
    await store.queue.append(1, STREAM, { n: String(round), text: 'x'.repeat(200) })
    const entries = await store.queue.read({ ...take, consumer: 'c', count: 2 })
    if (round % 3 > 0) await store.queue.ack({ group: 'runners', entries })
    else if (round % 9 === 0) await store.queue.claim({ ...take, consumer: 'd', idleMs: 0, count: 1 })
    await store.runState.commit([
      set(String(round)),
      {
        ...set('x'),
        runId: `run ${round % 7}`,
        steps: [
          { kind: 'set', fields: { round: String(round) } },
          { kind: 'expire', afterMs: 3_600_000 },
        ],
      },
    ])
    longest = Math.max(
      longest,
      log.recordsOf(1).reduce((sum, { value }) => sum + value.length, 0),
    )
  }
  expect(log.beginOf(1)).toBeGreaterThan(0)
  // What is held grows, and a snapshot is due when the log has grown by as much as the last one.
  expect(longest).toBeLessThan(4 * Math.max(snapshotAfterBytes, stores[0].replica.state(1).image().length))
  const later = await open(log)
  await Promise.all([...stores, later].map((store) => store.replica.current(1)))
  const images = [...stores, later].map((store) => store.replica.state(1).image())
  expect(images[1]).toEqual(images[0])
  expect(images[2]).toEqual(images[0])
  await Promise.all([...stores, later].map((store) => store.close()))
})

test('a process that slept while the log was cut begins again at the snapshot', async () => {
  const log = new InProcessLog()
  const sleepy = log.attach()
  const store = await open(log, { snapshotAfterBytes: 3000 })
  const sleeper = await createReplicatedHotStore(sleepy, { partitions: PARTITIONS, logger: quiet })
  sleepy.hold()
  for (let round = 0; round < 60; round++) await store.runState.commit([set('x'.repeat(100))])
  expect(log.beginOf(1)).toBeGreaterThan(0)
  sleepy.release()
  expect(await sleeper.runState.load('r', 1)).toMatchObject({ rev: '60' })
  await Promise.all([store.close(), sleeper.close()])
})

test('a turn to write a snapshot that nobody took is given again', async () => {
  const log = new InProcessLog()
  const attached = log.attach()
  let refuse = true
  const store = await createReplicatedHotStore(
    { ...attached, putSnapshot: async (...given) => (refuse ? Promise.reject(new Error('of the test')) : attached.putSnapshot(...given)) },
    { partitions: PARTITIONS, logger: quiet, snapshotAfterBytes: 2000 },
  )
  const write = async () => {
    for (let round = 0; round < 40; round++) await store.runState.commit([set('x'.repeat(100))])
  }
  await write()
  expect(log.beginOf(1)).toBe(0)
  refuse = false
  await write()
  expect(log.beginOf(1)).toBeGreaterThan(0)
  await store.close()
})

test('a snapshot that is larger than the bound does not come with every record', async () => {
  const log = new InProcessLog()
  const attached = log.attach()
  let kept = 0
  const store = await createReplicatedHotStore(
    {
      ...attached,
      putSnapshot: async (...given) => {
        kept += 1
        return attached.putSnapshot(...given)
      },
    },
    { partitions: PARTITIONS, logger: quiet, snapshotAfterBytes: 1000 },
  )
  const large: CommitPlan = { runId: 'large', partition: 1, checks: [], steps: [{ kind: 'set', fields: { a: 'x'.repeat(50_000) } }] }
  await store.runState.commit([large])
  for (let round = 0; round < 100; round++) await store.runState.commit([set('1')])
  expect(kept).toBeLessThan(3)
  await store.close()
})
