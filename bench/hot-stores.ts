/** What the hot store costs on Kafka beside Redis: one change at a time, and as many as come through at once (KA-11). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createKafkaHotStore } from '../apps/server/src/adapters/kafka/hot-store.ts'
import { createRedisHotStore } from '../apps/server/src/adapters/redis/hot-store.ts'
import type { CommitPlan } from '../apps/server/src/ports/commit-plan.ts'
import type { HotStore } from '../apps/server/src/ports/hot-store.ts'
import { openRedis } from './inline/own-redis.ts'
import { median, spread } from './interleave.ts'
import { type Result, report } from './report.ts'
import { openKafka } from './stores/own-kafka.ts'

const PARTITIONS = 4
const ROUNDS = 9
const WARM_UP = 3
const ONE_BY_ONE = 100
const ENTRIES = 1000
const WORKERS = 8
const BATCH = 16
const STREAM = 'tasks:http:medium'

let counter = 0
const write = (steps: CommitPlan['steps']): CommitPlan => {
  counter += 1
  return {
    runId: `run-${counter % 200}`,
    partition: counter % PARTITIONS,
    checks: [],
    steps: [{ kind: 'set', fields: { [`d:n${counter % 20}`]: 'x'.repeat(120) } }, ...steps],
  }
}

/** Milliseconds of one commit that nothing else waits beside. */
async function commitMs(store: HotStore): Promise<number> {
  const began = performance.now()
  for (let index = 0; index < ONE_BY_ONE; index++) await store.runState.commit([write([])])
  return (performance.now() - began) / ONE_BY_ONE
}

/** Milliseconds of a look at a run that is not older than the question. */
async function loadMs(store: HotStore): Promise<number> {
  const began = performance.now()
  for (let index = 0; index < ONE_BY_ONE; index++) await store.runState.load('run-1', 1)
  return (performance.now() - began) / ONE_BY_ONE
}

/** Entries a second that are appended by commits, taken by one of several workers, and acknowledged by a commit. */
async function throughput(store: HotStore): Promise<number> {
  const began = performance.now()
  const plans = Array.from({ length: ENTRIES }, (_, index) => write([{ kind: 'append', stream: STREAM, entry: { runId: 'r', json: `{"n":${index}}` } }]))
  for (let at = 0; at < ENTRIES; at += 100) await store.runState.commit(plans.slice(at, at + 100))
  let done = 0
  const work = async (consumer: string) => {
    while (done < ENTRIES) {
      const entries = await store.queue.read({ streams: [STREAM], group: 'runners', consumer, count: BATCH, blockMs: 50 })
      done += entries.length
      if (entries.length > 0)
        await store.runState.commit(
          entries.map(({ partition, id }) => ({ ...write([]), partition, steps: [{ kind: 'ack', stream: STREAM, group: 'runners', id }] })),
        )
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, (_, index) => work(`w${index}`)))
  return (ENTRIES * 1000) / (performance.now() - began)
}

async function inTurns(stores: readonly HotStore[], sample: (store: HotStore) => Promise<number>): Promise<number[][]> {
  const samples: number[][] = stores.map(() => [])
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const offset of stores.keys()) {
      const at = (offset + round + WARM_UP) % stores.length
      const store = stores[at]
      const value = store && (await sample(store))
      if (value !== undefined && round >= 0) samples[at]?.push(value)
    }
  }
  return samples
}

async function measured(kafka: HotStore, redis: HotStore): Promise<Result[]> {
  const rounded = (value: number) => Number(value.toPrecision(3))
  const figure = (name: string, workload: string, unit: 'ms' | '1/s', [own = [], peer = []]: number[][]): Result => {
    const [less, more] = unit === 'ms' ? [own, peer] : [peer, own]
    const figures = { value: rounded(median(own)), unit, peer: `Redis, ${rounded(median(peer))} ${unit}`, ratio: rounded(median(more) / median(less)) }
    return { name, workload, ...figures, spread: spread(less, more) }
  }
  const stores = [kafka, redis]
  return [
    figure('a commit on Kafka', 'one after another', 'ms', await inTurns(stores, commitMs)),
    figure('a look at a run on Kafka', 'one after another', 'ms', await inTurns(stores, loadMs)),
    figure('entries on Kafka', `appended, taken, acknowledged; ${WORKERS} workers, ${PARTITIONS} partitions`, '1/s', await inTurns(stores, throughput)),
  ]
}

const dataDir = mkdtempSync(path.join(tmpdir(), 'aob-bench-'))
const [redis, kafka] = [await openRedis(dataDir), await openKafka()]
const stores = {
  kafka: await createKafkaHotStore({ brokers: [kafka.broker], partitions: PARTITIONS }),
  redis: await createRedisHotStore({ url: redis.url, partitions: PARTITIONS }),
}
const close = async () => {
  await Promise.all([stores.kafka.close(), stores.redis.close()])
  await Promise.all([kafka.stop(), redis.stop()])
  rmSync(dataDir, { recursive: true, force: true })
}

report('hot-stores', await measured(stores.kafka, stores.redis).finally(close))
