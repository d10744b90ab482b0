import { describe, expect, it, vi } from 'vitest'
import { functionNode, httpNode, workflow } from '../testing/workflows.ts'
import { chain, INLINE, inline } from './testing/inline-bench.ts'
import { DONE } from './testing/worker-deps.ts'

describe('how far a worker goes on', () => {
  it('[QP-03] after so many nodes it takes its turn again; one more is too many', async () => {
    const five = ['a', 'b', 'c', 'd', 'e']
    const executedWith = async (maxInlineNodes: number) => {
      const one = await inline(chain(five), undefined, { limits: { ...INLINE, maxInlineNodes } })
      await one.work(await one.next())
      return one.executed.length
    }
    expect([await executedWith(2), await executedWith(4), await executedWith(5), await executedWith(6)]).toEqual([2, 4, 5, 5])
  })

  it('[QP-03] after so much time it takes its turn again', async () => {
    let now = 0
    const clock = { now: () => now }
    const one = await inline(
      chain(['a', 'b', 'c']),
      async () => {
        now += 50
        return DONE
      },
      { clock, limits: { ...INLINE, maxInlineMs: 100 } },
    )
    await one.work(await one.next())
    expect([one.executed, await one.waiting()]).toEqual([['a#1', 'b#1'], 1])
  })

  it('[QP-03] it never goes on with what has lower priority than the token it took', async () => {
    const priorities = async (first: 'high' | 'medium' | 'low', second: 'high' | 'medium' | 'low') => {
      const nodes = [httpNode('a', 'http://127.0.0.1/', 'GET', { priority: first }), httpNode('b', 'http://127.0.0.1/', 'GET', { priority: second })]
      const one = await inline(workflow('two', nodes, ['a>b']))
      await one.work(await one.next())
      return one.executed.length
    }
    expect([await priorities('high', 'medium'), await priorities('medium', 'low'), await priorities('low', 'high'), await priorities('high', 'high')]).toEqual([
      1, 1, 2, 2,
    ])
  })

  it('[QP-08] a node of a type this worker has no slots for takes a token', async () => {
    const document = workflow('mixed', [httpNode('a', 'http://127.0.0.1/'), functionNode('b', 'return 1')], ['a>b'])
    const one = await inline(document, undefined, { types: ['http'] })
    await one.work(await one.next())
    expect([one.executed, await one.waiting()]).toEqual([['a#1'], 1])
  })

  it('[ER-08] while events wait beyond their bound nothing new is begun', async () => {
    const one = await inline(chain(['a', 'b']), undefined, { mayWork: async () => false })
    await one.work(await one.next())
    expect([one.executed, await one.waiting()]).toEqual([['a#1'], 1])
  })

  it('[QP-08] of a fan-out it takes one branch; one wider than the bound is shared out whole', async () => {
    const fan = async (width: number) => {
      const branches = Array.from({ length: width }, (_, index) => `b${index}`)
      const document = workflow(
        'fan',
        ['a', ...branches].map((id) => httpNode(id, 'http://127.0.0.1/')),
        branches.map((id) => `a>${id}`),
      )
      const one = await inline(document)
      await one.work(await one.next())
      return [one.executed.length, await one.waiting()]
    }
    const { maxInlineWidth } = INLINE
    expect([await fan(maxInlineWidth), await fan(maxInlineWidth + 1)]).toEqual([
      [2, maxInlineWidth - 1],
      [1, maxInlineWidth + 1],
    ])
  })

  it('[R20] under a bound on nodes at work it never goes on with more than there is room for', async () => {
    const document = workflow(
      'bound',
      ['a', 'b', 'c'].map((id) => httpNode(id, 'http://127.0.0.1/')),
      ['a>b', 'a>c'],
      { settings: { maxConcurrency: 1 } },
    )
    let most = 0
    const one = await inline(document, async () => {
      most = Math.max(most, (await one.bench.load())?.counter ?? 0)
      return DONE
    })
    await one.work(await one.next())
    expect([one.executed, most, (await one.events()).at(-1)]).toEqual([['a#1', 'b#1', 'c#1'], 1, 'run.completed'])
  })

  it.each(['http', 'function'] as const)(
    'an answer of %s that loses every race is left to the coordinator, and the start with it where nobody has said it',
    async (type) => {
      const one = await inline(
        chain(['a', 'b'], (id) => (type === 'http' ? httpNode(id, 'http://127.0.0.1/') : functionNode(id, 'return 1'))),
        undefined,
        { limits: { ...INLINE, maxFusedMs: 3_600_000 } },
      )
      const commit = one.bench.hot.runState.commit.bind(one.bench.hot.runState)
      vi.spyOn(one.bench.hot.runState, 'commit').mockImplementation(async (plans) => {
        if (!JSON.stringify(plans).includes('node.completed')) return commit(plans)
        return plans.map(({ checks }) => ({ kind: 'refused', check: checks[0] ?? { kind: 'present' } }))
      })
      await one.work(await one.next())
      const entries = await one.bench.hot.queue.peek({ stream: 'completions', partition: 0, count: 10 })
      const words = entries.map(({ fields }) => (JSON.parse(fields.json ?? '') as { outcome: { kind: string } }).outcome.kind)
      expect(words).toEqual(type === 'http' ? ['succeeded'] : ['started', 'succeeded'])
      expect([await one.waiting(), await one.leases()]).toEqual([0, {}])
    },
  )
})
