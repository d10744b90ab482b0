import type { HotStore } from '../../ports/hot-store.ts'
import type { KafkaAddress } from './connections.ts'
import { KafkaLog } from './kafka-log.ts'
import { createReplicatedHotStore } from './replicated-hot-store.ts'

export interface KafkaHotStoreOptions {
  /** `host:port` of brokers to begin with. */
  brokers: readonly string[]
  tls?: KafkaAddress['tls']
  login?: KafkaAddress['login']
  partitions: number
  /** Before the name of every topic; separates installations on one cluster. */
  prefix?: string
  logger?: { warn(message: string): void }
  /** Longest an operation may take before its caller is told that Kafka is away. */
  storeTimeoutMs?: number
  /** Dead letters kept in each partition. */
  maxDeadLetters?: number
  snapshotAfterBytes?: number
}

const TIMEOUT_MS = 10_000
/** One request is given up early enough that there is time for another one. */
const requestTimeout = (storeTimeoutMs: number) => Math.max(1500, storeTimeoutMs / 2)

/** Connects, provides the topics and follows the log up to where it ends now. Throws `service.unavailable` with a sentence. */
export async function createKafkaHotStore({ prefix = '', logger = console, ...options }: KafkaHotStoreOptions): Promise<HotStore> {
  const { brokers, partitions, tls, login, storeTimeoutMs = TIMEOUT_MS } = options
  const address = { brokers, ...(tls ? { tls } : {}), ...(login ? { login } : {}) }
  const log = await KafkaLog.open({ ...address, prefix, logger, partitions, timeoutMs: requestTimeout(storeTimeoutMs) })
  return createReplicatedHotStore(log, { ...options, logger, storeTimeoutMs })
}
