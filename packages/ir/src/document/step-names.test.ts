import type { Workflow, WorkflowNode } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { namesOf } from './index.ts'

const step = (id: string, name?: string, change: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id,
  type: 'join',
  ...(name === undefined ? {} : { name }),
  position: { x: 0, y: 0 },
  ...change,
})
const body = { nodes: [step('fetch', 'Fetch'), step('mail', 'Mail')], edges: [{ id: 'in', from: 'fetch', to: 'mail' }] }
const LEFT: Workflow = {
  schemaVersion: 1,
  name: 'w',
  nodes: [step('a', 'Check'), step('b', 'Check'), step('c'), step('each', 'Every order', { type: 'map', config: { items: 'inputs.all', body } })],
  edges: [{ id: 'ab', from: 'a', to: 'b' }],
}
const RIGHT: Workflow = { ...LEFT, nodes: [step('new', 'Ask'), ...LEFT.nodes], edges: [{ id: 'an', from: 'a', to: 'new' }] }
const node = (...path: string[]) => ({ target: { kind: 'node' as const, path }, values: [] })
const edge = (...path: string[]) => ({ target: { kind: 'edge' as const, path }, values: [] })

describe('the names of what does not go together', () => {
  test('a step by its name, with a mark where another is called the same; one without a name by nothing', () => {
    expect(namesOf([LEFT, RIGHT], [node('a'), node('c'), node('new')]).steps).toEqual({ a: { name: 'Check', alike: true }, new: { name: 'Ask' } })
  })
  test('a step inside a scope with the scope around it', () => {
    expect(namesOf([LEFT], [node('each', 'fetch')]).steps).toEqual({ each: { name: 'Every order' }, 'each/fetch': { name: 'Fetch' } })
  })
  test('a connection by its ends, in a scope too, and the steps that connections in its place lead to', () => {
    expect(namesOf([LEFT], [edge('each', 'in')])).toEqual({
      steps: { each: { name: 'Every order' }, 'each/fetch': { name: 'Fetch' }, 'each/mail': { name: 'Mail' } },
      ends: { 'each/in': { from: 'fetch', to: 'mail' } },
    })
    const rerouted = { ...edge('gone'), values: [{ id: 'gone', from: 'a', to: 'b' }, [{ id: 'an', from: 'a', to: 'new' }], undefined, 'text'] }
    expect(namesOf([LEFT, RIGHT], [rerouted])).toMatchObject({ steps: { a: {}, b: {}, new: { name: 'Ask' } }, ends: { gone: { from: 'a', to: 'b' } } })
  })
  test('the first document that has a step names it, and a place of the workflow needs no name', () => {
    const renamed = { ...LEFT, nodes: [step('a', 'Renamed')] }
    expect(namesOf([renamed, LEFT], [node('a'), { target: { kind: 'root', path: [] }, values: [] }]).steps).toEqual({ a: { name: 'Renamed' } })
  })
})
