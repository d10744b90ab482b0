import type { Fanout } from './fanout.ts'
import type { JobBoard } from './job-board.ts'
import type { EventPublisher } from './outbox.ts'
import type { RunStateStore } from './run-state.ts'
import type { TaskQueue } from './task-queue.ts'

/** The hot path in one piece: commit plans and the queue act on the same streams. */
export interface HotStore {
  kind: 'redis' | 'kafka' | 'memory'
  runState: RunStateStore
  queue: TaskQueue
  fanout: Fanout
  /** Where the relay puts recorded events for readers outside. */
  publisher: EventPublisher
  /** Where runners outside find jobs; absent where nobody outside can reach this store. */
  jobs?: JobBoard
  /** Ends blocked reads, closes connections and waits for that; calling it again is harmless. */
  close(): Promise<void>
}
