import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isTerminal } from '@aob/ir/run'
import type { RunDetail, RunEvent, Workflow } from '@aob/schemas'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { compose, composeRecordKeeping, LOCAL_CALLER, type Product } from '../compose.ts'
import { readConfig } from '../config.ts'
import { readAll } from '../coordinator/read-all.ts'
import { createLogger } from '../observability/logger.ts'
import type { Clock } from '../ports/clock.ts'
import type { Llm } from '../ports/llm.ts'
import type { RecordKeeping } from '../ports/record-keeping.ts'
import type { Caller, Services } from '../usecases/services.ts'
import { deleteTopicsOf } from './kafka-topics.ts'
import { waitUntil } from './wait-until.ts'

/** A whole product on a fresh database, with its background work running. */
export interface TestProduct {
  services: Services
  engine: Product['engine']
  tags: Product['tags']
  drafts: Product['drafts']
  hotStore: Product['hotStore']
  caller: Caller
  /** Starts a run of an inline workflow. */
  run(workflow: Workflow, inputs?: Record<string, unknown>): Promise<string>
  detail(runId: string): Promise<RunDetail>
  /** Waits for the run's end in the record. */
  ended(runId: string): Promise<RunDetail>
  events(runId: string): Promise<RunEvent[]>
  /** What an operator's jobs work with. */
  keeping: RecordKeeping
  /** A statement as the database's owner, beside the product. */
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  output(detail: RunDetail, nodeId: string): Promise<unknown>
  /** Deletes every key or topic of the hot store, as an operator or a lost disk would. */
  emptyHotStore(): Promise<void>
  /** Another process on the same stores. */
  join(): Promise<TestProduct>
  /** Stops this product and starts another one on the same database, blobs and hot store, with some settings changed. */
  restart(change?: Record<string, string>): Promise<TestProduct>
  close(): Promise<void>
}

export interface TestProductOptions {
  hot: 'redis' | 'memory' | 'kafka'
  env?: Record<string, string>
  llm?: Llm
  /** Time as the product sees it; the machine's by default. */
  clock?: Clock
  /** A file for its log lines; without one they are not kept. */
  logFile?: string
}

/** Both hot stores; Redis only where the test command brought one, which it must under CI. */
export function hotStoresUnderTest(): Array<'redis' | 'memory'> {
  if (process.env.AOB_TEST_REDIS_URL) return ['memory', 'redis']
  if (process.env.CI === 'true') throw new Error('AOB_TEST_REDIS_URL is not set; under CI the Redis tests may not be skipped.')
  console.warn('AOB_TEST_REDIS_URL is not set: the engine is tested on the in-process store only.')
  return ['memory']
}

export async function startTestProduct(options: TestProductOptions): Promise<TestProduct> {
  const adminUrl = process.env.AOB_TEST_DATABASE_URL
  if (!adminUrl) throw new Error('AOB_TEST_DATABASE_URL is not set; npm test sets it.')
  const name = `aob_test_${randomBytes(6).toString('hex')}`
  await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${name}`))
  const dataDir = await mkdtemp(path.join(tmpdir(), 'aob-product-'))
  const databaseUrl = new URL(adminUrl)
  databaseUrl.pathname = `/${name}`
  const env: Record<string, string> = {
    DATABASE_URL: databaseUrl.href,
    AOB_DATA_DIR: dataDir,
    AOB_LEASE_MS: '2000',
    ...(options.hot === 'redis' ? { REDIS_URL: process.env.AOB_TEST_REDIS_URL ?? '', AOB_REDIS_PREFIX: `${name}:` } : {}),
    ...(options.hot === 'kafka' ? { AOB_HOT_STORE: 'kafka', AOB_KAFKA_BROKERS: process.env.AOB_TEST_KAFKA_BROKERS ?? '', AOB_KAFKA_PREFIX: `${name}.` } : {}),
    ...options.env,
  }
  return boot(env, options, async () => {
    if (env.AOB_REDIS_PREFIX) await deleteKeys(env.AOB_REDIS_PREFIX)
    if (env.AOB_KAFKA_PREFIX) await deleteTopicsOf(env.AOB_KAFKA_BROKERS ?? '', env.AOB_KAFKA_PREFIX)
    await withClient(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    await rm(dataDir, { recursive: true, force: true })
  })
}

async function boot(env: Record<string, string>, options: TestProductOptions, dispose: () => Promise<void>): Promise<TestProduct> {
  const product = await compose(readConfig(env), {
    version: 'test',
    logger: options.logFile ? createLogger('info', options.logFile) : createLogger(process.env.AOB_TEST_LOG ?? 'silent'),
    ...(options.llm ? { llm: options.llm } : {}),
    ...(options.clock ? { clock: options.clock } : {}),
  })
  const { services, engine, tags, drafts } = product
  const keeping = composeRecordKeeping(readConfig(env), createLogger('silent'))
  const loops = product.start()
  const caller = LOCAL_CALLER
  let closed = false
  const stop = async () => {
    if (closed) return
    closed = true
    await loops.stop()
    await Promise.all([product.close(), keeping.close()])
  }
  let successor: TestProduct | undefined
  return {
    services,
    engine,
    tags,
    drafts,
    hotStore: product.hotStore,
    caller,
    async run(workflow, inputs = {}) {
      return (await services.runs.start(caller, { workflow: { ...workflow }, inputs })).runId
    },
    detail: (runId) => services.runs.get(caller, runId),
    ended: (runId) =>
      waitUntil(`run ${runId} to end`, async () => {
        const detail = await services.runs.get(caller, runId)
        return isTerminal(detail.run.status) && detail
      }),
    events: (runId) => readAll(engine.log, runId),
    keeping: keeping.keeping,
    async query(text, values = []) {
      let rows: Record<string, unknown>[] = []
      await withClient(env.DATABASE_URL ?? '', async (client) => {
        rows = (await client.query<Record<string, unknown>>(text, [...values])).rows
      })
      return rows
    },
    async output(detail, nodeId) {
      return engine.cas.get(detail.nodes[nodeId]?.outputRef ?? '')
    },
    emptyHotStore: () => (env.AOB_KAFKA_PREFIX ? deleteTopicsOf(env.AOB_KAFKA_BROKERS ?? '', env.AOB_KAFKA_PREFIX) : deleteKeys(env.AOB_REDIS_PREFIX ?? '')),
    join: () => boot(env, options, async () => undefined),
    async restart(change = {}) {
      await stop()
      successor = await boot({ ...env, ...change }, options, dispose)
      return successor
    },
    async close() {
      await stop()
      if (!successor) await dispose()
    },
  }
}

async function deleteKeys(prefix: string): Promise<void> {
  if (!prefix) throw new Error('Only the Redis store can be emptied from outside; the in-process store dies with its process.')
  const redis = new Redis(process.env.AOB_TEST_REDIS_URL ?? '')
  try {
    for await (const keys of redis.scanStream({ match: `*${prefix}*`, count: 1000 })) if (keys.length > 0) await redis.unlink(...keys)
  } finally {
    redis.disconnect()
  }
}

async function withClient(url: string, use: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await use(client)
  } finally {
    await client.end()
  }
}
