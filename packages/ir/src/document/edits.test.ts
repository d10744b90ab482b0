import type { Operation } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { edges, node, workflow } from '../testing/workflows.ts'
import { anchor, applyOperations, diffWorkflows, needsBase, operationProblems, operationsBetween, rebaseOperations, summarize } from './index.ts'

const base = () => workflow([node('a'), node('b', 'http', { config: { url: 'http://x/', headers: { one: '1' } } }), node('c')], ['a>b', 'b>c'])

describe('diff', () => {
  test('[E1] names fields by pointer, with both values', () => {
    const after = {
      ...base(),
      nodes: base().nodes.map((each) => (each.id === 'b' ? { ...each, name: 'Get', config: { url: 'http://y/', headers: {} } } : each)),
    }
    expect(diffWorkflows(base(), after).nodes.changed).toEqual([
      {
        id: 'b',
        fields: [
          { pointer: '/name', after: 'Get' },
          { pointer: '/config/url', before: 'http://x/', after: 'http://y/' },
          { pointer: '/config/headers/one', before: '1' },
        ],
      },
    ])
  })

  test('[E1] a mere move is apart and in no summary', () => {
    const after = { ...base(), nodes: [{ ...node('a'), position: { x: 3, y: 4 } }, ...base().nodes.slice(1)] }
    const diff = diffWorkflows(base(), after)
    expect(diff.nodes).toEqual({ added: [], removed: [], changed: [], moved: [{ id: 'a', before: { x: 0, y: 0 }, after: { x: 3, y: 4 } }] })
    expect(summarize(diff).nodesChanged).toEqual([])
  })

  test('[E1] the summary lists ids by kind of change', () => {
    const after = {
      ...base(),
      nodes: [node('a', 'function'), node('b', 'http', { config: { url: 'http://x/', headers: { one: '1' } } }), node('d')],
      edges: edges('a>b?x', 'b>d'),
    }
    expect(summarize(diffWorkflows(base(), after))).toEqual({
      nodesAdded: ['d'],
      nodesRemoved: ['c'],
      nodesChanged: ['a'],
      edgesAdded: ['bd'],
      edgesRemoved: ['bc'],
      edgesChanged: ['ab'],
    })
  })
})

describe('operationsBetween', () => {
  test('[E2] removals come first and by descending index, appends last', () => {
    const after = workflow([node('b', 'http', { config: { url: 'http://y/' } }), node('d')], ['b>d'], { description: 'New.' })
    expect(operationsBetween(base(), after)).toEqual([
      { op: 'remove', path: '/edges/1' },
      { op: 'remove', path: '/edges/0' },
      { op: 'remove', path: '/nodes/2' },
      { op: 'remove', path: '/nodes/0' },
      { op: 'replace', path: '/nodes/0/config/url', value: 'http://y/' },
      { op: 'remove', path: '/nodes/0/config/headers' },
      { op: 'add', path: '/description', value: 'New.' },
      { op: 'add', path: '/nodes/-', value: node('d') },
      { op: 'add', path: '/edges/-', value: edges('b>d')[0] },
    ])
  })

  test('[E2] member names with / and ~ are escaped', () => {
    const odd = (value: number) => workflow([node('a', 'join', { config: { 'a/b~c': value } })])
    expect(operationsBetween(odd(1), odd(2))).toEqual([{ op: 'replace', path: '/nodes/0/config/a~1b~0c', value: 2 }])
  })
})

describe('needsBase', () => {
  const append: Operation = { op: 'add', path: '/nodes/-', value: {} }
  test.each<[string, Operation[], boolean]>([
    ['[E5][D-26] appends of nodes and edges do not', [append, { op: 'add', path: '/edges/-', value: {} }], false],
    ['[E5] an index does', [append, { op: 'add', path: '/nodes/0', value: {} }], true],
    ['[E5] another member does', [{ op: 'replace', path: '/name', value: 'x' }], true],
    ['[E5] a test does', [{ op: 'test', path: '/nodes/-', value: {} }], true],
  ])('%s', (_name, operations, expected) => expect(needsBase(operations)).toBe(expected))
})

describe('operationProblems', () => {
  test('[E6][D-03] edits of ids and of the whole document are named by pointer', () => {
    const operations: Operation[] = [
      { op: 'replace', path: '/nodes/0/id', value: 'z' },
      { op: 'test', path: '/nodes/0/id', value: 'a' },
      { op: 'move', from: '/edges/1/id', path: '/nodes/0/name' },
      { op: 'replace', path: '', value: {} },
      { op: 'replace', path: '/nodes/0/config/id', value: 1 },
    ]
    expect(operationProblems(operations).map(({ code, pointer }) => [code, pointer])).toEqual([
      ['patch.id_edit', '/operations/0/path'],
      ['patch.id_edit', '/operations/2/from'],
      ['patch.root', '/operations/3/path'],
    ])
  })
})

describe('anchor', () => {
  test('[E3][D-03] moves, copies, tests and whole-array replacements come out as what they do', () => {
    const operations: Operation[] = [
      { op: 'test', path: '/name', value: 'sample' },
      { op: 'copy', from: '/nodes/1/config/url', path: '/nodes/0/name' },
      { op: 'move', from: '/nodes/1/config/headers', path: '/nodes/1/config/query' },
      { op: 'replace', path: '/edges', value: edges('a>b', 'a>c') },
    ]
    expect(anchor(base(), operations)).toEqual([
      { target: { kind: 'edge', path: ['bc'] }, pointer: '', op: 'remove', before: edges('b>c')[0] },
      { target: { kind: 'node', path: ['a'] }, pointer: '/name', op: 'add', value: 'http://x/' },
      { target: { kind: 'node', path: ['b'] }, pointer: '/config/headers', op: 'remove', before: { one: '1' } },
      { target: { kind: 'node', path: ['b'] }, pointer: '/config/query', op: 'add', value: { one: '1' } },
      { target: { kind: 'edge', path: ['ac'] }, pointer: '', op: 'add', value: edges('a>c')[0] },
    ])
  })

  test('[E3] an element moved within its list is a reorder, and can be carried over', () => {
    const anchored = anchor(base(), [{ op: 'move', from: '/nodes/0', path: '/nodes/2' }])
    expect(anchored.map(({ target, op, after }) => [target.path[0], op, after])).toEqual([
      ['b', 'reorder', undefined],
      ['a', 'reorder', 'c'],
    ])
    const rebased = rebaseOperations(anchored, base())
    const result = applyOperations(base(), rebased.kind === 'ok' ? rebased.operations : [])
    expect(result).toMatchObject({ kind: 'ok', document: { nodes: [{ id: 'b' }, { id: 'c' }, { id: 'a' }] } })
  })

  test('[E3] operations that do not apply are an error of the caller', () => {
    expect(() => anchor(base(), [{ op: 'remove', path: '/nodes/9' }])).toThrow('Operation 0 does not apply')
  })
})

describe('rebase', () => {
  const change = (url: string) => anchor(base(), [{ op: 'replace', path: '/nodes/1/config/url', value: url }])
  const withUrl = (url: string) => ({ ...base(), nodes: base().nodes.map((each) => (each.id === 'b' ? { ...each, config: { ...each.config, url } } : each)) })

  test('[E4] finds its target by id where positions have moved', () => {
    const moved = { ...base(), nodes: [node('z'), ...base().nodes.toReversed()] }
    expect(rebaseOperations(change('http://y/'), moved)).toEqual({
      kind: 'ok',
      operations: [{ op: 'replace', path: '/nodes/2/config/url', value: 'http://y/' }],
    })
  })

  test('[E4] what is there already is left out', () => {
    expect(rebaseOperations(change('http://y/'), withUrl('http://y/'))).toEqual({ kind: 'ok', operations: [] })
  })

  test('[E4] a value both changed is a conflict with both sides', () => {
    expect(rebaseOperations(change('http://y/'), withUrl('http://z/'))).toMatchObject({
      kind: 'conflict',
      conflicts: [{ reason: 'value_changed', current: 'http://z/', change: { before: 'http://x/', value: 'http://y/' } }],
    })
  })

  test('[E4] a target that is gone, an id that is taken, an element that was edited', () => {
    const without = workflow([node('a'), node('c')])
    expect(rebaseOperations(change('http://y/'), without)).toMatchObject({ conflicts: [{ reason: 'target_missing' }] })
    const adding = anchor(base(), [{ op: 'add', path: '/nodes/-', value: node('n') }])
    expect(rebaseOperations(adding, { ...base(), nodes: [...base().nodes, node('n', 'agent')] })).toMatchObject({ conflicts: [{ reason: 'target_exists' }] })
    const removing = anchor(base(), [
      { op: 'remove', path: '/edges/1' },
      { op: 'remove', path: '/edges/0' },
      { op: 'remove', path: '/nodes/1' },
    ])
    expect(rebaseOperations(removing, withUrl('http://z/'))).toMatchObject({ conflicts: [{ reason: 'value_changed', change: { op: 'remove' } }] })
    expect(rebaseOperations(removing, without)).toEqual({ kind: 'ok', operations: [] })
  })

  test('[E4] an edge that would lose an end is a conflict, on either side', () => {
    const adding = anchor(base(), [{ op: 'add', path: '/edges/-', value: edges('a>c')[0] }])
    expect(rebaseOperations(adding, workflow([node('a'), node('b')], ['a>b']))).toMatchObject({ conflicts: [{ reason: 'edge_dangles' }] })
    const removing = anchor(base(), [
      { op: 'remove', path: '/edges/1' },
      { op: 'remove', path: '/nodes/2' },
    ])
    expect(rebaseOperations(removing, { ...base(), edges: edges('a>b', 'b>c', 'a>c') })).toMatchObject({
      conflicts: [{ reason: 'edge_dangles', current: { id: 'ac' } }],
    })
  })

  test('[E4] positions do not conflict: the change carried over wins', () => {
    const mine = anchor(base(), [{ op: 'replace', path: '/nodes/0/position', value: { x: 1, y: 1 } }])
    const theirs = { ...base(), nodes: [{ ...node('a'), position: { x: 2, y: 2 } }, ...base().nodes.slice(1)] }
    expect(rebaseOperations(mine, theirs)).toEqual({ kind: 'ok', operations: [{ op: 'replace', path: '/nodes/0/position', value: { x: 1, y: 1 } }] })
  })
})

describe('applyOperations', () => {
  const doc = { list: [1, 2], object: { a: 1 } }
  test.each<[string, Operation, string]>([
    ['a missing member', { op: 'remove', path: '/nothing' }, 'patch.path_missing'],
    ['an inherited member', { op: 'test', path: '/object/constructor', value: 1 }, 'patch.path_missing'],
    ['an index beyond the end', { op: 'replace', path: '/list/2', value: 0 }, 'patch.path_missing'],
    ['an index that is none', { op: 'add', path: '/list/01', value: 0 }, 'patch.index_invalid'],
    ['the place behind the end, to remove', { op: 'remove', path: '/list/-' }, 'patch.index_invalid'],
    ['no pointer', { op: 'remove', path: 'list' }, 'patch.path_invalid'],
    ['an escape that is none', { op: 'remove', path: '/a~2' }, 'patch.path_invalid'],
    ['the whole document', { op: 'remove', path: '' }, 'patch.root'],
    ['a move into itself', { op: 'move', from: '/object', path: '/object/a' }, 'patch.move_into_self'],
    ['another value', { op: 'test', path: '/list/0', value: 2 }, 'patch.test_failed'],
    ['a member of a number', { op: 'add', path: '/list/0/x', value: 2 }, 'patch.path_missing'],
  ])('[E7] refuses %s', (_name, operation, code) => {
    expect(applyOperations(doc, [{ op: 'test', path: '/list/0', value: 1 }, operation])).toMatchObject({ kind: 'failed', index: 1, code })
  })

  test('[E7] carries out all six operations', () => {
    const operations: Operation[] = [
      { op: 'add', path: '/list/-', value: 3 },
      { op: 'add', path: '/list/0', value: 0 },
      { op: 'move', from: '/list/3', path: '/last' },
      { op: 'copy', from: '/object', path: '/twin' },
      { op: 'replace', path: '/object/a', value: 2 },
      { op: 'remove', path: '/list/0' },
      { op: 'test', path: '/twin', value: { a: 1 } },
    ]
    expect(applyOperations(doc, operations)).toEqual({ kind: 'ok', document: { list: [1, 2], object: { a: 2 }, last: 3, twin: { a: 1 } } })
  })

  test('[E7] a member called __proto__ is data', () => {
    const result = applyOperations({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }])
    expect(JSON.stringify(result)).toBe('{"kind":"ok","document":{"__proto__":{"polluted":true}}}')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
