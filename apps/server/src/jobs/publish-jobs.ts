import type { Commander } from '../coordinator/commander.ts'
import { jobsIn } from '../coordinator/lease.ts'
import { type BackgroundLoop, startLoop } from '../lifecycle.ts'
import type { Logger } from '../observability/logger.ts'
import type { JobBoard } from '../ports/job-board.ts'
import type { StreamEntry, TaskQueue } from '../ports/task-queue.ts'
import { decodeHandout } from './handout.ts'

const GROUP = 'job-board'
const BATCH = 50
const BLOCK_MS = 1000

export interface PublishDeps {
  queue: TaskQueue
  board: JobBoard
  commander: Commander
  logger: Logger
  consumer: string
  /** Handouts another process has held for longer are taken over. */
  leaseMs: number
}

/** Carries jobs from the commits that lent their nodes to the streams runners read. One that is published and not acknowledged is published again. */
export function startPublishLoop(deps: PublishDeps): BackgroundLoop {
  const { queue, logger, leaseMs } = deps
  const request = { streams: ['handouts' as const], group: GROUP, consumer: deps.consumer, count: BATCH }
  let claimAt = 0
  return startLoop({ name: 'handouts', onError: (name, error) => logger.error({ err: error, loop: name }, 'loop failed') }, async (signal) => {
    const entries = await queue.read({ ...request, blockMs: BLOCK_MS, signal })
    if (Date.now() >= claimAt) {
      claimAt = Date.now() + leaseMs / 2
      entries.push(...(await queue.claim({ ...request, idleMs: leaseMs })))
    }
    const results = await Promise.allSettled(entries.map((entry) => publish(deps, entry)))
    for (const result of results)
      if (result.status === 'rejected') logger.error({ err: result.reason }, 'a job could not be given to runners; it is tried again')
    return 0
  })
}

async function publish({ queue, board, commander, logger }: PublishDeps, entry: StreamEntry): Promise<void> {
  const { partition } = entry
  const { runId, nodeId, attempt, jobId, runner, json } = decodeHandout(entry.fields)
  const hot = await commander.read(runId, partition)
  if (!hot || !jobsIn(hot.leases).has(jobId)) {
    logger.info({ runId, nodeId, jobId }, 'a job that nobody wants any more was not given to runners')
    return queue.ack({ group: GROUP, entries: [entry] })
  }
  if (hot.state.pausedAt !== undefined && hot.state.nodes.get(nodeId)?.status === 'queued') {
    await commander.apply(runId, { kind: 'redispatch', nodeId, attempt, withheld: true }, { partition, ack: { entry, group: GROUP } })
    return
  }
  await board.post({ runId, jobId, runner, json })
  await queue.ack({ group: GROUP, entries: [entry] })
}
