import { Admin } from '@platformatic/kafka'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PrivateKafka, startPrivateCluster } from '../../testing/private-kafka.ts'
import { describeWith } from '../../testing/services.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { createKafkaHotStore } from './hot-store.ts'
import { topicNames } from './topics.ts'

const JARS = { variable: 'AOB_TEST_KAFKA_JARS', name: 'Kafka of its own', optional: true } as const
const PARTITIONS = 6
const quiet = { warn: () => undefined }
const LONG_MS = 240_000

describeWith(JARS, 'three brokers', (jars) => {
  let brokers: PrivateKafka[] = []
  beforeAll(async () => {
    brokers = await startPrivateCluster(jars, 3)
  }, LONG_MS)
  afterAll(() => Promise.all(brokers.map((broker) => broker.remove())))

  test(
    'one that leads partitions is killed: nothing acknowledged is lost or carried out twice, and work goes on with the other two',
    async () => {
      const addresses = brokers.map(({ broker }) => broker)
      const open = () => createKafkaHotStore({ brokers: addresses, partitions: PARTITIONS, prefix: 'c.', logger: quiet, storeTimeoutMs: 8000 })
      const stores = [await open(), await open()]
      const leaders = await leadersOf(addresses, topicNames('c.').hot)
      expect(new Set(leaders).size).toBe(3)
      const counts = new Map<number, { acknowledged: number; asked: number }>()
      /** Adds to a counter of every partition; what is refused may have been carried out all the same. */
      const addEverywhere = async (store = stores[0]) => {
        const all = Array.from({ length: PARTITIONS }, async (_, partition) => {
          const count = counts.get(partition) ?? { acknowledged: 0, asked: 0 }
          counts.set(partition, count)
          count.asked += 1
          const plan = { runId: `r${partition}`, partition, checks: [], steps: [{ kind: 'add' as const, field: 'n', by: 1 }] }
          const done = await store?.runState.commit([plan]).then(
            () => true,
            () => false,
          )
          if (done) count.acknowledged += 1
          return done
        })
        return (await Promise.all(all)).every(Boolean)
      }
      for (let round = 0; round < 10; round++) expect(await addEverywhere(stores[round % 2])).toBe(true)
      await Promise.all([brokers[0]?.kill(), ...stores.map((store) => addEverywhere(store))])
      await waitUntil('work to go on everywhere', () => addEverywhere(stores[1]), LONG_MS / 2)
      await waitUntil('the other one to follow', () => addEverywhere(stores[0]), LONG_MS / 2)
      const late = await open()
      for (const [partition, { acknowledged, asked }] of counts) {
        const seen = await Promise.all([...stores, late].map((store) => store.runState.load(`r${partition}`, partition)))
        const value = Number(seen[0]?.n)
        expect(value).toBeGreaterThanOrEqual(acknowledged)
        expect(value).toBeLessThanOrEqual(asked)
        for (const each of seen) expect(each).toEqual(seen[0])
      }
      await brokers[0]?.start()
      await waitUntil('all three again', () => addEverywhere(stores[0]), LONG_MS / 2)
      await Promise.all([...stores, late].map((store) => store.close()))
    },
    LONG_MS,
  )
})

async function leadersOf(addresses: readonly string[], topic: string): Promise<number[]> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [...addresses] })
  try {
    const metadata = await new Promise<{ topics: Map<string, { partitions: { leader: number }[] }> }>((resolve, reject) =>
      admin.metadata({ topics: [topic] }, (error, found) => (found ? resolve(found) : reject(error))),
    )
    return metadata.topics.get(topic)?.partitions.map(({ leader }) => leader) ?? []
  } finally {
    await admin.close()
  }
}
