import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { event } from '../../conformance/record-under-test.ts'
import { describeWith, freshPrefix, REDIS } from '../../testing/services.ts'
import { RedisEventPublisher } from './event-publisher.ts'
import { Keys } from './keys.ts'

describeWith(REDIS, 'workflow.events', (url) => {
  const prefix = freshPrefix()
  let redis: Redis
  beforeAll(() => {
    redis = new Redis(url, { maxRetriesPerRequest: 0 })
  })
  afterAll(async () => {
    await redis.unlink(`${prefix}{p1}:workflow.events`)
    redis.disconnect()
  })

  test('[QP-05] holds events in order: one an entry in mode full, all that are ready in mode fast', async () => {
    const publisher = new RedisEventPublisher(redis, new Keys(prefix))
    const events = (runId: string) => [1, 2, 3].map((seq) => event(runId, seq, 'run.completed'))
    await publisher.publish([
      { runId: 'a', mode: 'full', partition: 1, events: events('a') },
      { runId: 'b', mode: 'fast', partition: 1, events: events('b') },
    ])
    const entries = await redis.xrange(`${prefix}{p1}:workflow.events`, '-', '+')
    const read = entries.map(([, [, runId, , seq, , json]]) => ({ runId, seq, events: JSON.parse(json ?? '[]') as unknown[] }))
    expect(read).toEqual([...events('a').map((one) => ({ runId: 'a', seq: String(one.seq), events: [one] })), { runId: 'b', seq: '1', events: events('b') }])
  })

  test('a Redis that is away is told as unavailable, so that the relay keeps what it has', async () => {
    const away = new Redis({ port: 1, lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null })
    away.on('error', () => undefined)
    const publisher = new RedisEventPublisher(away, new Keys(prefix))
    await expect(publisher.publish([{ runId: 'a', mode: 'full', partition: 1, events: [event('a', 1, 'run.completed')] }])).rejects.toMatchObject({
      code: 'service.unavailable',
    })
  })
})
