import { describe, expect, it, vi } from 'vitest'
import { encodeJson } from '../coordinator/cas-json.ts'
import { leaseKey } from '../coordinator/lease.ts'
import { ACTOR } from '../coordinator/testing/run-bench.ts'
import type { ExecutionResult } from '../ports/execution.ts'
import { loseHotData, snapshotOf } from '../simulation/hot-memory.ts'
import { httpNode, workflow } from '../testing/workflows.ts'
import { RUNNER_GROUP } from './task-worker-deps.ts'
import { chain, INLINE, inline } from './testing/inline-bench.ts'
import { DONE } from './testing/worker-deps.ts'

const signal = (nodeId: string, attempt: number) => ({
  kind: 'signal' as const,
  nodeId,
  attempt,
  outcome: { kind: 'succeeded' as const, port: 'out', outputRef: 'cas://x' },
})

describe('going on inline', () => {
  it('[D-34] a chain is carried out on one token; the log tells every node, and nothing is left on a stream', async () => {
    const one = await inline(chain(['a', 'b', 'c']))
    await one.work(await one.next())
    expect(one.executed).toEqual(['a#1', 'b#1', 'c#1'])
    const told = ['a', 'b', 'c'].flatMap((id) => [`node.queued ${id} 1`, `node.started ${id} 1`, `node.completed ${id} 1`])
    expect(await one.events()).toEqual(['run.started', ...told, 'run.completed'])
    expect([await one.waiting(), await one.bench.hot.queue.depth('completions'), await one.leases()]).toEqual([0, 0, {}])
  })

  it('[D-34] the commit that releases a node says that it has started, and whose lease it is under', async () => {
    const seen: unknown[] = []
    const one = await inline(chain(['a', 'b']), async ({ address }) => {
      if (address === 'b') seen.push((await one.bench.load())?.nodes.get('b'), await one.leases(), await one.waiting())
      return DONE
    })
    const entry = await one.next()
    if (!entry) throw new Error('no token')
    await one.work(entry)
    expect(seen).toEqual([expect.objectContaining({ status: 'running', attempt: 1 }), { [leaseKey(entry)]: { nodeId: 'b', attempt: 1 } }, 1])
  })

  it('[D-22] a worker lost with the second node: whoever takes its entry over has that node run again, and nothing of the first', async () => {
    const never = new Promise<ExecutionResult>(() => undefined)
    let reached: () => void = () => undefined
    const atSecond = new Promise<void>((resolve) => {
      reached = resolve
    })
    const one = await inline(chain(['a', 'b', 'c']), async ({ address, attempt }) => {
      if (address !== 'b' || attempt > 1) return DONE
      reached()
      return never
    })
    void one.work(await one.next())
    await atSecond
    await one.work(await one.claimed())
    expect((await one.bench.load())?.nodes.get('b')).toMatchObject({ status: 'queued', attempt: 2, takeovers: 1 })
    expect([await one.leases(), await one.waiting()]).toEqual([{}, 1])
    // Its late word is refused.
    expect(await one.bench.commander.apply(one.bench.runId, signal('b', 1), { partition: 0 })).toEqual({ kind: 'ignored', reason: 'stale_attempt' })
    await one.work(await one.next())
    expect(one.executed).toEqual(['a#1', 'b#1', 'b#2', 'c#1'])
    expect((await one.events()).at(-1)).toBe('run.completed')
  })

  it('[D-34] poison counts the attempts of the node the workers were at, not the deliveries of the entry', async () => {
    const never = new Promise<ExecutionResult>(() => undefined)
    const one = await inline(chain(['a', 'b']), async ({ address }) => (address === 'b' ? never : DONE), { limits: { ...INLINE, maxNodeAttempts: 2 } })
    void one.work(await one.next())
    await vi.waitFor(() => expect(one.executed).toContain('b#1'))
    await one.work(await one.claimed())
    void one.work(await one.next())
    await vi.waitFor(() => expect(one.executed).toContain('b#2'))
    await one.work(await one.claimed())
    expect((await one.bench.load())?.nodes.toRecord()).toMatchObject({ a: { status: 'succeeded' }, b: { status: 'failed', error: { code: 'node.poisoned' } } })
    expect([await one.waiting(), await one.leases()]).toEqual([0, {}])
  })

  it('[D-34] a slow worker that went on while its entry was claimed loses the node it is at by then, not the one it was at', async () => {
    const one = await inline(chain(['a', 'b', 'c']))
    const entry = await one.next()
    const claimed = await one.claimed()
    const read = one.deps.commander.read
    // The claimer has read that a is at work; before it decides, the slow worker has gone on.
    one.deps.commander = {
      ...one.bench.commander,
      async read(runId, partition) {
        const hot = await read(runId, partition)
        one.deps.commander = one.bench.commander
        const ends = { kind: 'signal' as const, nodeId: 'a', attempt: 1, outcome: { kind: 'succeeded' as const, port: 'out', outputRef: 'cas://a' } }
        const onwards = { worker: 'slow', choose: <T>(tokens: readonly T[]) => tokens[0] }
        if (entry) await one.bench.commander.applyAll(runId, [ends], { partition, ack: { entry, group: RUNNER_GROUP }, onwards })
        return hot
      },
    }
    await one.work(claimed)
    expect((await one.bench.load())?.nodes.toRecord()).toMatchObject({ a: { status: 'succeeded', attempt: 1 }, b: { status: 'queued', attempt: 2 } })
    await one.work(await one.next())
    expect((await one.events()).at(-1)).toBe('run.completed')
  })

  it('[D-34] an answer whose commit succeeded unheard is not given up: the node under the lease is given a token', async () => {
    const one = await inline(chain(['a', 'b']))
    const commit = one.bench.hot.runState.commit.bind(one.bench.hot.runState)
    let lost = 0
    vi.spyOn(one.bench.hot.runState, 'commit').mockImplementation(async (plans) => {
      const results = await commit(plans)
      if (lost === 0 && JSON.stringify(plans).includes('node.completed')) {
        lost += 1
        return plans.map((plan) => ({ kind: 'refused' as const, check: plan.checks[0] ?? { kind: 'present' as const } }))
      }
      return results
    })
    await one.work(await one.next())
    expect((await one.bench.load())?.nodes.get('b')).toMatchObject({ status: 'queued', attempt: 2 })
    await one.work(await one.next())
    expect((await one.events()).at(-1)).toBe('run.completed')
    expect(one.audit).toHaveBeenCalledWith(expect.objectContaining({ nodeId: 'a', reason: 'stale_attempt', audit: true }), 'completion ignored')
  })

  it('[D-22] a hot store that falls back behind an answer has the node it was about carried out again', async () => {
    let before: ReturnType<typeof snapshotOf> | undefined
    let losses = 0
    const one = await inline(chain(['a', 'b', 'c']), async ({ address }) => {
      if (address === 'a') before ??= snapshotOf(one.bench.hot.data)
      if (address === 'b' && before && losses === 0) {
        losses += 1
        loseHotData(one.bench.hot.data, before)
      }
      return DONE
    })
    await one.work(await one.next())
    expect(one.executed).toEqual(['a#1', 'b#1', 'a#1', 'b#1', 'c#1'])
    expect((await one.bench.load())?.status).toBe('COMPLETED')
  })

  it('[D-22] a hot store that comes back to before the lease, between an answer nobody could hear and its word: what the token is for is carried out', async () => {
    let before: ReturnType<typeof snapshotOf> | undefined
    let isLost = false
    const one = await inline(chain(['a', 'b', 'c']), async ({ address }) => {
      if (address === 'a') before ??= snapshotOf(one.bench.hot.data)
      if (address === 'b' && !isLost) {
        isLost = true
        loseHotData(one.bench.hot.data, undefined)
      }
      return DONE
    })
    const commit = one.bench.hot.runState.commit.bind(one.bench.hot.runState)
    let left = 0
    vi.spyOn(one.bench.hot.runState, 'commit').mockImplementation(async (plans) => {
      if (before && JSON.stringify(plans).includes('"stream":"completions"')) {
        left += 1
        loseHotData(one.bench.hot.data, before)
      }
      return commit(plans)
    })
    await one.work(await one.next())
    expect([left, one.executed]).toEqual([1, ['a#1', 'b#1', 'a#1', 'b#1', 'c#1']])
    expect((await one.bench.load())?.status).toBe('COMPLETED')
    expect([await one.waiting(), await one.bench.hot.queue.depth('completions')]).toEqual([0, 0])
  })

  it('[D-34] a patch is judged on the node that has started; the next one goes by the new graph', async () => {
    const document = chain(['a', 'b', 'c'])
    const one = await inline(document, async ({ address, ir }) => {
      if (address === 'b') {
        const changed = structuredClone(ir)
        const [c, b] = [changed.nodes.c, changed.nodes.b]
        if (!b || !c) throw new Error('no such node')
        c.config = { ...c.config, url: 'http://127.0.0.1/patched' }
        const irRef = await one.bench.cas.putEncoded(encodeJson(changed))
        const swap = { kind: 'apply_patch' as const, patchId: 'p', artifactId: 'v2', irRef, ir: changed, actor: ACTOR }
        expect(await one.bench.commander.apply(one.bench.runId, { ...swap, commandId: 'p' }, { partition: 0 })).toMatchObject({ kind: 'committed' })
        b.config = { ...b.config, url: 'http://127.0.0.1/patched' }
        expect(await one.bench.commander.apply(one.bench.runId, { ...swap, commandId: 'q' }, { partition: 0 })).toMatchObject({ kind: 'refused' })
      }
      return DONE
    })
    const urls: unknown[] = []
    const { execute } = one.deps.executors.http ?? { execute: async () => DONE }
    one.deps.executors = {
      http: {
        type: 'http',
        execute: (request) => {
          urls.push([request.address, request.irVersion, (request.node.config as { url?: string }).url])
          return execute(request)
        },
      },
    }
    await one.work(await one.next())
    expect(urls).toEqual([
      ['a', 1, 'http://127.0.0.1/'],
      ['b', 1, 'http://127.0.0.1/'],
      ['c', 2, 'http://127.0.0.1/patched'],
    ])
  })

  it('[R17] a paused run goes on with nothing: what has started is recorded, and a resume gives the next its token', async () => {
    const one = await inline(chain(['a', 'b', 'c']), async ({ address }) => {
      if (address === 'b') await one.bench.commander.apply(one.bench.runId, { kind: 'pause', commandId: 'p', actor: ACTOR }, { partition: 0 })
      return DONE
    })
    await one.work(await one.next())
    expect([one.executed, await one.waiting(), await one.leases()]).toEqual([['a#1', 'b#1'], 0, {}])
    await one.bench.commander.apply(one.bench.runId, { kind: 'resume', commandId: 'r', actor: ACTOR }, { partition: 0 })
    await one.work(await one.next())
    expect((await one.events()).at(-1)).toBe('run.completed')
  })

  it('[R10] a cancelled run lets the entry and its lease go', async () => {
    const one = await inline(chain(['a', 'b', 'c']), async ({ address }) => {
      if (address === 'b') await one.bench.commander.apply(one.bench.runId, { kind: 'cancel', commandId: 'c', actor: ACTOR }, { partition: 0 })
      return DONE
    })
    await one.work(await one.next())
    expect([one.executed, await one.waiting(), await one.leases()]).toEqual([['a#1', 'b#1'], 0, {}])
    expect((await one.bench.load())?.status).toBe('CANCELLED')
  })

  it('[OS-04] a stop gives the node under the lease a token of its own, which counts as no failure and no lost worker', async () => {
    const one = await inline(chain(['a', 'b']), async ({ address, attempt }) => {
      if (address !== 'b' || attempt > 1) return DONE
      one.stop.abort()
      return { kind: 'failed', error: { code: 'http.timeout', message: 'cut', retryable: true } }
    })
    await one.work(await one.next())
    const { status, attempt, failures, takeovers } = (await one.bench.load())?.nodes.get('b') ?? {}
    expect([{ status, attempt, failures, takeovers }, await one.waiting()]).toEqual([{ status: 'queued', attempt: 2 }, 1])
  })

  it('[D-25] what cannot be taken back begins with a token of its own', async () => {
    const one = await inline(
      workflow('pay', [httpNode('a', 'http://127.0.0.1/'), httpNode('pay', 'http://127.0.0.1/', 'POST', { irreversible: true })], ['a>pay']),
    )
    await one.work(await one.next())
    expect([one.executed, await one.waiting(), (await one.bench.load())?.nodes.get('pay')?.status]).toEqual([['a#1'], 1, 'queued'])
  })
})
