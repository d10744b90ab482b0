import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, expect, test } from 'vitest'
import { PARTITIONS } from '../conformance/hot-store-under-test.ts'
import { carryOut, randomActions } from '../conformance/random-plans.ts'
import { describeWith, freshPrefix, REDIS } from '../testing/services.ts'
import { createReplicatedHotStore } from './kafka/replicated-hot-store.ts'
import { InProcessLog } from './kafka/testing/in-process-log.ts'
import { createMemoryHotStore } from './memory/hot-store.ts'
import { createRedisHotStore } from './redis/hot-store.ts'

const quiet = { warn: () => undefined }

describeWith(REDIS, 'the two interpreters of commit plans', (url) => {
  const root = freshPrefix()
  let count = 0
  afterAll(async () => {
    const admin = new Redis(url)
    const keys = await admin.keys(`${root}*`)
    if (keys.length > 0) await admin.unlink(...keys)
    admin.disconnect()
  })

  test('[D-35] random plans give the same results, hashes and streams on Redis and in process', async () => {
    const property = fc.asyncProperty(randomActions, async (actions) => {
      const memory = createMemoryHotStore({ partitions: PARTITIONS, logger: quiet })
      const redis = await createRedisHotStore({ url, partitions: PARTITIONS, prefix: `${root}${count++}:`, logger: quiet })
      try {
        expect(await carryOut(redis, actions)).toEqual(await carryOut(memory, actions))
      } finally {
        await Promise.all([memory.close(), redis.close()])
      }
    })
    await fc.assert(property, { numRuns: 250 })
  }, 60_000)
})

test('[D-35] random plans give the same results, hashes and streams in a replica, also in one that starts from what others wrote', async () => {
  const property = fc.asyncProperty(randomActions, async (actions) => {
    const memory = createMemoryHotStore({ partitions: PARTITIONS, logger: quiet })
    const log = new InProcessLog()
    const replica = await createReplicatedHotStore(log.attach(), { partitions: PARTITIONS, logger: quiet, snapshotAfterBytes: 2000 })
    const expected = await carryOut(memory, actions)
    expect(await carryOut(replica, actions)).toEqual(expected)
    const late = await createReplicatedHotStore(log.attach(), { partitions: PARTITIONS, logger: quiet })
    expect(late.replica.state(1).image()).toEqual(replica.replica.state(1).image())
    await Promise.all([memory.close(), replica.close(), late.close()])
  })
  await fc.assert(property, { numRuns: 150 })
}, 60_000)
