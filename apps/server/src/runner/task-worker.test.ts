import { getEventListeners } from 'node:events'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { describe, expect, it, vi } from 'vitest'
import { runBench } from '../coordinator/testing/run-bench.ts'
import { DomainError } from '../domain-error.ts'
import type { ExecutionResult } from '../ports/execution.ts'
import { loseHotData, snapshotOf } from '../simulation/hot-memory.ts'
import { functionNode, workflow } from '../testing/workflows.ts'
import { carryOut } from './task-worker.ts'
import { RUNNER_GROUP, type TaskWorkerDeps } from './task-worker-deps.ts'
import { DONE, type Execute, workerDeps } from './testing/worker-deps.ts'

const TOKENS_ONLY = { ...DEFAULT_LIMITS, maxInlineNodes: 1 }
const AWAY: ExecutionResult = { kind: 'failed', error: { code: 'service.unavailable', message: 'away', retryable: true } }

/** One function node whose token is ready, carried out by `execute`. */
async function worker(execute: Execute, change: Partial<TaskWorkerDeps> = {}, rest = {}) {
  const bench = await runBench(workflow('one', [functionNode('only', 'return 1', rest)], []))
  await bench.start()
  const { queue } = bench.hot
  // Answers by the stream of completions; what a worker commits itself is inline.test.ts.
  const deps = { ...workerDeps(bench, ['function'], execute, TOKENS_ONLY), ...change }
  const tokens = (consumer: string) => queue.read({ streams: ['tasks:function:medium'], group: RUNNER_GROUP, consumer, count: 10, blockMs: 0 })
  const [token] = await tokens('w')
  if (!token) throw new Error('no token')
  const stop = new AbortController()
  const outcomes = async () => {
    const entries = await queue.read({ streams: ['completions'], group: 'test', consumer: 'test', count: 10, blockMs: 0 })
    return entries.map(({ fields }) => (JSON.parse(fields.json ?? '') as { outcome: { kind: string; error?: { code: string } } }).outcome)
  }
  return { bench, deps, tokens, stop, outcomes, carryOut: () => carryOut(deps, token, stop.signal) }
}

describe('carrying out a token', () => {
  it('[D-34] lets it go only on the hot state that did not want it: a store that comes back to one that does has it carried out', async () => {
    const { bench, outcomes, carryOut } = await worker(async () => DONE)
    const { data, runState } = bench.hot
    const before = snapshotOf(data)
    loseHotData(data, undefined)
    const commit = runState.commit.bind(runState)
    vi.spyOn(runState, 'commit').mockImplementationOnce(async (plans) => {
      loseHotData(data, before)
      return commit(plans)
    })
    await carryOut()
    expect((await outcomes()).map(({ kind }) => kind)).toEqual(['started', 'succeeded'])
  })

  it('[D-21] waits for a part of ours that is away instead of failing the node', async () => {
    let asked = 0
    let executed = 0
    const workspaceOf = async () => {
      asked += 1
      if (asked === 1) throw new DomainError('service.unavailable')
      return 'local'
    }
    const { outcomes, carryOut } = await worker(
      async () => {
        executed += 1
        return executed === 1 ? AWAY : DONE
      },
      { workspaceOf },
    )
    await carryOut()
    expect([asked, executed]).toEqual([2, 2])
    expect((await outcomes()).map(({ kind }) => kind)).toEqual(['started', 'succeeded'])
  })

  /** Redelivers the newest token to another worker, as a lease that ran out does, and carries it out. */
  async function loseWorker({ deps, bench, stop }: Awaited<ReturnType<typeof worker>>) {
    const read = { streams: ['tasks:function:medium' as const], group: RUNNER_GROUP, count: 10 }
    await bench.hot.queue.read({ ...read, consumer: 'lost', blockMs: 0 })
    const [entry] = await bench.hot.queue.claim({ ...read, consumer: 'w', idleMs: 0 })
    if (!entry) throw new Error('no token to take over')
    await carryOut(deps, entry, stop.signal)
  }

  it('[D-34] a token taken over goes out under the next attempt, and the late word of the paused worker is refused', async () => {
    const one = await worker(async () => DONE)
    await loseWorker(one)
    expect((await one.bench.load())?.nodes.get('only')).toMatchObject({ status: 'queued', attempt: 2 })
    const late = { kind: 'signal' as const, nodeId: 'only', attempt: 1, outcome: { kind: 'succeeded' as const, port: 'out', outputRef: 'cas://late' } }
    expect(await one.bench.commander.apply(one.bench.runId, late, { partition: 0 })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    expect(await one.tokens('w')).toMatchObject([{ deliveries: 1, fields: { attempt: '2' } }])
    expect(await one.outcomes()).toEqual([])
  })

  it('[D-34] the last worker it may lose is the fifth: then the node fails with a reason, and nobody executes it again', async () => {
    let executed = 0
    const one = await worker(async () => {
      executed += 1
      return DONE
    })
    for (let lost = 1; lost < DEFAULT_LIMITS.maxNodeAttempts; lost += 1) {
      await loseWorker(one)
      expect((await one.bench.load())?.nodes.get('only')?.attempt).toBe(lost + 1)
    }
    expect(await one.outcomes()).toEqual([])
    await loseWorker(one)
    expect([await one.outcomes(), executed]).toEqual([[{ kind: 'failed', error: expect.objectContaining({ code: 'node.poisoned' }) }], 0])
  })

  it('[OS-04] puts the token of an attempt that a stop cut short back at once, as if never delivered', async () => {
    const { stop, tokens, outcomes, carryOut } = await worker(async ({ signal }) => {
      stop.abort()
      expect(signal.aborted).toBe(true)
      return { kind: 'failed', error: { code: 'http.timeout', message: 'cut', retryable: true } }
    })
    await carryOut()
    expect((await outcomes()).map(({ kind }) => kind)).toEqual(['started'])
    expect(await tokens('next')).toMatchObject([{ deliveries: 1, fields: { nodeId: 'only', attempt: '1' } }])
  })

  it('[OS-04] keeps a result that came in spite of the stop', async () => {
    const { stop, outcomes, carryOut, tokens } = await worker(async () => {
      stop.abort()
      return DONE
    })
    await carryOut()
    expect((await outcomes()).map(({ kind }) => kind)).toEqual(['started', 'succeeded'])
    expect(await tokens('next')).toEqual([])
  })

  it('[D-25] the bytes of an output are stored before the completion that names them', async () => {
    const one = await worker(async () => DONE)
    const seen: string[] = []
    const [putEncoded, commit] = [one.bench.cas.putEncoded, one.bench.hot.runState.commit.bind(one.bench.hot.runState)]
    vi.spyOn(one.bench.cas, 'putEncoded').mockImplementation(async (bytes) => {
      const ref = await putEncoded(bytes)
      seen.push(`stored ${ref}`)
      return ref
    })
    vi.spyOn(one.bench.hot.runState, 'commit').mockImplementation(async (plans) => {
      const names = JSON.stringify(plans).match(/cas:\/\/sha256:\w+/)?.[0]
      if (names) seen.push(`named ${names}`)
      return commit(plans)
    })
    await one.carryOut()
    expect(seen).toHaveLength(2)
    expect(seen[0]?.replace('stored', 'named')).toBe(seen[1])
  })

  it('[ER-08] an output of exactly the largest size is kept; one byte more is refused by its code and never stored', async () => {
    const limits = { ...TOKENS_ONLY, maxOutputBytes: 12 }
    const outcomeOf = async (output: unknown) => {
      const one = await worker(async () => ({ kind: 'succeeded', port: 'out', output }), { limits })
      const stored = vi.spyOn(one.bench.cas, 'putEncoded')
      await one.carryOut()
      const [, outcome] = await one.outcomes()
      return [outcome, stored.mock.calls.length]
    }
    // Quotes and every byte of a letter count.
    expect(await outcomeOf('äääää')).toEqual([expect.objectContaining({ kind: 'succeeded', outputBytes: 12 }), 1])
    const error = { code: 'node.output_too_large', message: 'The output has 13 bytes; the limit is 12.', retryable: false }
    expect(await outcomeOf('äääääa')).toEqual([expect.objectContaining({ kind: 'failed', error }), 0])
  })

  it('ends an attempt in time, also when its executor does not listen, and leaves no listener behind', async () => {
    const { stop, outcomes, carryOut } = await worker(() => new Promise(() => undefined), {}, { timeoutMs: 20 })
    await carryOut()
    expect((await outcomes()).at(-1)).toMatchObject({ kind: 'failed', error: { code: 'node.timeout', retryable: true } })
    expect(getEventListeners(stop.signal, 'abort')).toEqual([])
  })

  it('[D-25] an irreversible node begins once its start is recorded, and a token that had begun goes to review', async () => {
    const order: string[] = []
    const execute = async () => {
      order.push('effect')
      return DONE
    }
    const recorded = async () => order.push('recorded') > 0
    const first = await worker(execute, { recorded }, { irreversible: true })
    await first.carryOut()
    expect(order).toEqual(['recorded', 'effect'])
    const second = await worker(execute, { recorded }, { irreversible: true })
    const started = { kind: 'signal' as const, nodeId: 'only', attempt: 1, outcome: { kind: 'started' as const } }
    await second.bench.commander.apply(second.bench.runId, started, { partition: 0 })
    await second.carryOut()
    expect(order).toHaveLength(2)
    expect((await second.bench.load())?.nodes.get('only')).toMatchObject({ status: 'held', error: { code: 'node.interrupted' } })
    const contradicted = await worker(execute, { recorded: async () => false }, { irreversible: true })
    await contradicted.carryOut()
    expect(order).toHaveLength(2)
  })

  it('[D-25] a start that its run has lost is not waited for: no record to come will have it', async () => {
    let asked = 0
    const one = await worker(async () => DONE, {}, { irreversible: true })
    const { bench, deps, outcomes, carryOut } = one
    deps.recorded = async () => {
      asked += 1
      // First the drain is slow; then the hot store loses its last moments, and the start with them.
      if (asked === 2) await bench.hot.runState.commit([{ runId: bench.runId, partition: 0, checks: [], steps: [{ kind: 'drop' }] }])
      throw new DomainError('service.unavailable')
    }
    await carryOut()
    expect(asked).toBe(2)
    expect(await outcomes()).toEqual([])
  })

  it('[D-22] a hot store that loses its last moments around an answer has the answer or its token, never neither', async () => {
    let before: ReturnType<typeof snapshotOf> | undefined
    const one = await worker(async () => {
      before = snapshotOf(one.bench.hot.data)
      return DONE
    })
    const { queue, runState, data } = one.bench.hot
    const falling = <Args extends unknown[], Result>(write: (...args: Args) => Promise<Result>) => {
      return async (...args: Args) => {
        const result = await write(...args)
        if (before) loseHotData(data, before)
        before = undefined
        return result
      }
    }
    const [append, commit] = [falling(queue.append.bind(queue)), falling(runState.commit.bind(runState))]
    vi.spyOn(queue, 'append').mockImplementation(append)
    vi.spyOn(runState, 'commit').mockImplementation(commit)
    await one.carryOut()
    expect(before, 'the store fell back after the first write behind the work').toBeUndefined()
    const pending = await queue.claim({ streams: ['tasks:function:medium'], group: RUNNER_GROUP, consumer: 'other', count: 10, idleMs: 0 })
    expect([pending.length, (await one.outcomes()).filter(({ kind }) => kind === 'succeeded').length]).toEqual([1, 0])
  })

  it('[R17] puts the token of a paused run down in one commit and begins nothing', async () => {
    const { bench, outcomes, tokens, carryOut } = await worker(async () => {
      throw new Error('nothing is to be carried out')
    })
    const actor = { kind: 'human' as const, id: 'ada' }
    await bench.commander.apply(bench.runId, { kind: 'pause', commandId: 'p', actor }, { partition: 0 })
    await carryOut()
    expect(await outcomes()).toEqual([])
    expect((await bench.load())?.nodes.get('only')).toMatchObject({ status: 'queued', attempt: 2 })
    expect(await bench.hot.queue.depth('tasks:function:medium')).toBe(0)
    await bench.commander.apply(bench.runId, { kind: 'resume', commandId: 'r', actor }, { partition: 0 })
    expect(await tokens('w')).toMatchObject([{ fields: { nodeId: 'only', attempt: '3' } }])
  })
})
