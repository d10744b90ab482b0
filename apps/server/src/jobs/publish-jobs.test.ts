import { PersistentRecord } from '@aob/ir/run'
import { describe, expect, it } from 'vitest'
import { createMemoryHotStore } from '../adapters/memory/hot-store.ts'
import type { Commander } from '../coordinator/commander.ts'
import { jobLeaseKey } from '../coordinator/lease.ts'
import { createLogger } from '../observability/logger.ts'
import type { JobBoard, Posting } from '../ports/job-board.ts'
import { waitUntil } from '../testing/wait-until.ts'
import { encodeHandout } from './handout.ts'
import { startPublishLoop } from './publish-jobs.ts'

const handout = { runId: 'r1', nodeId: 'think', attempt: 1, jobId: 'r1.1.think', runner: 'default', json: '{}' }

/** A publisher on a real queue; what it reads of the run and whom it tells is the test's. */
async function publisher(options: { lent: boolean; failAcks?: number }) {
  const store = createMemoryHotStore({ partitions: 1 })
  const posted: Posting[] = []
  let [acks, reads] = [0, 0]
  const leases = options.lent ? { [jobLeaseKey(handout.jobId)]: { nodeId: 'think', attempt: 1, job: { digest: '', base: '' } } } : {}
  // What the loop uses of a commander and a board.
  const commander = {
    async read() {
      reads += 1
      return { state: { nodes: PersistentRecord.of() }, leases }
    },
  } as unknown as Commander
  const board = { post: async (job: Posting) => void posted.push(job) } as unknown as JobBoard
  const queue = {
    ...store.queue,
    append: store.queue.append.bind(store.queue),
    read: store.queue.read.bind(store.queue),
    claim: store.queue.claim.bind(store.queue),
    async ack(request: Parameters<typeof store.queue.ack>[0]) {
      acks += 1
      if (acks <= (options.failAcks ?? 0)) throw new Error('died in between')
      await store.queue.ack(request)
    },
  } as typeof store.queue
  await store.queue.append(0, 'handouts', encodeHandout(handout))
  const loop = startPublishLoop({ queue, board, commander, logger: createLogger('silent'), consumer: 'one', leaseMs: 5 })
  const left = () => store.queue.depth('handouts')
  return { posted, left, reads: () => reads, loop, store }
}

describe('[QP-06] jobs on their way to runners', () => {
  it('are given once where all goes well', async () => {
    const { posted, left, loop, store } = await publisher({ lent: true })
    await waitUntil('the handout to be done', async () => (await left()) === 0)
    await loop.stop()
    await store.close()
    expect(posted).toEqual([{ runId: 'r1', jobId: 'r1.1.think', runner: 'default', json: '{}' }])
  })

  it('are given again under the same id by whoever finds them given and not noted', async () => {
    const { posted, left, loop, store } = await publisher({ lent: true, failAcks: 1 })
    await waitUntil('the handout to be done', async () => (await left()) === 0)
    await loop.stop()
    await store.close()
    expect(posted.length).toBeGreaterThan(1)
    expect(new Set(posted.map(({ jobId }) => jobId))).toEqual(new Set(['r1.1.think']))
  })

  it('are given to nobody when their attempt is over by then', async () => {
    const { posted, left, reads, loop, store } = await publisher({ lent: false })
    await waitUntil('the handout to be done', async () => (await left()) === 0)
    await loop.stop()
    await store.close()
    expect([posted, reads()]).toEqual([[], 1])
  })
})
