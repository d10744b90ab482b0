import { randomBytes } from 'node:crypto'
import { Admin } from '@platformatic/kafka'
import { afterAll, expect, test } from 'vitest'
import { fanoutSuite } from '../../conformance/fanout-suite.ts'
import { PARTITIONS } from '../../conformance/hot-store-under-test.ts'
import { runStateSuite } from '../../conformance/run-state-suite.ts'
import { taskQueueSuite } from '../../conformance/task-queue-suite.ts'
import { deleteTopicsOf } from '../../testing/kafka-topics.ts'
import { describeWith, KAFKA } from '../../testing/services.ts'
import { waitUntil } from '../../testing/wait-until.ts'
import { createKafkaHotStore, type KafkaHotStoreOptions } from './hot-store.ts'
import { topicNames } from './topics.ts'

const quiet = { warn: () => undefined }

describeWith(KAFKA, 'hot store on Kafka', (addresses) => {
  const brokers = addresses.split(',')
  const root = `test-${randomBytes(6).toString('hex')}.`
  let count = 0
  const nextPrefix = () => `${root}${count++}.`
  const open = (prefix: string, options: Partial<KafkaHotStoreOptions> = {}) =>
    createKafkaHotStore({ brokers, partitions: PARTITIONS, prefix, logger: quiet, ...options })
  const make = (options = {}) => open(nextPrefix(), options)
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: brokers })

  afterAll(async () => {
    await admin.close()
    await deleteTopicsOf(addresses, root)
  })

  runStateSuite('Kafka', make)
  taskQueueSuite('Kafka', make)
  fanoutSuite('Kafka', make)

  const set = (a: string) => ({ runId: 'r', partition: 1, checks: [], steps: [{ kind: 'set' as const, fields: { a } }] })
  const STREAM = 'tasks:http:high'

  test('a process that starts later knows what the others know, and they share what is new', async () => {
    const prefix = nextPrefix()
    const one = await open(prefix)
    await one.runState.commit([set('1')])
    for (let index = 0; index < 10; index++) await one.queue.append(index % PARTITIONS, STREAM, { n: String(index) })
    const two = await open(prefix)
    expect(await two.runState.load('r', 1)).toEqual({ a: '1', rev: '1' })
    const read = (store: typeof one, consumer: string) => store.queue.read({ streams: [STREAM], group: 'g', consumer, count: 10, blockMs: 0 })
    const taken = (await Promise.all([read(one, 'a'), read(two, 'b'), read(one, 'c'), read(two, 'd')])).flat()
    const rest = await read(one, 'e')
    expect([...taken, ...rest].map(({ fields }) => Number(fields.n)).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(await one.runState.incarnation()).toBe(await two.runState.incarnation())
    await Promise.all([one.close(), two.close()])
  })

  test('a hint reaches a listener in another process once', async () => {
    const prefix = nextPrefix()
    const [one, two] = [await open(prefix), await open(prefix)]
    const heard: number[] = []
    two.fanout.subscribeRun('r', (seq) => heard.push(seq))
    one.fanout.publishRun('r', 1)
    await waitUntil('the first hint', () => heard.length > 0)
    two.fanout.publishRun('r', 2)
    one.fanout.publishRun('r', 3)
    await waitUntil('the third hint', () => heard.includes(3))
    await Promise.all([one.close(), two.close()])
    expect(heard).toEqual([1, 2, 3])
  })

  test('the log is cut by snapshots, and whoever starts from one comes to the same state', async () => {
    const prefix = nextPrefix()
    const one = await open(prefix, { snapshotAfterBytes: 20_000 })
    const write = (round: number) => one.runState.commit([{ ...set('x'.repeat(300)), runId: `run ${round % 5}` }])
    const beginOf = async (topic: string) => {
      const listed = await admin.listOffsets({ topics: [{ name: topic, partitions: [{ partitionIndex: 1, timestamp: -2n }] }] })
      return Number(listed[0]?.partitions[0]?.offset)
    }
    const { hot, snapshots } = topicNames(prefix)
    for (let round = 0; round < 100; round++) await write(round)
    const first = await waitUntil('the log to be cut', async () => (await beginOf(hot)) || false)
    for (let round = 0; round < 300; round++) await write(round)
    await waitUntil('the log to be cut again', async () => (await beginOf(hot)) > first)
    await waitUntil('earlier snapshots to go', async () => (await beginOf(snapshots)) > 0)
    const two = await open(prefix)
    for (let run = 0; run < 5; run++) expect(await two.runState.load(`run ${run}`, 1)).toEqual(await one.runState.load(`run ${run}`, 1))
    expect(await two.runState.load('run 0', 1)).toMatchObject({ rev: '80' })
    await Promise.all([one.close(), two.close()])
  })

  test('[D-25] topics that were deleted are made again, as another incarnation without anything in it', async () => {
    const prefix = nextPrefix()
    const store = await open(prefix)
    const before = await store.runState.incarnation()
    await store.runState.commit([set('1'), set('2')])
    await admin.deleteTopics({ topics: Object.values(topicNames(prefix)) })
    const after = await waitUntil('the topics to be there again', () =>
      store.runState.incarnation().then(
        (id) => id !== '' && id !== before && id,
        () => false,
      ),
    )
    await waitUntil('a new beginning', () =>
      store.runState.load('r', 1).then(
        (run) => run === undefined,
        () => false,
      ),
    )
    await waitUntil('work to go on', () =>
      store.runState.commit([set('3')]).then(
        () => true,
        () => false,
      ),
    )
    const other = await open(prefix)
    expect(await other.runState.load('r', 1)).toMatchObject({ a: '3' })
    expect(await other.runState.incarnation()).toBe(after)
    await Promise.all([store.close(), other.close()])
  })

  test('a topic that would lose what is in it is refused with a sentence', async () => {
    const prefix = nextPrefix()
    await admin.createTopics({ topics: [topicNames(prefix).hot], partitions: PARTITIONS, replicas: 1 })
    await expect(open(prefix)).rejects.toMatchObject({ code: 'service.unavailable', message: expect.stringContaining('retention.ms') })
  })

  test('a topic with fewer partitions gets the missing ones, and what was there stays', async () => {
    const prefix = nextPrefix()
    const few = await open(prefix, { partitions: 2 })
    await few.runState.commit([set('1')])
    await few.close()
    const more = await open(prefix, { partitions: 6 })
    await more.queue.append(5, STREAM, { n: '1' })
    expect(await more.runState.load('r', 1)).toMatchObject({ a: '1' })
    expect(await more.queue.depth(STREAM)).toBe(1)
    await more.close()
  })

  test('[QP-05] recorded events go to the topic of the events, in the order of their run', async () => {
    const prefix = nextPrefix()
    const store = await open(prefix)
    const event = (seq: number) => ({ seq, type: 'run.started' }) as never
    await store.publisher.publish([{ runId: 'r', mode: 'full', partition: 1, events: [event(1), event(2)] }])
    await store.publisher.publish([{ runId: 'r', mode: 'fast', partition: 1, events: [event(3), event(4)] }])
    const listed = await admin.listOffsets({ topics: [{ name: topicNames(prefix).events, partitions: [{ partitionIndex: 1, timestamp: -1n }] }] })
    expect(listed[0]?.partitions[0]?.offset).toBe(3n)
    await store.close()
  })

  test('nobody answers at an address: refused as unavailable, in time', async () => {
    await expect(open(nextPrefix(), { brokers: ['127.0.0.1:1'], storeTimeoutMs: 3000 })).rejects.toMatchObject({ code: 'service.unavailable' })
  })
})
