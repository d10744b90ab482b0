import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { fixesFor } from '../panels/problem-fixes.ts'
import { callProblems } from './call-problems.ts'

const call = (id: string, ref: string) => ({ id, type: 'workflow', position: { x: 0, y: 0 }, config: { ref } })
const calling = (...refs: string[]): Workflow => ({ schemaVersion: 1, name: 'Caller', nodes: refs.map((ref, index) => call(`n${index}`, ref)), edges: [] })
const there = [
  { name: 'Caller', archived: false },
  { name: 'Order check', archived: false },
  { name: 'Old report', archived: true },
]

describe('what a step calls', () => {
  it('is there, on whatever tag, or nothing has been written yet: no problem', () => {
    expect(callProblems(calling('Order check', 'Order check@beta', ''), there)).toEqual([])
  })

  it('is not there: a warning at the setting, as the workflow itself is sound', () => {
    const [problem, ...more] = callProblems(calling('Order check', 'Nowhere to be found'), there)
    expect(more).toEqual([])
    expect(problem).toMatchObject({ code: 'resource.not_found', severity: 'warning', pointer: '/nodes/1/config/ref', nodeId: 'n1' })
    expect(problem?.message).toContain('“Nowhere to be found”')
  })

  it('is in the body of a scope: the problem is of the card people see', () => {
    const body = { nodes: [call('inner', 'Gone')], edges: [] }
    const document: Workflow = { ...calling(), nodes: [{ id: 'each', type: 'map', position: { x: 0, y: 0 }, config: { items: '[]', body } }] }
    expect(callProblems(document, there)).toMatchObject([{ pointer: '/nodes/0/config/body/nodes/0/config/ref', nodeId: 'each' }])
  })

  it('is archived, or the workflow itself', () => {
    expect(callProblems(calling('Old report', 'Caller'), there).map(({ code }) => code)).toEqual(['workflow.archived', 'workflow.recursion'])
  })

  it('is called as what was probably meant in one step, on the tag it was called on', () => {
    const document = calling('order-chek@beta')
    const [problem] = callProblems(document, there)
    const [fix] = problem ? fixesFor(problem, document) : []
    expect(fix?.label).toBe('Call “Order check”')
    expect(fix?.apply(document)).toEqual(calling('Order check@beta'))
  })
})
