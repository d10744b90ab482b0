import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { NODE_TYPES } from '@aob/schemas'
import { v7 as uuidv7 } from 'uuid'
import { createFsBlobGarbage } from './adapters/fs/blob-garbage.ts'
import { createFsBlobStore } from './adapters/fs/blob-store.ts'
import { createKafkaHotStore } from './adapters/kafka/hot-store.ts'
import { coreLimits, createWasmMaterializer } from './adapters/materializer/wasm-materializer.ts'
import { createMemoryHotStore } from './adapters/memory/hot-store.ts'
import { createSessionMemory } from './adapters/memory/session-memory.ts'
import { createPostgres, type Postgres } from './adapters/postgres/postgres.ts'
import { createRedisHotStore } from './adapters/redis/hot-store.ts'
import { createSessionRedis } from './adapters/redis/session-redis.ts'
import { createS3Blobs } from './adapters/s3/s3-blobs.ts'
import { createOpenAiLlm } from './agents/openai-llm.ts'
import type { Config } from './config.ts'
import { createAfterCommit } from './coordinator/after-commit.ts'
import { createCasJson } from './coordinator/cas-json.ts'
import { createCommander } from './coordinator/commander.ts'
import { createConditionJudge } from './coordinator/condition-judge.ts'
import { createScopeReader } from './coordinator/expression-scope.ts'
import { createFrozenRuns } from './coordinator/frozen-runs.ts'
import { createPressure } from './coordinator/pressure.ts'
import { createRebuilder } from './coordinator/rebuild.ts'
import { createRunHistory } from './coordinator/run-history.ts'
import { createEgress } from './egress/egress.ts'
import { startEngineLoops } from './engine-loops.ts'
import { createExecutors } from './executors/registry.ts'
import { createFunctionSandbox } from './executors/sandbox/sandbox.ts'
import { createExpressions } from './expressions/expressions.ts'
import { hearing } from './hearing.ts'
import type { BackgroundLoop } from './lifecycle.ts'
import { createLogger, type Logger } from './observability/logger.ts'
import { createMetrics, type Metrics } from './observability/metrics.ts'
import { watchBlobs } from './observability/watched-blobs.ts'
import { createRulePolicy } from './policy/rule-policy.ts'
import type { AttemptCounter } from './ports/attempt-counter.ts'
import type { Clock } from './ports/clock.ts'
import type { DraftStore } from './ports/draft-store.ts'
import type { HotStore } from './ports/hot-store.ts'
import type { Llm } from './ports/llm.ts'
import type { SessionStore } from './ports/session-store.ts'
import type { TagStore } from './ports/tag-store.ts'
import { createArtifactServices } from './usecases/artifacts/artifacts.ts'
import { createDeadLetterServices } from './usecases/dead-letters.ts'
import { createDocumentRules } from './usecases/document-rules.ts'
import type { Engine } from './usecases/engine.ts'
import { createKnownDocuments } from './usecases/known-documents.ts'
import { createRunPatching } from './usecases/patches/run-patching.ts'
import { createScheduleServices } from './usecases/schedules/schedules.ts'
import type { Caller, Services } from './usecases/services.ts'
import { servicesOf } from './usecases/services-of.ts'

/** The product, wired. The only place that knows concrete adapters. */
export interface Product {
  services: Services
  engine: Engine
  tags: TagStore
  drafts: DraftStore
  metrics: Metrics
  logger: Logger
  hotStore: HotStore
  sessions: { sessions: SessionStore; attempts: AttemptCounter }
  /** Starts the background work; nothing runs before. */
  start(): BackgroundLoop
  /** Closes connections; call after the background work has stopped. */
  close(): Promise<void>
}

/** The one person of an installation without sign-in (D-31). */
export const LOCAL_CALLER: Caller = { workspaceId: 'local', actor: { kind: 'human', id: 'local-user', name: 'You' } }

/** Where there are people with names, nobody is "You" to the others. */
export function localCaller({ people }: Pick<Config, 'people'>): Caller {
  return people.length === 0 ? LOCAL_CALLER : { ...LOCAL_CALLER, actor: { ...LOCAL_CALLER.actor, name: 'Local user' } }
}

export interface ComposeOptions {
  version: string
  logger?: Logger
  clock?: Clock
  llm?: Llm
}

/** Connects, checks, migrates and wires. Throws one plain sentence when a part cannot be used. */
export async function compose(config: Config, options: ComposeOptions): Promise<Product> {
  const logger = options.logger ?? createLogger(config.logLevel)
  const clock = options.clock ?? { now: () => Date.now() }
  const ids = { next: () => uuidv7() }
  const { limits } = config
  const postgres = createPostgres({
    url: config.databaseUrl,
    logger,
    timeoutMs: config.storeTimeoutMs,
    ...(config.replica ? { replica: config.replica } : {}),
    ...(config.migrationsDir ? { migrationsDir: config.migrationsDir } : {}),
  })
  const metrics = createMetrics({ openPatches: () => postgres.commands.openOf('apply_patch') })
  await postgres.migrate()
  // Runs keep their partition: with fewer partitions than before, those that are still open are served all the same.
  const partitions = Math.max(config.partitions, await postgres.runs.partitionsInUse())
  const hotStore = hearing(await openHotStore({ ...config, partitions }, logger), postgres.heard)
  const sessions = openSessions(config, logger)
  const stored = blobsOf(config, postgres)
  await stored.check?.()
  const blobs = watchBlobs(stored.blobs, { metrics, logger })
  const cas = createCasJson(blobs)
  const expressions = createExpressions()
  const egress = createEgress({ allow: config.egressAllow })
  const scopes = createScopeReader({ cas, vars: config.vars })
  const afterCommit = createAfterCommit({ timers: postgres.timers, logger, metrics })
  const judge = createConditionJudge({ expressions, scopes })
  const { eventLog: log, patches } = postgres
  const repeatFrozen = createFrozenRuns({ runs: postgres.runs, log, patches, cas, fanout: hotStore.fanout, clock, logger })
  const commander = createCommander({
    runState: hotStore.runState,
    cas,
    judge,
    clock,
    logger,
    metrics,
    afterCommit,
    newEpoch: ids.next,
  })
  const materializer = await createWasmMaterializer({ limits: coreLimits(limits), ...(config.wasmPath ? { wasmPath: config.wasmPath } : {}) })
  const rules = createDocumentRules({ limits, egress: (url) => egress.checkUrl(url), expression: (source) => expressions.check(source) })
  const workspaceLimits = postgres.workspaceLimits(limits)
  const history = createRunHistory({ log: postgres.eventLog, snapshots: postgres.snapshots, runs: postgres.runs, blobs, cas, ids, limits })
  const engine: Engine = {
    runs: postgres.runs,
    commands: postgres.commands,
    documents: postgres.documents,
    patches: postgres.patches,
    patchSets: postgres.patchSets,
    approvals: postgres.approvals,
    log: postgres.eventLog,
    blobs,
    cas,
    commander,
    judge,
    repeatFrozen,
    history,
    materializer,
    fanout: hotStore.fanout,
    clock,
    ids,
    logger,
    metrics,
    limits,
    limitsOf: (workspaceId) => workspaceLimits.of(workspaceId),
    policy: createRulePolicy(config.policies, expressions),
    rules,
    known: createKnownDocuments(limits.maxKnownDocumentBytes),
    partitions: config.partitions,
    pressure: createPressure({
      queue: hotStore.queue,
      clock,
      limits,
      types: Object.keys(NODE_TYPES),
      note: (stream, waiting) => metrics.queueDepth.set({ stream }, waiting),
      ...(hotStore.jobs ? { board: hotStore.jobs } : {}),
    }),
    outsideRunners: hotStore.jobs !== undefined,
  }
  const patching = createRunPatching(engine)
  const openAi = createOpenAiLlm({ ...config.llm, limits })
  const llm = options.llm ?? openAi
  const sandbox = createFunctionSandbox({}, limits)
  const executors = createExecutors({
    expressions,
    egress,
    cas,
    llm,
    approvals: postgres.approvals,
    patching,
    clock,
    ids,
    limits,
    outsideRunners: engine.outsideRunners,
    sandbox,
  })
  const rebuilder = createRebuilder({ runState: hotStore.runState, log, runs: postgres.runs, history, commander, cas, logger, repeatFrozen })
  const versions = { ...engine, tags: postgres.tags, drafts: postgres.drafts }
  const services = servicesOf({
    engine,
    versions,
    workspaceLimits,
    artifacts: createArtifactServices(engine),
    schedules: createScheduleServices(engine, postgres.schedules),
    deadLetters: createDeadLetterServices({ queue: hotStore.queue, partitions, logger }),
    llm,
    version: options.version,
    hotStore: hotStore.kind,
    ready: () =>
      readiness({
        database: () => postgres.ping(),
        'hot store': async () => void (await hotStore.runState.incarnation()),
        ...(stored.check ? { 'blob store': stored.check } : {}),
      }),
  })
  return {
    services,
    engine,
    tags: postgres.tags,
    drafts: postgres.drafts,
    metrics,
    logger,
    hotStore,
    sessions,
    start: () =>
      startEngineLoops({
        engine,
        roles: config.roles,
        queue: hotStore.queue,
        runState: hotStore.runState,
        ...(hotStore.jobs ? { outside: { board: hotStore.jobs, patching } } : {}),
        sweptPartitions: partitions,
        timers: postgres.timers,
        snapshots: postgres.snapshots,
        retention: { keeping: postgres.keeping, garbage: stored.garbage, policy: config.retention },
        relay: { outbox: postgres.outbox, publisher: hotStore.publisher },
        schedules: postgres.schedules,
        rebuilder,
        scopes,
        executors,
        leaseMs: config.leaseMs,
        concurrency: config.concurrency,
        tags: postgres.tags,
        processName: `${process.pid}-${randomBytes(4).toString('hex')}`,
      }),
    async close() {
      await Promise.all([hotStore.close(), sessions.close()])
      await Promise.all([egress.close(), sandbox.close(), openAi.close(), stored.close?.()])
      await postgres.close()
    },
  }
}

interface StoredBlobs extends Pick<Postgres, 'blobs' | 'garbage'> {
  /** Of a service of its own: throws while it cannot be used. */
  check?(): Promise<void>
  close?(): Promise<void>
}

/** Where bytes are kept, and who takes away what nobody names. */
function blobsOf({ cas, dataDir, storeTimeoutMs }: Config, postgres: Pick<Postgres, 'blobs' | 'garbage'>): StoredBlobs {
  if (typeof cas === 'object') return createS3Blobs(cas, { timeoutMs: storeTimeoutMs })
  if (cas === 'postgres') return { blobs: postgres.blobs, garbage: postgres.garbage }
  const directory = path.join(dataDir, 'cas')
  return { blobs: createFsBlobStore(directory), garbage: createFsBlobGarbage(directory) }
}

/** What an operator's jobs work with: no hot store, nothing in the background. */
export function composeRecordKeeping(config: Config, logger: Logger) {
  const postgres = createPostgres({ url: config.databaseUrl, logger })
  const { keeping } = postgres
  const stored = blobsOf(config, postgres)
  const close = async () => {
    await stored.close?.()
    await postgres.close()
  }
  return { keeping, garbage: stored.garbage, policy: config.retention, close }
}

async function openHotStore(config: Config, logger: Logger): Promise<HotStore> {
  const { maxDeadLetters, hotLogSnapshotBytes: snapshotAfterBytes } = config.limits
  const { redisUrl: url, partitions, storeTimeoutMs, redisPrefix } = config
  if (config.kafka) {
    const { tls, ...address } = config.kafka
    return createKafkaHotStore({ ...address, ...(tls ? { tls: {} } : {}), partitions, logger, storeTimeoutMs, maxDeadLetters, snapshotAfterBytes })
  }
  if (url === undefined) return createMemoryHotStore({ partitions, maxDeadLetters })
  return createRedisHotStore({ url, partitions, logger, storeTimeoutMs, maxDeadLetters, ...(redisPrefix ? { prefix: redisPrefix } : {}) })
}

/** Sessions are kept where they outlive this process, if there is such a place. */
function openSessions({ redisUrl: url, redisPrefix: prefix, storeTimeoutMs }: Config, logger: Logger) {
  return url === undefined ? createSessionMemory() : createSessionRedis({ url, logger, storeTimeoutMs, ...(prefix ? { prefix } : {}) })
}

/** Longest a part may take to answer before it counts as down. */
const READY_TIMEOUT_MS = 2000

async function readiness(checks: Record<string, () => Promise<unknown>>): Promise<{ ready: boolean; parts: Record<string, 'ok' | string> }> {
  const parts = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`no answer within ${READY_TIMEOUT_MS} ms`)), READY_TIMEOUT_MS).unref())
      return Promise.race([check(), late]).then(
        () => [name, 'ok'] as const,
        (error: unknown) => [name, error instanceof Error ? error.message : String(error)] as const,
      )
    }),
  )
  return { ready: parts.every(([, state]) => state === 'ok'), parts: Object.fromEntries(parts) }
}
