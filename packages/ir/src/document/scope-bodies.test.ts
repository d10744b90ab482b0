import type { AnchoredChange, Operation, Workflow, WorkflowBody } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { canonicalText } from '../testing/merge-triple.ts'
import {
  anchor,
  applyOperations,
  changesOfHunks,
  exactOperationsBetween,
  hunkClosure,
  hunksOf,
  mergeWorkflows,
  operationProblems,
  rebaseOperations,
  revertOperations,
} from './index.ts'

const position = { x: 0, y: 0 }
const step = (id: string, code = 'return 1') => ({ id, type: 'function', config: { code }, position })
const edge = (from: string, to: string) => ({ id: `${from}-${to}`, from, to })

/** A map over two steps in the body of a composite, beside a step of its own. */
function nested(inner: WorkflowBody = { nodes: [step('fetch'), step('keep')], edges: [edge('fetch', 'keep')] }): Workflow {
  const map = { id: 'map', type: 'map', config: { items: 'inputs.list', body: inner }, position }
  const outer = { id: 'outer', type: 'composite', config: { body: { nodes: [step('before'), map], edges: [edge('before', 'map')] } }, position }
  return { schemaVersion: 1, name: 'nested', nodes: [step('first'), outer], edges: [edge('first', 'outer')] }
}

const INNER = '/nodes/1/config/body/nodes/1/config/body'
const applied = (doc: Workflow, operations: readonly Operation[]): Workflow => {
  const result = applyOperations(doc, operations)
  if (result.kind === 'failed') throw new Error(result.message)
  return result.document as Workflow
}
const places = (changes: readonly AnchoredChange[]) =>
  changes.map(({ op, target, pointer }) => `${op} ${target.kind} ${target.path.join('/')} ${pointer}`.trim())

const recode: Operation[] = [{ op: 'replace', path: `${INNER}/nodes/0/config/code`, value: 'return 2' }]
const insert: Operation[] = [
  { op: 'add', path: `${INNER}/nodes/-`, value: step('check') },
  { op: 'replace', path: `${INNER}/edges/0/to`, value: 'check' },
  { op: 'add', path: `${INNER}/edges/-`, value: edge('check', 'keep') },
]

describe('patches inside bodies (D-28)', () => {
  it('[E3] are anchored by the path of ids, no larger than what they change', () => {
    expect(places(anchor(nested(), recode))).toEqual(['replace node outer/map/fetch /config/code'])
    expect(places(anchor(nested(), insert))).toEqual(['replace edge outer/map/fetch-keep /to', 'add node outer/map/check', 'add edge outer/map/check-keep'])
    const remove: Operation[] = [
      { op: 'remove', path: `${INNER}/edges/0` },
      { op: 'remove', path: `${INNER}/nodes/1` },
    ]
    expect(places(anchor(nested(), remove))).toEqual(['remove edge outer/map/fetch-keep', 'remove node outer/map/keep'])
    const around: Operation[] = [{ op: 'replace', path: '/nodes/1/config/body/nodes/1/config/items', value: 'inputs.other' }]
    expect(places(anchor(nested(), [...around, ...recode]))).toEqual(['replace node outer/map /config/items', 'replace node outer/map/fetch /config/code'])
  })

  it('[E3] a whole body replaced, moved or copied comes out as what it does to the elements', () => {
    const body = { nodes: [step('keep'), step('fetch', 'return 2')], edges: [] }
    expect(places(anchor(nested(), [{ op: 'replace', path: INNER, value: body }]))).toEqual([
      'remove edge outer/map/fetch-keep',
      'replace node outer/map/fetch /config/code',
    ])
    expect(places(anchor(nested(), [{ op: 'move', from: `${INNER}/nodes/1`, path: `${INNER}/nodes/0` }]))).toEqual([
      'reorder node outer/map/keep',
      'reorder node outer/map/fetch',
    ])
  })

  it('[E3] a scope that becomes another kind of scope, or none, changes as a whole', () => {
    const retyped = applied(nested(), [{ op: 'replace', path: '/nodes/1/config/body/nodes/1/type', value: 'composite' }, ...recode])
    expect(places(anchor(nested(), exactOperationsBetween(nested(), retyped)))).toEqual([
      'replace node outer/map /type',
      'replace node outer/map /config/body/nodes',
    ])
  })

  it('[E4] follow a body that changed elsewhere, by id', () => {
    const onto = applied(nested(), [
      { op: 'add', path: `${INNER}/nodes/0`, value: step('new') },
      { op: 'add', path: '/nodes/0', value: step('zero') },
    ])
    const rebased = rebaseOperations(anchor(nested(), [...recode, ...insert]), onto)
    expect(rebased.kind === 'ok' && rebased.operations).toEqual([
      { op: 'replace', path: '/nodes/2/config/body/nodes/1/config/body/nodes/1/config/code', value: 'return 2' },
      { op: 'replace', path: '/nodes/2/config/body/nodes/1/config/body/edges/0/to', value: 'check' },
      { op: 'add', path: '/nodes/2/config/body/nodes/1/config/body/nodes/-', value: step('check') },
      { op: 'add', path: '/nodes/2/config/body/nodes/1/config/body/edges/-', value: edge('check', 'keep') },
    ])
  })

  it.each<[string, string, Operation[], Operation[]]>([
    ['a field both changed', 'value_changed outer/map/fetch', recode, [{ op: 'replace', path: `${INNER}/nodes/0/config/code`, value: 'return 3' }]],
    [
      'a step that is gone',
      'target_missing outer/map/fetch',
      recode,
      [
        { op: 'remove', path: `${INNER}/edges/0` },
        { op: 'remove', path: `${INNER}/nodes/0` },
      ],
    ],
    [
      'a scope that is gone',
      'target_missing outer/map/fetch',
      recode,
      [
        { op: 'remove', path: '/edges/0' },
        { op: 'remove', path: '/nodes/1' },
      ],
    ],
    [
      'a scope changed inside meanwhile',
      'value_changed outer',
      [
        { op: 'remove', path: '/edges/0' },
        { op: 'remove', path: '/nodes/1' },
      ],
      recode,
    ],
    [
      'an edge whose end is gone',
      'edge_dangles outer/map/check-keep',
      insert,
      [
        { op: 'remove', path: `${INNER}/nodes/1` },
        { op: 'replace', path: `${INNER}/edges/0/to`, value: 'fetch' },
      ],
    ],
    ['another step of that id', 'target_exists outer/map/check', insert, [{ op: 'add', path: `${INNER}/nodes/-`, value: step('check', 'other') }]],
  ])('[E4] conflict about %s, at its place', (_, expected, patch, meanwhile) => {
    const rebased = rebaseOperations(anchor(nested(), patch), applied(nested(), meanwhile))
    const conflicts = rebased.kind === 'conflict' ? rebased.conflicts.map(({ reason, change }) => `${reason} ${change.target.path.join('/')}`) : []
    expect(conflicts).toContain(expected)
  })

  it('[E6] edit no id there either', () => {
    const edits: Operation[] = [
      { op: 'replace', path: `${INNER}/nodes/0/id`, value: 'x' },
      { op: 'remove', path: `${INNER}/edges/0/id` },
      { op: 'replace', path: `${INNER}/nodes/0/config/id`, value: 'fine' },
    ]
    expect(operationProblems(edits).map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'patch.id_edit /operations/0/path',
      'patch.id_edit /operations/1/path',
    ])
  })

  it('[E8] keep the order of a body when they are squashed', () => {
    const target = nested({ nodes: [step('keep'), step('check'), step('fetch', 'return 2')], edges: [edge('check', 'keep')] })
    expect(canonicalText(applied(nested(), exactOperationsBetween(nested(), target)))).toBe(canonicalText(target))
  })

  it('[VC-21][E10] are taken out of the middle of a history', () => {
    const middle = anchor(nested(), insert)
    const later = applied(applied(nested(), insert), recode)
    const reverted = revertOperations(middle, later)
    expect(reverted.kind === 'ok' && canonicalText(applied(later, reverted.operations))).toBe(canonicalText(applied(nested(), recode)))
    const built = applied(later, [{ op: 'replace', path: `${INNER}/nodes/2/config/code`, value: 'return 9' }])
    const conflict = revertOperations(middle, built)
    expect(conflict.kind === 'conflict' && conflict.conflicts.map(({ change }) => change.target.path)).toEqual([['outer', 'map', 'check']])
  })

  it('[H2] are accepted in part: an edge inside needs its new end, a change beside needs nothing', () => {
    const hunks = hunksOf(anchor(nested(), [...recode, ...insert]))
    const [code, to, node, joined] = ['outer/map/fetch', 'outer/map/fetch-keep', 'outer/map/check', 'outer/map/check-keep'].map((path) =>
      hunks.findIndex(({ changes }) => changes[0]?.target.path.join('/') === path),
    ) as [number, number, number, number]
    expect(hunkClosure(hunks, [code])).toEqual([code])
    expect(hunkClosure(hunks, [to])).toEqual([to, node].sort())
    expect(hunkClosure(hunks, [joined])).toEqual([node, joined].sort())
    const part = rebaseOperations(changesOfHunks(hunks, hunkClosure(hunks, [to])), nested())
    expect(part.kind === 'ok' && part.operations.map(({ path }) => path)).toEqual([`${INNER}/edges/0/to`, `${INNER}/nodes/-`])
  })

  it('[H2] an edge outside does not need a step of the same id inside', () => {
    const patch: Operation[] = [
      { op: 'add', path: `${INNER}/nodes/-`, value: step('twin') },
      { op: 'add', path: '/nodes/-', value: step('twin') },
      { op: 'add', path: '/edges/-', value: edge('first', 'twin') },
    ]
    const hunks = hunksOf(anchor(nested(), patch))
    const outside = hunks.findIndex(({ changes }) => changes[0]?.target.kind === 'edge')
    expect(hunkClosure(hunks, [outside]).map((index) => hunks[index]?.changes[0]?.target.path.join('/'))).toEqual(
      expect.not.arrayContaining(['outer/map/twin']),
    )
  })
})

describe('merges inside bodies', () => {
  it('[M2] go together where they touch different things', () => {
    const merged = mergeWorkflows(nested(), applied(nested(), recode), applied(nested(), insert))
    expect(merged.kind === 'ok' && canonicalText(merged.document)).toBe(canonicalText(applied(applied(nested(), recode), insert)))
  })

  it('[M4] conflict at the field, with both sides, and at nothing larger', () => {
    const other: Operation[] = [{ op: 'replace', path: `${INNER}/nodes/0/config/code`, value: 'return 3' }]
    const merged = mergeWorkflows(nested(), applied(nested(), [...recode, ...insert]), applied(nested(), other))
    expect(merged).toMatchObject({
      kind: 'conflict',
      conflicts: [
        {
          reason: 'value_changed',
          target: { kind: 'node', path: ['outer', 'map', 'fetch'] },
          pointer: '/config/code',
          base: 'return 1',
          left: 'return 2',
          right: 'return 3',
        },
      ],
    })
    expect(merged.kind === 'conflict' && merged.conflicts).toHaveLength(1)
  })

  it('[M4] notice a cycle that the two make inside', () => {
    const base = nested({ nodes: [step('a'), step('b')], edges: [] })
    const connect = (from: string, to: string) => applied(base, [{ op: 'add', path: `${INNER}/edges/-`, value: edge(from, to) }])
    expect(mergeWorkflows(base, connect('a', 'b'), connect('b', 'a'))).toMatchObject({
      kind: 'conflict',
      conflicts: [{ reason: 'cycle', target: { path: ['outer', 'map', 'a'] } }],
    })
  })

  it('[M4] a scope one side removed and the other changed inside is one conflict about the scope', () => {
    const without = applied(nested(), [
      { op: 'remove', path: '/edges/0' },
      { op: 'remove', path: '/nodes/1' },
    ])
    const merged = mergeWorkflows(nested(), applied(nested(), recode), without)
    expect(merged.kind === 'conflict' && merged.conflicts.map(({ reason, target }) => `${reason} ${target.path.join('/')}`)).toEqual([
      'removed_and_changed outer',
    ])
  })
})
