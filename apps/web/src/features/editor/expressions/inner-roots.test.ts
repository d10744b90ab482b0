import type { Workflow } from '@aob/schemas'
import { expect, test } from 'vitest'
import { completionsAt, type KnownRoots } from './completions.ts'
import type { Known } from './data-shape.ts'
import { innerRoots, insideOf } from './inner-roots.ts'

const roots: KnownRoots = new Map<string, Known>([
  ['inputs', { has: false, schema: { type: 'object', properties: { id: {} } } }],
  ['nodes', { has: false, schema: { type: 'object', properties: { fetch: {} } } }],
])
const holder = (type: string): Workflow => ({
  schemaVersion: 1,
  name: 'x',
  nodes: [
    {
      id: 's',
      type,
      config: { items: 'inputs.list', ref: 'other', body: { nodes: [{ id: 'call', type: 'http', position: { x: 0, y: 0 } }], edges: [] } },
      position: { x: 0, y: 0 },
    },
  ],
  edges: [],
})
const offered = (type: string, before: string) => {
  const inside = insideOf(holder(type), 's')
  if (!inside) throw new Error(`${type} is known`)
  return completionsAt(before, innerRoots(roots, inside), true)?.options.map(({ label }) => label) ?? []
}

test('inside a step the nodes around it and those in it are offered, these with what they promise', () => {
  expect(offered('composite', 'nodes.')).toEqual(['fetch', 'call'])
  expect(offered('composite', 'nodes.call.')).toEqual(['status', 'headers', 'body'])
})

test('names that are known in some steps only are offered there', () => {
  const local = (type: string) => offered(type, '').filter((name) => ['item', 'index', 'iteration', 'previous'].includes(name))
  expect([local('map'), local('loop'), local('composite')]).toEqual([['item', 'index'], ['iteration', 'previous'], []])
})

test('of a called workflow nothing of its caller is offered', () => {
  expect(offered('workflow', 'inputs.')).toEqual([])
  expect(offered('workflow', 'nodes.')).toEqual([])
})
