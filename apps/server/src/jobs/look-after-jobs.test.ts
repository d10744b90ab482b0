import { type NodeState, PersistentRecord } from '@aob/ir/run'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import type { HotRun } from '../coordinator/hot-run.ts'
import { jobLeaseKey } from '../coordinator/lease.ts'
import type { JobPlace, PostedJob } from '../ports/job-board.ts'
import { type JobCareDeps, lookAfterJobs } from './look-after-jobs.ts'

const RUN = { runId: 'r1', partition: 0 }
const SILENCE = DEFAULT_LIMITS.maxAgentSilenceMs
const JOB = 'r1.1.think'

/** One job that is out, or one that nobody waits for; what is decided and taken away is noted. */
async function after(change: {
  now: number
  oldestWord?: number
  posted?: PostedJob[]
  place?: JobPlace
  looks?: boolean
  node?: Partial<NodeState>
  lent?: boolean
}) {
  const decided: { kind: string; [more: string]: unknown }[] = []
  const withdrawn: string[] = []
  const reads: string[] = []
  const node: NodeState = { status: 'running', attempt: 1, queuedAt: 0, startedAt: 0, ...change.node }
  const leases = (change.lent ?? true) ? { [jobLeaseKey(JOB)]: { nodeId: 'think', attempt: 1, job: { digest: '', base: '' } } } : {}
  // What is read of the run, the graph, the commander and the board.
  const hot = { state: { nodes: PersistentRecord.from({ think: node }) }, leases } as unknown as HotRun
  const deps = {
    ...(change.looks === undefined ? {} : { shallLook: () => change.looks }),
    clock: { now: () => change.now },
    limits: DEFAULT_LIMITS,
    logger: { warn: () => undefined },
    commander: {
      read: async () => {
        reads.push('run')
        return hot
      },
      irOf: async () => ({ nodes: { think: { id: 'think', type: 'agent', config: {} } }, edges: {}, entries: [] }),
      apply: async (_: string, command: { kind: string }, { expect: stillOut }: { expect(state: unknown, leases: unknown): boolean }) => {
        if (!stillOut(undefined, leases)) return { kind: 'moved' }
        decided.push(command)
        return { kind: 'committed' }
      },
    },
    board: {
      posted: async () => {
        reads.push('board')
        return change.posted ?? [{ jobId: JOB, begunAt: 0, heardAt: 0 }]
      },
      placeOf: async () => change.place ?? { kind: 'waiting' },
      oldestWord: async () => {
        reads.push('words')
        return change.oldestWord
      },
      withdraw: async (_: string, jobIds: readonly string[]) => void withdrawn.push(...jobIds),
    },
  } as unknown as JobCareDeps
  await lookAfterJobs(deps, RUN)
  // In another order a job that is lent and posted in between would be unwanted, and a runner whose word is taken in between silent.
  expect(reads).toEqual(['words', 'board', 'run'])
  return { decided, withdrawn }
}

describe('[QP-06] who looks after jobs that are out', () => {
  it('[D-34] gives a silent one out again and takes it away from its runner', async () => {
    const { decided, withdrawn } = await after({ now: SILENCE })
    expect([decided, withdrawn]).toEqual([[{ kind: 'redispatch', nodeId: 'think', attempt: 1, takeover: true }], [JOB]])
  })

  it('counts no silence beyond words that lie unheard: the server was away, not the runner', async () => {
    expect(await after({ now: SILENCE * 10, oldestWord: SILENCE - 1 })).toEqual({ decided: [], withdrawn: [] })
    expect((await after({ now: SILENCE * 10, oldestWord: SILENCE })).decided).toHaveLength(1)
  })

  it('takes away what nobody waits for any more, and leaves alone what somebody does', async () => {
    const other: PostedJob = { jobId: 'r1.0.think' }
    const mine: PostedJob = { jobId: JOB, begunAt: 0, heardAt: 0 }
    expect(await after({ now: 0, posted: [other, mine] })).toEqual({ decided: [], withdrawn: ['r1.0.think'] })
    expect(await after({ now: 0, posted: [mine], lent: false })).toEqual({ decided: [], withdrawn: [JOB] })
  })

  it('a job the board has forgotten goes out again once it must have arrived', async () => {
    const queued = { status: 'queued' as const }
    expect((await after({ now: SILENCE - 1, posted: [], node: queued })).decided).toEqual([])
    expect((await after({ now: SILENCE, posted: [], node: queued })).decided).toMatchObject([{ kind: 'redispatch', takeover: true }])
  })

  it('looks for a job on its stream only when it is time to, and never for one that was begun', async () => {
    const [posted, node, place] = [[{ jobId: JOB }], { status: 'queued' as const }, { kind: 'taken' as const, forMs: SILENCE }]
    expect((await after({ now: SILENCE, posted, node, place })).decided).toMatchObject([{ kind: 'redispatch' }])
    expect((await after({ now: SILENCE, posted, node, place, looks: false })).decided).toEqual([])
    expect((await after({ now: 1, place })).decided, 'its runner was heard of').toEqual([])
  })
})
