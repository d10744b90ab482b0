import type { ExpressionScope } from '@aob/expressions'
import type { RunEvent, Workflow, WorkflowNode } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../expressions/preview.ts'
import { firstRound, outputsOfFirstRound, roundScope } from './round-scope.ts'

const node = (id: string, type = 'function', config: object = {}): WorkflowNode => ({ id, type, position: { x: 0, y: 0 }, config: { ...config } })
const box = node('box', 'composite', { body: { nodes: [node('deep')], edges: [] } })
const again = node('again', 'loop', { until: 'true', body: { nodes: [node('try')], edges: [] } })
const each = node('each', 'map', { items: 'nodes.list.orders', body: { nodes: [node('fetch'), box, again], edges: [] } })
const workflow: Workflow = { schemaVersion: 1, name: 'orders', nodes: [node('list'), node('fetch'), each], edges: [] }
const outer = { inputs: {}, nodes: { list: { orders: ['first', 'second'] }, fetch: 'outside' }, run: { id: 'r', workflow: 'orders' }, vars: {} }

const engine = createEngine()
const evaluate = (source: string, scope: ExpressionScope) => {
  const found = engine.preview('expression', source, scope)
  return found?.kind === 'value' ? found.value : undefined
}

// Of an event only what is looked at.
const completed = (nodeId: string, outputRef: string) => ({ type: 'node.completed', data: { nodeId, outputRef } }) as RunEvent

describe('the first round of a body in the last run', () => {
  it('is told by its addresses, of the body and those around it', () => {
    expect(firstRound(['each', 'box'])).toBe('each[0]/box[0]/')
    const events = [completed('list', 'a'), completed('each[1]/fetch', 'b'), completed('each[0]/fetch', 'c'), completed('each[0]/box[0]/deep', 'd')]
    expect([...outputsOfFirstRound(events, ['each', 'box'])]).toEqual([
      ['each[0]/fetch', 'c'],
      ['each[0]/box[0]/deep', 'd'],
    ])
    expect([...outputsOfFirstRound(events, ['each'])]).toEqual([['each[0]/fetch', 'c']])
  })

  it('has the item the list begins with, and what steps inside gave before those of that name outside', () => {
    const outputs = new Map([['each[0]/fetch', 'inside']])
    const scope = roundScope(workflow, ['each', 'box'], { outer, outputs, evaluate })
    expect(scope).toMatchObject({ item: 'first', index: 0, nodes: { list: { orders: ['first', 'second'] }, fetch: 'inside' } })
    expect(engine.preview('expression', 'item + " " + nodes.fetch', scope)).toEqual({ kind: 'value', value: 'first inside' })
  })

  it('gives no value of a step outside for one of that name inside, and no item of an empty list', () => {
    const empty = { ...outer, nodes: { ...outer.nodes, list: { orders: [] } } }
    const scope = roundScope(workflow, ['each'], { outer: empty, outputs: new Map(), evaluate })
    expect(Object.keys(scope.nodes)).toEqual(['list'])
    expect(scope.item).toBeUndefined()
    expect(engine.preview('expression', 'item', scope)?.kind).toBe('unknown')
  })

  it('of a loop begins with nothing before it', () => {
    expect(roundScope(workflow, ['each', 'again'], { outer, outputs: new Map(), evaluate })).toMatchObject({ item: 'first', iteration: 0, previous: null })
  })
})
