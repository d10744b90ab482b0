import { afterEach, describe, expect, test } from 'vitest'
import { hasRedisServer, type PrivateRedis, startPrivateRedis } from '../../testing/private-redis.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { createRedisHotStore } from './hot-store.ts'
import { parseInfo } from './inspect.ts'

test('[D-21] the facts are read from INFO', () => {
  const text = '# Server\r\nredis_version:7.2.4\r\n# Memory\r\nmaxmemory_policy:allkeys-lru\r\n# Persistence\r\naof_enabled:1\r\n'
  expect(parseInfo(text)).toEqual({ version: '7.2.4', evictionPolicy: 'allkeys-lru', aof: true })
  expect(parseInfo('')).toEqual({ version: '0', evictionPolicy: 'unknown', aof: false })
})

test('a Redis that is not there is service.unavailable, within seconds', async () => {
  const opening = createRedisHotStore({ url: '/nowhere/redis.sock', partitions: 1, logger: { warn: () => undefined } })
  await expect(opening).rejects.toMatchObject({ code: 'service.unavailable', message: 'Redis cannot be reached.', detail: { retryAfterMs: 1000 } })
})

const withServer = hasRedisServer() || process.env.CI === 'true' ? describe : describe.skip

withServer('a Redis of its own (needs redis-server on PATH)', () => {
  let redis: PrivateRedis | undefined
  const warnings: string[] = []
  const logger = { warn: (message: string) => void warnings.push(message) }
  const open = (server: PrivateRedis) => createRedisHotStore({ url: server.socket, partitions: 1, logger })
  afterEach(async () => {
    await redis?.remove()
    redis = undefined
    warnings.length = 0
  })

  test.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random'])('[D-21] maxmemory-policy %s is refused in one sentence with a way out', async (policy) => {
    redis = await startPrivateRedis('--maxmemory-policy', policy)
    await expect(open(redis)).rejects.toMatchObject({
      code: 'service.unavailable',
      message: `Redis may evict the state of running workflows: its maxmemory-policy is ${policy}.`,
      detail: { hint: expect.stringContaining('CONFIG SET maxmemory-policy noeviction') },
    })
  })

  test('[D-21] a Redis without AOF works, with a warning', async () => {
    redis = await startPrivateRedis()
    const store = await open(redis)
    await store.close()
    expect(store.facts).toMatchObject({ evictionPolicy: 'noeviction', aof: false })
    expect(warnings).toEqual([expect.stringContaining('appendonly yes')])
  })

  test('[D-21] a Redis with AOF works without a word', async () => {
    redis = await startPrivateRedis('--appendonly', 'yes')
    const store = await open(redis)
    await store.close()
    expect(store.facts.aof).toBe(true)
    expect(warnings).toEqual([])
  })

  test('an outage is service.unavailable, reported once, and over when Redis is back, empty', async () => {
    redis = await startPrivateRedis('--appendonly', 'no')
    const store = await open(redis)
    const write = () => store.runState.commit([{ runId: 'r', partition: 0, checks: [{ kind: 'absent' }], steps: [{ kind: 'set', fields: { a: '1' } }] }])
    const before = await store.runState.incarnation()
    await write()
    const reading = store.queue.read({ streams: ['events'], group: 'g', consumer: 'c', count: 1, blockMs: 30_000 })
    const lost = expect(reading).rejects.toMatchObject({ code: 'service.unavailable' })
    await redis.stop()
    await lost
    await expect(write()).rejects.toMatchObject({ code: 'service.unavailable' })
    await redis.start()
    expect(await store.runState.incarnation()).not.toBe(before)
    expect(await write()).toEqual([{ kind: 'committed', revision: 1 }])
    expect(await store.queue.read({ streams: ['events'], group: 'g', consumer: 'c', count: 1, blockMs: 0 })).toEqual([])
    await store.close()
    expect(warnings.filter((line) => line.startsWith('Redis cannot be reached'))).toHaveLength(1)
    expect(warnings.filter((line) => line === 'Redis can be reached again.')).toHaveLength(1)
  })

  test('a Redis that wants another password is service.unavailable', async () => {
    redis = await startPrivateRedis('--requirepass', 'secret')
    await expect(open(redis)).rejects.toMatchObject({ code: 'service.unavailable', message: expect.stringContaining('NOAUTH') })
    const url = `redis://:wrong@localhost?path=${encodeURIComponent(redis.socket)}`
    await expect(createRedisHotStore({ url, partitions: 1, logger })).rejects.toMatchObject({ code: 'service.unavailable' })
  })

  test('hints reach other processes again after an outage', async () => {
    redis = await startPrivateRedis('--appendonly', 'yes')
    const [one, two] = [await open(redis), await open(redis)]
    const heard: number[] = []
    two.fanout.subscribeRun('r', (seq) => heard.push(seq))
    const hint = (seq: number) => () => {
      one.fanout.publishRun('r', seq)
      return heard.includes(seq)
    }
    await waitUntil('a hint before the outage', hint(1))
    await redis.stop()
    one.fanout.publishRun('r', 2)
    await redis.start()
    await waitUntil('a hint after the outage', hint(3))
    await Promise.all([one.close(), two.close()])
  })

  test('a Redis without memory left refuses work as service.unavailable', async () => {
    redis = await startPrivateRedis('--maxmemory', '3mb')
    const store = await open(redis)
    const fill = async () => {
      for (let index = 0; index < 200; index++) {
        await store.runState.commit([{ runId: `r-${index}`, partition: 0, checks: [], steps: [{ kind: 'set', fields: { a: 'x'.repeat(50_000) } }] }])
      }
    }
    await expect(fill()).rejects.toMatchObject({ code: 'service.unavailable', message: expect.stringContaining('OOM') })
    await store.close()
  })
})
