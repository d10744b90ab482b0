import { DEFAULT_LIMITS } from '@aob/schemas'
import { HotData } from '../../hot-state/hot-data.ts'
import type { HotStore } from '../../ports/hot-store.ts'
import { MemoryEventPublisher } from './event-publisher.ts'
import { MemoryFanout } from './fanout.ts'
import { MemoryRunState } from './run-state.ts'
import { MemoryTaskQueue } from './task-queue.ts'

export const DEFAULT_PARTITIONS = 4

/**
 * The hot path inside one process, without durability of its own: a restart rebuilds it from the record.
 * `now` is in milliseconds since the epoch and rules lease idleness and expiry.
 */
export function createMemoryHotStore(
  options: { partitions?: number; now?: () => number; logger?: { warn(message: string): void }; maxDeadLetters?: number } = {},
): HotStore & { data: HotData; publisher: MemoryEventPublisher } {
  const { logger = console } = options
  const data = new HotData(options.now ?? Date.now)
  const queue = new MemoryTaskQueue(data, {
    partitions: options.partitions ?? DEFAULT_PARTITIONS,
    maxDeadLetters: options.maxDeadLetters ?? DEFAULT_LIMITS.maxDeadLetters,
  })
  return {
    kind: 'memory',
    runState: new MemoryRunState(data),
    queue,
    fanout: new MemoryFanout((message) => logger.warn(message)),
    publisher: new MemoryEventPublisher(),
    data,
    close: async () => {
      queue.close()
      data.clear()
    },
  }
}
