import { replayLog } from '@aob/ir/run'
import { describe, expect, it, vi } from 'vitest'
import { encodeJson } from '../coordinator/cas-json.ts'
import { ACTOR } from '../coordinator/testing/run-bench.ts'
import type { CommitPlan } from '../ports/commit-plan.ts'
import type { ExecutionResult } from '../ports/execution.ts'
import { functionNode, httpNode, workflow } from '../testing/workflows.ts'
import { chain, INLINE, inline } from './testing/inline-bench.ts'
import { DONE } from './testing/worker-deps.ts'

const PURE = (id: string) => functionNode(id, 'return 1')
/** Time enough for any machine to have a segment in one piece. */
const LIMITS = { ...INLINE, maxFusedMs: 3_600_000 }
const NEVER = new Promise<ExecutionResult>(() => undefined)

/** Nodes each commit of a run says have completed. */
function watchCommits(one: Awaited<ReturnType<typeof inline>>): string[][] {
  const seen: string[][] = []
  const commit = one.bench.hot.runState.commit.bind(one.bench.hot.runState)
  vi.spyOn(one.bench.hot.runState, 'commit').mockImplementation(async (plans) => {
    const results = await commit(plans)
    for (const [index, plan] of plans.entries()) if (results[index]?.kind === 'committed' && completedIn(plan).length > 0) seen.push(completedIn(plan))
    return results
  })
  return seen
}

function completedIn({ steps }: CommitPlan): string[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'append' || step.stream !== 'events') return []
    // Written by the commander a moment ago.
    const events = JSON.parse(step.entry.json ?? '[]') as { type: string; data: { nodeId?: string } }[]
    return events.flatMap(({ type, data }) => (type === 'node.completed' && data.nodeId ? [data.nodeId] : []))
  })
}

describe('pure nodes in a straight line', () => {
  it('[D-34] [R24] [B1] are one commit; the log tells each of them as if they had been alone, and replays', async () => {
    const ids = ['a', 'b', 'c', 'd']
    const one = await inline(chain(ids, PURE), undefined, { limits: LIMITS })
    const commits = watchCommits(one)
    await one.work(await one.next())
    expect(commits).toEqual([ids])
    const told = ids.flatMap((id) => [`node.queued ${id} 1`, `node.started ${id} 1`, `node.completed ${id} 1`])
    expect(await one.events()).toEqual(['run.started', ...told, 'run.completed'])
    expect([one.executed, await one.waiting(), await one.leases()]).toEqual([['a#1', 'b#1', 'c#1', 'd#1'], 0, {}])
    const ir = await one.bench.commander.irOf((await one.bench.load()) ?? never())
    const replayed = replayLog({ events: one.bench.logged, irOf: () => ir })
    expect([replayed.kind, replayed.commands.length]).toEqual(['same', 1 + 2 * ids.length])
  })

  it('[D-34] are at most so many in one commit; one more is the next segment', async () => {
    const commitsWith = async (maxFusedNodes: number) => {
      const one = await inline(chain(['a', 'b', 'c', 'd'], PURE), undefined, { limits: { ...LIMITS, maxFusedNodes } })
      const commits = watchCommits(one)
      await one.work(await one.next())
      expect((await one.bench.load())?.status).toBe('COMPLETED')
      return commits.map(({ length }) => length)
    }
    expect([await commitsWith(1), await commitsWith(3), await commitsWith(4)]).toEqual([[1, 1, 1, 1], [3, 1], [4]])
  })

  it('[QP-03] count as nodes of their token', async () => {
    const one = await inline(chain(['a', 'b', 'c', 'd'], PURE), undefined, { limits: { ...LIMITS, maxInlineNodes: 3 } })
    const commits = watchCommits(one)
    await one.work(await one.next())
    expect([commits, await one.waiting()]).toEqual([[['a', 'b', 'c']], 1])
  })

  it('[D-34] end where something has an effect, branches, or comes together', async () => {
    const nodes = [PURE('a'), PURE('b'), httpNode('effect', 'http://127.0.0.1/'), PURE('c'), PURE('left'), PURE('right'), PURE('last')]
    const edges = ['a>b', 'b>effect', 'effect>c', 'c>left', 'c>right', 'left>last', 'right>last']
    const one = await inline(workflow('mixed', nodes, edges), undefined, { limits: LIMITS })
    const commits = watchCommits(one)
    for (let entry = await one.next(); entry; entry = await one.next()) await one.work(entry)
    expect(commits.slice(0, 3)).toEqual([['a', 'b'], ['effect'], ['c']])
    expect((await one.bench.load())?.status).toBe('COMPLETED')
  })

  it('[D-34] what takes longer than a segment may is begun once: it goes on by itself behind the commit of the others', async () => {
    let release: () => void = () => undefined
    const slow = new Promise<ExecutionResult>((resolve) => {
      release = () => resolve(DONE)
    })
    const states: unknown[] = []
    const one = await inline(chain(['a', 'b', 'c'], PURE), async ({ address }) => (address === 'b' ? slow : DONE), { limits: { ...LIMITS, maxFusedMs: 20 } })
    const commits = watchCommits(one)
    const work = one.work(await one.next())
    await vi.waitFor(async () => expect((await one.bench.load())?.nodes.get('b')?.status).toBe('running'))
    states.push(await one.leases())
    release()
    await work
    expect(Object.values(states[0] ?? {})).toEqual([{ nodeId: 'b', attempt: 1 }])
    expect([one.executed, commits[0]]).toEqual([['a#1', 'b#1', 'c#1'], ['a']])
    expect((await one.events()).at(-1)).toBe('run.completed')
  })

  it('[D-22] a worker that dies inside leaves nothing of the segment: its token is taken over, and all of it is computed again', async () => {
    const one = await inline(
      chain(['a', 'b', 'c'], PURE),
      async ({ address, attempt }) => (address === 'c' && attempt === 1 && one.executed.length === 3 ? NEVER : DONE),
      {
        limits: LIMITS,
      },
    )
    void one.work(await one.next())
    await vi.waitFor(() => expect(one.executed).toEqual(['a#1', 'b#1', 'c#1']))
    expect((await one.bench.load())?.nodes.toRecord()).toMatchObject({ a: { status: 'queued', attempt: 1 } })
    await one.work(await one.claimed())
    await one.work(await one.next())
    expect(one.executed.slice(3)).toEqual(['a#2', 'b#1', 'c#1'])
    expect((await one.events()).at(-1)).toBe('run.completed')
  })

  it.each(['c', 'b'])(
    '[D-34] [D-30] a patch of node %s that commits before the segment counts: the node is computed again by the new graph',
    async (patched) => {
      const codes: string[] = []
      const one = await inline(
        chain(['a', 'b', 'c'], PURE),
        async ({ address, node, ir, irVersion }) => {
          codes.push(`${address} ${(node.config as { code?: string }).code} v${irVersion}`)
          if (address === 'c' && irVersion === 1) await swap(one, ir, patched)
          return DONE
        },
        { limits: LIMITS },
      )
      const commits = watchCommits(one)
      await one.work(await one.next())
      const now = (id: string) => `${id} ${id === patched ? 'return 2' : 'return 1'} v2`
      expect(codes).toEqual(['a return 1 v1', 'b return 1 v1', 'c return 1 v1', now('b'), now('c')])
      expect(commits).toEqual([['a'], ['b', 'c']])
      const events = await one.events()
      expect(events.filter((line) => /patch.applied|node.completed/.test(line))).toEqual([
        'patch.applied',
        'node.completed a 1',
        'node.completed b 1',
        'node.completed c 1',
      ])
    },
  )

  it('[D-34] [L2] a patch that comes to its commit behind the segment is judged on nodes that have finished', async () => {
    const one = await inline(chain(['a', 'b', 'c', 'd'], PURE), undefined, { limits: { ...LIMITS, maxFusedNodes: 3, maxInlineNodes: 3 } })
    const ir = await one.bench.commander.irOf((await one.bench.load()) ?? never())
    await one.work(await one.next())
    expect(await swap(one, ir, 'b')).toMatchObject({ kind: 'refused', refusal: { rule: 'L2' } })
    expect(await swap(one, ir, 'd')).toMatchObject({ kind: 'committed' })
  })

  it('[R17] a run paused inside keeps the first node and begins nothing more', async () => {
    const one = await inline(
      chain(['a', 'b', 'c'], PURE),
      async ({ address }) => {
        if (address === 'b') await one.bench.commander.apply(one.bench.runId, { kind: 'pause', commandId: 'p', actor: ACTOR }, { partition: 0 })
        return DONE
      },
      { limits: LIMITS },
    )
    await one.work(await one.next())
    expect((await one.bench.load())?.nodes.toRecord()).toMatchObject({ a: { status: 'succeeded' } })
    expect([(await one.bench.load())?.nodes.get('b'), await one.waiting(), await one.leases()]).toEqual([undefined, 0, {}])
  })

  it('[R5] a failure inside is the end of its segment and retried like any other', async () => {
    const error = { code: 'function.threw' as const, message: 'no', retryable: true }
    const one = await inline(
      chain(['a', 'b', 'c'], PURE),
      async ({ address, attempt }) => (address === 'b' && attempt === 1 ? { kind: 'failed', error } : DONE),
      {
        limits: LIMITS,
      },
    )
    await one.work(await one.next())
    expect((await one.bench.load())?.nodes.toRecord()).toMatchObject({ a: { status: 'succeeded' }, b: { status: 'retrying', attempt: 1 } })
    expect([one.executed, await one.waiting()]).toEqual([['a#1', 'b#1'], 0])
  })
})

function never(): never {
  throw new Error('no run')
}

/** Swaps in a graph in which a node computes something else. */
async function swap(one: Awaited<ReturnType<typeof inline>>, ir: Awaited<ReturnType<typeof one.bench.commander.irOf>>, nodeId: string) {
  const changed = structuredClone(ir)
  const node = changed.nodes[nodeId]
  if (!node) throw new Error('no such node')
  node.config = { ...node.config, code: 'return 2' }
  const irRef = await one.bench.cas.putEncoded(encodeJson(changed))
  const command = { kind: 'apply_patch' as const, commandId: `p-${nodeId}`, patchId: `p-${nodeId}`, artifactId: 'v2', irRef, ir: changed, actor: ACTOR }
  return one.bench.commander.apply(one.bench.runId, command, { partition: 0 })
}
