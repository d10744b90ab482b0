import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { fanoutSuite } from '../../conformance/fanout-suite.ts'
import { PARTITIONS } from '../../conformance/hot-store-under-test.ts'
import { runStateSuite } from '../../conformance/run-state-suite.ts'
import { taskQueueSuite } from '../../conformance/task-queue-suite.ts'
import type { HotStore } from '../../ports/hot-store.ts'
import { describeWith, freshPrefix, REDIS } from '../../testing/services.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { createRedisHotStore } from './hot-store.ts'

const quiet = { warn: () => undefined }

describeWith(REDIS, 'hot store on Redis', (url) => {
  const root = freshPrefix()
  let count = 0
  const nextPrefix = () => `${root}${count++}:`
  const open = (prefix: string, options = {}) => createRedisHotStore({ url, partitions: PARTITIONS, prefix, logger: quiet, ...options })
  const make = (options = {}) => open(nextPrefix(), options)
  const admin = new Redis(url, { lazyConnect: true })
  const forget = async (prefix: string) => {
    const keys = await admin.keys(`${prefix}*`)
    if (keys.length > 0) await admin.unlink(...keys)
  }

  afterAll(async () => {
    await forget(root)
    admin.disconnect()
  })

  runStateSuite('Redis', make)
  taskQueueSuite('Redis', make)
  fanoutSuite('Redis', make)

  let prefix: string
  let store: HotStore
  beforeEach(async () => {
    prefix = nextPrefix()
    store = await open(prefix)
  })
  afterEach(() => store.close())
  const read = () => store.queue.read({ streams: ['tasks:http:high'], group: 'runners', consumer: 'one', count: 10, blockMs: 0 })

  test('[D-15] keys of one run share the hash tag of its partition', async () => {
    await store.runState.commit([
      {
        runId: 'r-1',
        partition: 3,
        checks: [],
        steps: [
          { kind: 'set', fields: { a: '1' } },
          { kind: 'append', stream: 'tasks:http:high', entry: { a: '1' } },
          { kind: 'append', stream: 'completions', entry: { a: '1' } },
          { kind: 'append', stream: 'events', entry: { a: '1' } },
          { kind: 'append', stream: 'dead', entry: { a: '1' } },
        ],
      },
    ])
    const keys = (await admin.keys(`${prefix}*`)).map((key) => key.slice(prefix.length)).sort()
    expect(keys).toEqual(['{p3}:completions', '{p3}:dead', '{p3}:events', '{p3}:run:r-1', '{p3}:wf.tasks.http:high'])
  })

  test('[D-25] a Redis that was emptied is another incarnation, and its groups are made again', async () => {
    const before = await store.runState.incarnation()
    await store.queue.append(0, 'tasks:http:high', { n: 'lost' })
    const lost = await read()
    await forget(prefix)
    expect(await store.runState.incarnation()).not.toBe(before)
    await store.queue.touch({ group: 'runners', consumer: 'one', entries: lost })
    await store.queue.ack({ group: 'runners', entries: lost })
    expect(await store.queue.claim({ streams: ['tasks:http:high'], group: 'runners', consumer: 'one', count: 1, idleMs: 0 })).toEqual([])
    await forget(prefix)
    await store.queue.append(0, 'tasks:http:high', { n: 'new' })
    expect(await read()).toMatchObject([{ fields: { n: 'new' } }])
  })

  test('a reader that waits while Redis is emptied gets what comes after', async () => {
    await read()
    const reading = store.queue.read({ streams: ['tasks:http:high'], group: 'runners', consumer: 'one', count: 1, blockMs: 10_000 })
    await waitUntil('a blocked reader', async () => String(await admin.call('CLIENT', 'LIST')).includes('cmd=xread'))
    await forget(prefix)
    await store.queue.append(1, 'tasks:http:high', { n: 'after' })
    expect(await reading).toMatchObject([{ fields: { n: 'after' } }])
  })

  test('[D-25] processes on one Redis agree on the incarnation', async () => {
    const other = await open(prefix)
    const ids = await Promise.all([store.runState.incarnation(), other.runState.incarnation(), store.runState.incarnation()])
    await other.close()
    expect(new Set(ids).size).toBe(1)
  })

  test('[D-35] functions that Redis has lost are loaded again by the next call', async () => {
    await admin.call('FUNCTION', 'DELETE', 'aob_v2')
    const set = (a: string) => ({ runId: 'r', partition: 0, checks: [], steps: [{ kind: 'set' as const, fields: { a } }] })
    expect(await store.runState.commit([set('1'), set('2')])).toEqual([
      { kind: 'committed', revision: 1 },
      { kind: 'committed', revision: 2 },
    ])
    await admin.call('FUNCTION', 'DELETE', 'aob_v2')
    expect(await read()).toEqual([])
  })

  test('[D-35] the library of another version lies beside ours, and each process calls its own', async () => {
    const other = "#!lua name=aob_v0\nredis.register_function('aob_v0_commit', function() return 'of another version' end)"
    await admin.call('FUNCTION', 'LOAD', 'REPLACE', other)
    try {
      const set = { runId: 'side by side', partition: 0, checks: [], steps: [{ kind: 'set' as const, fields: { a: '1' } }] }
      expect(await store.runState.commit([set])).toEqual([{ kind: 'committed', revision: 1 }])
      expect(await admin.call('FCALL', 'aob_v0_commit', '0')).toBe('of another version')
      // A process of ours that starts later takes nothing away either.
      const later = await open(prefix)
      await later.runState.commit([set])
      await later.close()
      expect(await admin.call('FCALL', 'aob_v0_commit', '0')).toBe('of another version')
    } finally {
      await admin.call('FUNCTION', 'DELETE', 'aob_v0')
    }
  })

  test('a hint reaches a listener in another process once', async () => {
    const other = await open(prefix)
    const heard: number[] = []
    other.fanout.subscribeRun('r', (seq) => heard.push(seq))
    await waitUntil('the subscription', async () => Number((await admin.pubsub('NUMSUB', `${prefix}aob:run:r`))[1]) > 0)
    store.fanout.publishRun('r', 1)
    await waitUntil('the first hint', () => heard.length > 0)
    other.fanout.publishRun('r', 2)
    await waitUntil('the second hint', () => heard.length > 1)
    store.fanout.publishRun('r', 3)
    await waitUntil('the third hint', () => heard.includes(3))
    await other.close()
    expect(heard).toEqual([1, 2, 3])
  })

  test('the last listener of a topic ends its subscription', async () => {
    const channel = `${prefix}aob:run:r`
    const remove = store.fanout.subscribeRun('r', () => undefined)
    await waitUntil('the subscription', async () => Number((await admin.pubsub('NUMSUB', channel))[1]) === 1)
    remove()
    await waitUntil('its end', async () => Number((await admin.pubsub('NUMSUB', channel))[1]) === 0)
  })

  test('a message of another kind on a channel is reported and wakes nobody', async () => {
    const warnings: string[] = []
    const watched = await createRedisHotStore({ url, partitions: 1, prefix, logger: { warn: (message) => warnings.push(message) } })
    const heard: number[] = []
    watched.fanout.subscribeRun('r', (seq) => heard.push(seq))
    const channel = `${prefix}aob:run:r`
    await waitUntil('the subscription', async () => Number((await admin.pubsub('NUMSUB', channel))[1]) > 0)
    await admin.publish(channel, 'nonsense')
    await admin.publish(channel, 'null')
    await waitUntil('both warnings', () => warnings.filter((line) => line.includes('another kind')).length === 2)
    await watched.close()
    expect(heard).toEqual([])
  })
})
