import { DEFAULT_LIMITS } from '@aob/schemas'
import type { HotStore } from '../../ports/hot-store.ts'
import { ReplicatedEventPublisher } from './event-publisher.ts'
import { ReplicatedFanout } from './fanout.ts'
import type { OrderedLog, SideChannels } from './ordered-log.ts'
import { Replica } from './replica.ts'
import { ReplicatedRunState } from './run-state.ts'
import { ReplicatedTaskQueue } from './task-queue.ts'

export interface ReplicatedHotStoreOptions {
  partitions: number
  logger?: { warn(message: string): void }
  /** Longest an operation may take before its caller is told that the log is away. */
  storeTimeoutMs?: number
  maxDeadLetters?: number
  snapshotAfterBytes?: number
}

const TIMEOUT_MS = 10_000

/** The hot store as replicated state machine over an ordered log. Resolves once this process knows what the others know. */
export async function createReplicatedHotStore(
  log: OrderedLog & SideChannels,
  { partitions, logger = console, ...options }: ReplicatedHotStoreOptions,
): Promise<HotStore & { replica: Replica }> {
  const replica = new Replica(log, {
    partitions,
    logger,
    timeoutMs: options.storeTimeoutMs ?? TIMEOUT_MS,
    snapshotAfterBytes: options.snapshotAfterBytes ?? DEFAULT_LIMITS.hotLogSnapshotBytes,
  })
  const queue = new ReplicatedTaskQueue(replica, { partitions, maxDeadLetters: options.maxDeadLetters ?? DEFAULT_LIMITS.maxDeadLetters })
  const fanout = new ReplicatedFanout(log, logger)
  const close = async () => {
    await queue.close()
    fanout.close()
    await replica.stop()
    await log.close()
  }
  try {
    await replica.start()
  } catch (error) {
    await close()
    throw error
  }
  return {
    kind: 'kafka',
    runState: new ReplicatedRunState(replica),
    queue,
    fanout,
    publisher: new ReplicatedEventPublisher(log),
    replica,
    close,
  }
}
