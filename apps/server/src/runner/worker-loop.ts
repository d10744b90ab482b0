import { type BackgroundLoop, startLoop } from '../lifecycle.ts'
import { longLived } from '../long-lived.ts'
import type { StreamEntry } from '../ports/task-queue.ts'
import { FairReader } from './fair-reader.ts'
import { carryOut } from './task-worker.ts'
import { RUNNER_GROUP, type TaskWorkerDeps } from './task-worker-deps.ts'

const BLOCK_MS = 1000
/** How often a worker that may not work asks again. */
const PRESSURE_POLL_MS = 250
/** Longest a stop waits for what is in hand; only irreversible effects, or an executor that ignores its signal, take that long. */
const STOP_MS = 10_000

export interface WorkerLoopDeps extends TaskWorkerDeps {
  /** Tokens carried out at the same time (QP-08). */
  concurrency: number
  limits: TaskWorkerDeps['limits'] & { maxPriorityLead: number }
  /** A token whose worker says nothing for this long is taken over by another. */
  leaseMs: number
}

/**
 * Reads tokens of some node types, high priority first but starving none, and carries out at most `concurrency` at a time.
 * Tokens in hand are touched three times per lease, so that only a dead or paused worker loses them.
 */
export function startWorkerLoop(deps: WorkerLoopDeps): BackgroundLoop {
  const inHand = new Map<string, StreamEntry>()
  const abort = longLived()
  const place = { group: RUNNER_GROUP, consumer: deps.workerName }
  const fair = new FairReader(deps.queue, { ...place, types: deps.types, maxLead: deps.limits.maxPriorityLead })
  const onError = (name: string, error: unknown) => deps.logger.error({ err: error, loop: name }, 'loop failed')
  let slotFreed: () => void = () => undefined
  let claimAt = 0

  function take(entries: readonly StreamEntry[]): void {
    for (const entry of entries) {
      const key = `${entry.partition}/${entry.stream}/${entry.id}`
      if (inHand.has(key)) continue
      inHand.set(key, entry)
      void carryOut(deps, entry, abort.signal)
        // Not acknowledged: it is delivered again after the lease.
        .catch((error) =>
          deps.logger.error(
            { err: error, runId: entry.fields.runId, nodeId: entry.fields.nodeId },
            'a token could not be carried out; it will be delivered again',
          ),
        )
        .finally(() => {
          inHand.delete(key)
          slotFreed()
        })
    }
  }

  /** Waits for a token to be done, or for the end. */
  function untilSlot(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        signal.removeEventListener('abort', go)
        resolve()
      }
      signal.addEventListener('abort', go)
      slotFreed = go
    })
  }

  const reader = startLoop({ name: `tasks:${deps.types.join('+')}`, onError }, async (signal) => {
    const free = deps.concurrency - inHand.size
    if (free <= 0) {
      await untilSlot(signal)
      return 0
    }
    if (!(await deps.mayWork())) return PRESSURE_POLL_MS
    if (Date.now() >= claimAt) {
      claimAt = Date.now() + deps.leaseMs / 3
      take(await deps.queue.claim({ ...place, streams: fair.streams, count: free, idleMs: deps.leaseMs }))
    }
    const left = deps.concurrency - inHand.size
    if (left > 0) take(await fair.read({ count: left, blockMs: BLOCK_MS, signal }))
    return 0
  })
  const heart = startLoop({ name: 'lease', onError }, async () => {
    if (inHand.size > 0) await deps.queue.touch({ group: RUNNER_GROUP, consumer: deps.workerName, entries: [...inHand.values()] })
    return deps.leaseMs / 3
  })

  return {
    async stop() {
      await reader.stop()
      // What is still running is interrupted and put back; its next worker repeats it under the same key. Irreversible effects finish.
      abort.abort()
      await heart.stop()
      await Promise.race([waitUntilEmpty(inHand), new Promise((resolve) => setTimeout(resolve, STOP_MS))])
    },
  }
}

async function waitUntilEmpty(inHand: ReadonlyMap<string, unknown>): Promise<void> {
  while (inHand.size > 0) await new Promise((resolve) => setTimeout(resolve, 10))
}
