import type { AnchoredChange } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { changesOfHunks, hunkClosure, hunksOf } from './index.ts'

const nodeTarget = (id: string) => ({ kind: 'node' as const, path: [id] })
const edgeTarget = (id: string) => ({ kind: 'edge' as const, path: [id] })
const addNode = (id: string, config: object = {}): AnchoredChange => ({
  target: nodeTarget(id),
  pointer: '',
  op: 'add',
  value: { id, type: 'function', config },
})
const addEdge = (from: string, to: string, more: object = {}): AnchoredChange => ({
  target: edgeTarget(`${from}-${to}`),
  pointer: '',
  op: 'add',
  value: { id: `${from}-${to}`, from, to, ...more },
})
const set = (id: string, pointer: string, value: unknown): AnchoredChange => ({ target: nodeTarget(id), pointer, op: 'replace', before: 0, value })

const requires = (changes: AnchoredChange[]) => hunksOf(changes).map((hunk) => hunk.requires)

describe('[H2] what a hunk requires', () => {
  test('an edge its new ends, and the ends nothing', () => {
    expect(requires([addNode('x'), addEdge('a', 'x'), addEdge('x', 'b')])).toEqual([[], [0], [0]])
  })

  test('a removed node the removal of its edges, and edges led elsewhere', () => {
    const gone: AnchoredChange = { target: nodeTarget('x'), pointer: '', op: 'remove', before: { id: 'x' } }
    const cut: AnchoredChange = { target: edgeTarget('a-x'), pointer: '', op: 'remove', before: { id: 'a-x', from: 'a', to: 'x' } }
    const led: AnchoredChange = { target: edgeTarget('x-b'), pointer: '/from', op: 'replace', before: 'x', value: 'a' }
    expect(requires([cut, gone, led])).toEqual([[], [0, 2], []])
  })

  test('an expression the new node it reads', () => {
    expect(requires([addNode('x'), set('b', '/config/text', '{{ nodes.x.body }}'), set('b', '/name', 'B')])).toEqual([[], [0], []])
  })

  test('an edge by a port the cases that make it', () => {
    expect(requires([set('route', '/config/cases', [{ name: 'eu' }]), addEdge('route', 'b', { fromPort: 'eu' }), addEdge('a', 'b')])).toEqual([[], [0], []])
  })

  test('type and config are one hunk; other fields stand alone', () => {
    const hunks = hunksOf([set('a', '/type', 'http'), set('a', '/name', 'A'), set('a', '/config/url', 'x'), set('b', '/config/url', 'y')])
    expect(hunks.map(({ changes }) => changes.map(({ pointer }) => pointer))).toEqual([['/type', '/config/url'], ['/name'], ['/config/url']])
  })
})

test('[H3] the closure is transitive, sorted and deaf to indexes that are none', () => {
  const hunks = hunksOf([addNode('x'), addNode('y', { text: '{{ nodes.x.a }}' }), addEdge('y', 'b'), set('a', '/name', 'A')])
  expect(hunkClosure(hunks, [2])).toEqual([0, 1, 2])
  expect(hunkClosure(hunks, [3, 9, -1])).toEqual([3])
  expect(changesOfHunks(hunks, [0, 1]).map(({ target }) => target.path[0])).toEqual(['x', 'y'])
})
