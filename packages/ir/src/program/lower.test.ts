import { DEFAULT_LIMITS, type Workflow, type WorkflowNode } from '@aob/schemas'
import { validateIr } from '@aob/schemas/validators'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Random } from '../testing/random.ts'
import { randomWorkflow } from '../testing/random-workflow.ts'
import { node, workflow } from '../testing/workflows.ts'
import { lower, verifyIr } from './index.ts'

const lowered = (doc: Workflow) => lower(doc, DEFAULT_LIMITS)
const policyOf = (unknown: Partial<WorkflowNode>, lines: string[] = ['u>i'], settings: Workflow['settings'] = {}) =>
  lowered(workflow([node('u', 'future_feature', unknown), node('i', 'http', { irreversible: true }), node('x')], lines, { settings })).nodes.u?.unknownPolicy

describe('lower', () => {
  test('[G1] order of elements does not show in the bytes, and the result verifies', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new Random(seed)
        const doc = randomWorkflow(random, 12)
        const shuffle = <T>(items: readonly T[]) => [...items].sort(() => random.fraction() - 0.5)
        const ir = lowered(doc)
        expect(JSON.stringify(lowered({ ...doc, nodes: shuffle(doc.nodes), edges: shuffle(doc.edges) }))).toBe(JSON.stringify(ir))
        expect(verifyIr(ir)).toEqual([])
        expect(validateIr(JSON.parse(JSON.stringify(ir))), JSON.stringify(validateIr.errors)).toBe(true)
        expect(verifyIr(JSON.parse(JSON.stringify(ir)))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('[G2] layout, groups, notes and pins do not reach the IR', () => {
    const doc = workflow([node('a')])
    const dressed: Workflow = {
      ...doc,
      nodes: [{ ...node('a'), position: { x: 5, y: 6 }, pin: { out: 1 } as never }],
      groups: [{ id: 'g', nodes: ['a'] }],
      notes: [{ id: 'n', text: 'Hi', position: { x: 0, y: 0 } }],
      description: 'Words.',
    }
    expect(JSON.stringify(lowered(dressed))).toBe(JSON.stringify(lowered(doc)))
  })

  test('[G2][D-10] aliases and defaults are resolved', () => {
    const ir = lowered(
      workflow(
        [node('t', 'task', { config: { code: 'return 1' } }), node('i', 'http', { irreversible: true }), node('j', 'join', { join: { n: 2 } })],
        ['t>j'],
      ),
    )
    expect(ir.nodes.t).toMatchObject({ type: 'function', known: true, join: 'all', priority: 'medium', onError: 'fail', retry: { maxAttempts: 3 } })
    expect(ir.nodes.i?.retry.maxAttempts).toBe(1)
    expect(ir.nodes.j).toMatchObject({ join: 'any', joinCount: 2, in: ['tj'] })
    expect(ir.edges.tj).toEqual({ id: 'tj', from: 't', to: 'j', port: 'out' })
    expect(ir.entries).toEqual(['i', 't'])
  })

  test('[G2] the agent limit is the smaller of document and workspace', () => {
    const limit = (maxAgents?: number) => lowered(workflow([], [], { settings: maxAgents === undefined ? {} : { maxAgents } })).settings.maxAgents
    expect([limit(), limit(2), limit(50)]).toEqual([5, 2, 5])
  })

  test('[G3][D-09] unknown types: skip by default, hold when required or when they guard an irreversible node', () => {
    expect(policyOf({}, ['x>i', 'u>x', 'u>i'])).toBe('hold')
    expect(policyOf({}, ['x>i', 'u>i'])).toBe('skip')
    expect(policyOf({ required: true }, [])).toBe('hold')
    expect(policyOf({ required: true, unknownPolicy: 'skip' }, [])).toBe('hold')
    expect(policyOf({ unknownPolicy: 'skip' })).toBe('skip')
    expect(policyOf({ unknownPolicy: 'fail' })).toBe('fail')
    expect(policyOf({}, [], { unknownPolicy: 'hold' })).toBe('hold')
    expect(policyOf({}, ['u>i'], { unknownPolicy: 'fail' })).toBe('fail')
  })

  test('an edge without an end is an error of the caller', () => {
    expect(() => lowered(workflow([node('a')], ['a>b']))).toThrow('Edge ab lacks an end')
  })
})

describe('verifyIr', () => {
  test('names each contradiction', () => {
    const ir = lowered(workflow([node('a'), node('b')], ['a>b']))
    expect(verifyIr({ ...ir, entries: [] })).toEqual(['The entries are not the nodes without incoming edges.'])
    expect(verifyIr({ ...ir, agentCount: 3 })).toEqual(['The agent count is 3 instead of 0.'])
    expect(verifyIr({ ...ir, edges: {} })).toHaveLength(2)
  })
})
