import { DEFAULT_LIMITS, type IrNode, type JoinRule } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { lower } from '../program/index.ts'
import { PERSON, RunDriver } from '../testing/run-driver.ts'
import { node, workflow } from '../testing/workflows.ts'
import { decide, evolveAll } from './index.ts'
import { type JoinVerdict, judgeJoin } from './joins.ts'

const T = 'taken'
const N = 'not_taken'
const O = undefined

describe('judgeJoin', () => {
  const cases: [string, JoinRule, (typeof T | typeof N | undefined)[], JoinVerdict][] = [
    ['[J1] all waits for every edge', 'all', [T, O], 'open'],
    ['[J1] all is ready when every edge is resolved and one is taken', 'all', [T, N], 'ready'],
    ['[J1] all is dead when no edge is taken', 'all', [N, N], 'dead'],
    ['[J2] any is ready at the first taken edge', 'any', [N, T, O], 'ready'],
    ['[J2] any waits while an edge is open', 'any', [N, O], 'open'],
    ['[J2] any is dead when every edge is not taken', 'any', [N, N], 'dead'],
    ['[J3] n waits for the n-th taken edge', { n: 2 }, [T, O, O], 'open'],
    ['[J3] n is ready at the n-th taken edge', { n: 2 }, [T, T, O], 'ready'],
    ['[J3] n is dead as soon as it cannot be reached', { n: 2 }, [T, N, N], 'dead'],
    ['[J3] n is dead before the last edge is resolved', { n: 2 }, [N, N, O], 'dead'],
    ['[J4] without incoming edges a node is ready', { n: 2 }, [], 'ready'],
  ]
  test.each(cases)('%s', (_name, join, facts, verdict) => {
    const ids = facts.map((_, index) => `e${index}`)
    const rule = typeof join === 'object' ? { join: 'any', joinCount: join.n } : { join }
    expect(judgeJoin({ in: ids, ...rule } as unknown as IrNode, (id) => facts[ids.indexOf(id)])).toBe(verdict)
  })
})

describe('joins in a run', () => {
  const fanIn = (join: JoinRule) => workflow([node('a'), node('b'), node('c'), node('j', 'join', { join }), node('z')], ['a>j', 'b>j', 'c>j', 'j>z'])

  test('[J1] all runs once, after the last branch', () => {
    const run = new RunDriver(fanIn('all'))
    run.succeed('b')
    run.succeed('a')
    expect(run.status('j')).toBe('idle')
    run.succeed('c')
    expect(run.status('j')).toBe('queued')
  })

  test('[J2][J6] any runs at the first branch and no second time', () => {
    const run = new RunDriver(fanIn('any'))
    run.succeed('b')
    run.succeed('j')
    run.succeed('a')
    run.succeed('c')
    run.succeed('z')
    expect(run.story().filter((line) => line === 'node.queued j')).toHaveLength(1)
    expect(run.state.status).toBe('COMPLETED')
  })

  test('[J3] two of three', () => {
    const run = new RunDriver(fanIn({ n: 2 }))
    run.succeed('a')
    expect(run.status('j')).toBe('idle')
    run.succeed('c')
    expect(run.status('j')).toBe('queued')
  })

  test('[J5] a dead path of ten thousand nodes travels on in one decision', () => {
    const size = 10_000
    const ids = Array.from({ length: size }, (_, index) => `n${index}`)
    const chain = ids.slice(1).map((id, index) => `${index === 0 ? 'n0:error' : `n${index}`}>${id}`)
    const ir = lower(
      workflow(
        ids.map((id) => node(id)),
        chain,
      ),
      DEFAULT_LIMITS,
    )
    const started = decide(ir, undefined, { kind: 'start', runId: 'r', workflowName: 'w', artifactId: 'a', irRef: 'i', inputsRef: 'n', actor: PERSON }, 1)
    const before = started.kind === 'events' ? evolveAll(undefined, started.events) : undefined
    const decision = decide(ir, before, { kind: 'signal', nodeId: 'n0', attempt: 1, outcome: { kind: 'succeeded', port: 'out', outputRef: 'o' } }, 2)
    const state = decision.kind === 'events' ? evolveAll(before, decision.events) : undefined
    expect(state).toMatchObject({ status: 'COMPLETED', seq: 2 + size + 1 })
    expect(state?.nodes.values().filter(({ status }) => status === 'not_taken')).toHaveLength(size - 1)
  })

  test('[J1][J5] a join runs when one branch was taken and the other died', () => {
    const run = new RunDriver(workflow([node('a', 'conditional'), node('b'), node('c'), node('j')], ['a:true>b', 'a:false>c', 'b>j', 'c>j']))
    run.succeed('a', 'true')
    run.succeed('b')
    expect(run.status('c')).toBe('not_taken')
    expect(run.status('j')).toBe('queued')
  })
})
