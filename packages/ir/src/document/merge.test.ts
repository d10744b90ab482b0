import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { anchor, type MergeConflict, mergeWorkflows, operationsBetween, rebaseOperations } from './index.ts'

const node = (id: string, change: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id,
  type: 'function',
  config: { code: 'return 1' },
  position: { x: 0, y: 0 },
  ...change,
})
const edge = (from: string, to: string, change: Partial<WorkflowEdge> = {}): WorkflowEdge => ({ id: `${from}-${to}`, from, to, ...change })

const BASE: Workflow = {
  schemaVersion: 1,
  name: 'fetch and save',
  nodes: [node('fetch', { type: 'http', config: { url: 'https://example.com', headers: { a: '1' } } }), node('process'), node('save')],
  edges: [edge('fetch', 'process'), edge('process', 'save')],
  notes: [{ id: 'n', text: 'hello', position: { x: 0, y: 0 } }],
}

const changed = (id: string, change: Partial<WorkflowNode>): Workflow => ({
  ...BASE,
  nodes: BASE.nodes.map((old) => (old.id === id ? { ...old, ...change } : old)),
})
const without = (id: string): Workflow => ({
  ...BASE,
  nodes: BASE.nodes.filter((old) => old.id !== id),
  edges: BASE.edges.filter(({ from, to }) => from !== id && to !== id),
})
const spliced = (id: string): Workflow => ({
  ...BASE,
  nodes: [...BASE.nodes, node(id)],
  edges: [edge('process', 'save'), edge('fetch', id), edge(id, 'process')],
})
const withEdge = (...edges: WorkflowEdge[]): Workflow => ({ ...BASE, edges: [...BASE.edges, ...edges] })

function conflicts(left: Workflow, right: Workflow): MergeConflict[] {
  const result = mergeWorkflows(BASE, left, right)
  return result.kind === 'conflict' ? result.conflicts : []
}

function merged(left: Workflow, right: Workflow): Workflow {
  const result = mergeWorkflows(BASE, left, right)
  if (result.kind === 'conflict') throw new Error(JSON.stringify(result.conflicts))
  return result.document
}

describe('[M2] what goes together', () => {
  test('two fields of one config, as deep as both are objects', () => {
    const left = changed('fetch', { config: { url: 'https://example.com/v2', headers: { a: '1' } } })
    const right = changed('fetch', { config: { url: 'https://example.com', headers: { a: '1', b: '2' } } })
    expect(merged(left, right).nodes[0]?.config).toEqual({ url: 'https://example.com/v2', headers: { a: '1', b: '2' } })
  })

  test('the same change twice, a node removed twice, and positions', () => {
    expect(merged(changed('save', { name: 'Store' }), changed('save', { name: 'Store' })).nodes[2]?.name).toBe('Store')
    expect(merged(without('save'), without('save')).nodes).toHaveLength(2)
    expect(merged(changed('save', { position: { x: 1, y: 0 } }), changed('save', { position: { x: 2, y: 0 } })).nodes[2]?.position).toEqual({ x: 2, y: 0 })
    expect(merged(without('save'), changed('save', { position: { x: 2, y: 0 } })).nodes).toHaveLength(2)
  })

  test('[E12] notes and groups of two people', () => {
    const left = { ...BASE, notes: [...(BASE.notes ?? []), { id: 'l', text: 'mine', position: { x: 1, y: 1 } }] }
    const right = { ...BASE, notes: [{ id: 'n', text: 'hello you', position: { x: 0, y: 0 } }], groups: [{ id: 'g', nodes: ['fetch'] }] }
    const result = merged(left, right)
    expect(result.notes?.map(({ text }) => text)).toEqual(['hello you', 'mine'])
    expect(result.groups).toEqual([{ id: 'g', nodes: ['fetch'] }])
  })

  test('two nodes on two connections', () => {
    const right = { ...BASE, nodes: [...BASE.nodes, node('log')], edges: [edge('fetch', 'process'), edge('process', 'log'), edge('log', 'save')] }
    expect(
      merged(spliced('check'), right)
        .edges.map(({ id }) => id)
        .sort(),
    ).toEqual(['check-process', 'fetch-check', 'log-save', 'process-log'])
  })

  test('a member called __proto__ is data', () => {
    const hostile = JSON.parse('{"url":"https://example.com","headers":{"a":"1","__proto__":{"polluted":true}}}')
    const result = merged(changed('fetch', { config: hostile }), changed('fetch', { name: 'F' }))
    expect(JSON.stringify(result.nodes[0]?.config)).toContain('"__proto__":{"polluted":true}')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('[M4] what does not go together is typed, minimal and shows both sides', () => {
  test('value_changed names the field alone', () => {
    const left = changed('fetch', { config: { url: 'https://a.example', headers: { a: '1' } }, name: 'A' })
    const right = changed('fetch', { config: { url: 'https://b.example', headers: { a: '1' } } })
    expect(conflicts(left, right)).toEqual([
      {
        reason: 'value_changed',
        target: { kind: 'node', path: ['fetch'] },
        pointer: '/config/url',
        base: 'https://example.com',
        left: 'https://a.example',
        right: 'https://b.example',
        message: 'Both sides changed /config/url of the node fetch.',
      },
    ])
  })

  test.each<[string, Workflow, Workflow, object]>([
    ['removed_and_changed', without('save'), changed('save', { name: 'Store' }), { target: { kind: 'node', path: ['save'] }, right: { id: 'save' } }],
    [
      'added_twice',
      { ...BASE, nodes: [...BASE.nodes, node('x')] },
      { ...BASE, nodes: [...BASE.nodes, node('x', { type: 'http', config: {} })] },
      { pointer: '' },
    ],
    ['value_changed', changed('save', { type: 'agent' }), changed('save', { config: { code: 'return 2' } }), { left: 'agent' }],
    ['edge_dangles', without('save'), withEdge(edge('fetch', 'save')), { target: { kind: 'edge', path: ['fetch-save'] }, right: { id: 'fetch-save' } }],
    ['flow_changed', spliced('check'), spliced('log'), { left: [{ to: 'process' }, { to: 'check' }], right: [{ to: 'log' }, { to: 'process' }] }],
    [
      'reference_lost',
      without('fetch'),
      changed('save', { config: { code: 'return input', input: '{{ nodes.fetch.body }}' } }),
      { target: { kind: 'node', path: ['save'] }, pointer: '/config/input', right: '{{ nodes.fetch.body }}' },
    ],
  ])('%s', (reason, left, right, shown) => {
    const [conflict, ...others] = conflicts(left, right)
    expect(conflict).toMatchObject({ reason, ...shown })
    expect(others.filter(({ pointer }) => pointer !== '/config')).toEqual([])
    expect(conflicts(right, left).map((other) => other.reason)).toContain(reason)
  })

  test('cycle: each side is acyclic alone', () => {
    const base = { ...BASE, edges: [] }
    const result = mergeWorkflows(base, { ...base, edges: [edge('fetch', 'save')] }, { ...base, edges: [edge('save', 'fetch')] })
    expect(result).toMatchObject({ kind: 'conflict', conflicts: [{ reason: 'cycle', left: [{ id: 'fetch-save' }], right: [{ id: 'save-fetch' }] }] })
  })
})

test('[E4] [E12] notes of two people go together when a patch is carried over, and one note changed twice is a conflict', () => {
  const [note] = BASE.notes ?? []
  if (!note) throw new Error('the base has a note')
  const target = { kind: 'root' as const, path: [] }
  const mine = (text: string) => [{ target, pointer: '/notes', op: 'replace' as const, before: [note], value: [{ ...note, text }] }]
  const other = { id: 'other', text: 'x', position: { x: 9, y: 9 } }
  const carried = rebaseOperations(mine('bye'), { ...BASE, notes: [note, other] })
  expect(carried).toEqual({ kind: 'ok', operations: [{ op: 'replace', path: '/notes', value: [{ ...note, text: 'bye' }, other] }] })
  expect(rebaseOperations(mine('bye'), { ...BASE, notes: [{ ...note, text: 'hi' }] })).toMatchObject({
    kind: 'conflict',
    conflicts: [{ reason: 'value_changed' }],
  })
})

test('[E12] a move of a node that is gone is passed over, and what else the patch says is carried', () => {
  const mine = { ...changed('fetch', { position: { x: 9, y: 9 } }), name: 'mine' }
  const changes = anchor(BASE, operationsBetween(BASE, mine))
  expect(rebaseOperations(changes, without('fetch'))).toEqual({ kind: 'ok', operations: [{ op: 'replace', path: '/name', value: 'mine' }] })
})
