import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PrivateKafka, startPrivateKafka } from '../../testing/private-kafka.ts'
import { describeWith } from '../../testing/services.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { createKafkaHotStore } from './hot-store.ts'

const JARS = { variable: 'AOB_TEST_KAFKA_JARS', name: 'Kafka of its own', optional: true } as const
const STREAM = 'tasks:http:high'
/** Enough for a broker that has just started on a busy machine. */
const TIMEOUT_MS = 10_000
const LONG_MS = 240_000

describeWith(JARS, 'a Kafka that goes and comes', (jars) => {
  let kafka: PrivateKafka
  let prefixes = 0
  beforeAll(async () => {
    kafka = await startPrivateKafka(jars)
  })
  afterAll(() => kafka.remove())
  const warnings: string[] = []
  const open = (prefix: string) => waitUntil('a store', () => tryToOpen(prefix).catch(() => false as const), LONG_MS / 2)
  const tryToOpen = (prefix: string) =>
    createKafkaHotStore({ brokers: [kafka.broker], partitions: 4, prefix, storeTimeoutMs: TIMEOUT_MS, logger: { warn: (line) => warnings.push(line) } })
  const set = (a: string) => ({ runId: 'r', partition: 1, checks: [], steps: [{ kind: 'set' as const, fields: { a } }] })
  const works = (action: () => Promise<unknown>) => () =>
    action().then(
      () => true,
      () => false,
    )

  test(
    'a broker that is killed: refused as unavailable, said once, and after its start work goes on with everything that was acknowledged',
    async () => {
      const prefix = `t${prefixes++}.`
      const [one, two] = [await open(prefix), await open(prefix)]
      await waitUntil(
        'a commit',
        works(() => one.runState.commit([set('1')])),
        LONG_MS / 2,
      )
      await waitUntil(
        'an entry',
        works(() => one.queue.append(1, STREAM, { n: 'before' })),
        LONG_MS / 2,
      )
      const reading = two.queue.read({ streams: ['tasks:http:low'], group: 'g', consumer: 'waiting', count: 1, blockMs: LONG_MS })
      warnings.length = 0
      await kafka.kill()
      const asked = [one.queue.append(1, STREAM, { n: 'x' }), one.runState.commit([set('2')]), two.runState.load('r', 1)]
      for (const each of await Promise.allSettled(asked))
        expect(each).toMatchObject({ status: 'rejected', reason: { code: 'service.unavailable', detail: { retryAfterMs: 1000 } } })
      await expect(one.runState.incarnation()).rejects.toMatchObject({ code: 'service.unavailable' })
      // Once for each of the two; an answer that was still on its way may end the first outage.
      const said = warnings.filter((line) => line.includes('cannot be used')).length
      expect(said).toBeGreaterThanOrEqual(2)
      expect(said).toBeLessThanOrEqual(4)
      await kafka.start()
      await waitUntil(
        'work to go on',
        works(() => one.runState.commit([set('3')])),
      )
      await waitUntil(
        'the other to follow',
        works(async () => expect(await two.runState.load('r', 1)).toMatchObject({ a: '3' })),
      )
      const taken = await waitUntil('the entry from before', async () => {
        const entries = await two.queue.read({ streams: [STREAM], group: 'g', consumer: 'c', count: 5, blockMs: 0 }).catch(() => [])
        return entries.some(({ fields }) => fields.n === 'before')
      })
      expect(taken).toBe(true)
      await waitUntil(
        'an append',
        works(() => one.queue.append(2, 'tasks:http:low', { n: 'after' })),
      )
      expect(await reading).toMatchObject([{ fields: { n: 'after' } }])
      await Promise.all([one.close(), two.close()])
    },
    LONG_MS,
  )

  test(
    'a broker that is silent: refused in time, and what arrives when it wakes is carried out once',
    async () => {
      const prefix = `t${prefixes++}.`
      const store = await open(prefix)
      await waitUntil(
        'a commit',
        works(() => store.runState.commit([set('1')])),
        LONG_MS / 2,
      )
      kafka.freeze()
      const refused = await Promise.allSettled([store.queue.append(1, STREAM, { n: '1' }), store.runState.load('r', 1)])
      kafka.thaw()
      for (const each of refused) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'service.unavailable' } })
      await waitUntil(
        'work to go on',
        works(() => store.runState.commit([set('2')])),
      )
      // Nobody knows whether the append was carried out; twice it never is, in no replica.
      const other = await open(prefix)
      for (const each of [store, other]) {
        const found = await waitUntil('a look', () => each.queue.peek({ stream: STREAM, partition: 1, count: 5 }).catch(() => false as const))
        expect(found.length).toBeLessThanOrEqual(1)
      }
      await Promise.all([store.close(), other.close()])
    },
    LONG_MS,
  )
})
