import { lower } from '@aob/ir/program'
import { PersistentRecord, type RunState } from '@aob/ir/run'
import { DEFAULT_LIMITS } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { functionNode, workflow } from '../testing/workflows.ts'
import { ancestorsOf, createScopeReader } from './expression-scope.ts'
import { runBench } from './testing/run-bench.ts'

const node = (id: string) => functionNode(id, 'return 1')
/** a leads to b and c, which meet in d; e stands beside them. */
const DIAMOND = workflow('diamond', ['a', 'b', 'c', 'd', 'e'].map(node), ['a>b', 'a>c', 'b>d', 'c>d'])

describe('the variables of a node', () => {
  it('ancestors are found once each, nearest first, and never the node itself', () => {
    const ir = lower(DIAMOND, DEFAULT_LIMITS)
    expect(ancestorsOf(ir, 'd')).toEqual(['b', 'c', 'a'])
    expect(ancestorsOf(ir, 'a')).toEqual([])
    expect(ancestorsOf(ir, 'nobody')).toEqual([])
  })

  it('hold outputs of ancestors only, null for one that was passed by, and nothing of what ran beside', async () => {
    const bench = await runBench(DIAMOND)
    await bench.start()
    const [a, c, e] = [(await bench.cas.put({ of: 'a' })).ref, (await bench.cas.put({ of: 'c' })).ref, (await bench.cas.put({ of: 'e' })).ref]
    const before = await bench.load()
    if (!before) throw new Error('no state')
    const done = (outputRef: string) => ({ status: 'succeeded' as const, attempt: 1, outputRef })
    const state: RunState = { ...before, nodes: PersistentRecord.from({ a: done(a), b: done('skipped://unknown_type'), c: done(c), e: done(e) }) }
    const reader = createScopeReader({ cas: bench.cas, vars: { base: 'x' } })
    const ir = await bench.commander.irOf(state)
    expect(await reader.forNode(ir, state, 'd')).toMatchObject({ nodes: { a: { of: 'a' }, b: null, c: { of: 'c' } }, vars: { base: 'x' }, inputs: {} })
    expect(Object.keys((await reader.forNode(ir, state, 'd')).nodes)).not.toContain('e')
    expect(await reader.forEdges(ir, state, 'b', { output: 7 })).toMatchObject({ nodes: { a: { of: 'a' }, b: 7 }, output: 7 })
  })
})
