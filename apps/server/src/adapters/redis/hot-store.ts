import { fileURLToPath } from 'node:url'
import { DEFAULT_LIMITS } from '@aob/schemas'
import type { HotStore } from '../../ports/hot-store.ts'
import { Connections, type WarningLog } from './connections.ts'
import { RedisEventPublisher } from './event-publisher.ts'
import { asDomainError } from './failures.ts'
import { RedisFanout } from './fanout.ts'
import { FunctionCalls } from './function-calls.ts'
import { librarySource, loadLibrary } from './function-library.ts'
import { inspectRedis, type RedisFacts } from './inspect.ts'
import { RedisJobBoard } from './job-board.ts'
import { Keys } from './keys.ts'
import { RedisRunState } from './run-state.ts'
import { RedisTaskQueue } from './task-queue.ts'

export interface RedisHotStoreOptions {
  /** `redis://…`, `rediss://…`, or the path of a unix socket. */
  url: string
  partitions: number
  /** Before every key and channel; separates installations on one Redis. */
  prefix?: string
  /** Directory of the .lua files; by default `functions` beside this module, also when it is bundled. */
  functionsDir?: string
  logger?: WarningLog
  /** Longest a command may take before its caller is told that Redis is away. */
  storeTimeoutMs?: number
  /** Dead letters kept in each partition. */
  maxDeadLetters?: number
}

/** Connects, checks that this Redis can be relied upon, and loads the functions. Throws `service.unavailable` with a sentence. */
export async function createRedisHotStore(options: RedisHotStoreOptions): Promise<HotStore & { facts: RedisFacts }> {
  const { logger = console } = options
  const source = librarySource(options.functionsDir ?? fileURLToPath(new URL('./functions', import.meta.url)))
  const connections = new Connections(options.url, logger, options.storeTimeoutMs)
  try {
    const facts = await inspectRedis(connections.commands, logger)
    await loadLibrary(connections.commands, source)
    return { ...assemble(connections, new FunctionCalls(source), options, logger), facts }
  } catch (error) {
    connections.close()
    throw asDomainError(error)
  }
}

function assemble(connections: Connections, calls: FunctionCalls, options: RedisHotStoreOptions, logger: WarningLog): HotStore {
  const keys = new Keys(options.prefix ?? '')
  const queue = new RedisTaskQueue(connections, calls, keys, {
    partitions: options.partitions,
    maxDeadLetters: options.maxDeadLetters ?? DEFAULT_LIMITS.maxDeadLetters,
  })
  return {
    kind: 'redis',
    runState: new RedisRunState(connections.commands, calls, keys),
    queue,
    publisher: new RedisEventPublisher(connections.commands, keys),
    jobs: new RedisJobBoard(connections.commands, keys),
    fanout: new RedisFanout(connections.commands, connections.subscriber(), keys, logger),
    async close() {
      await queue.close()
      connections.close()
    },
  }
}
