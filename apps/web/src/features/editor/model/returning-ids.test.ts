import type { AnchoredChange, ChainPatch, Operation, Workflow, WorkflowNode } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { settleReturning } from './returning-ids.ts'
import { usedIds } from './used-ids.ts'

const node = (id: string, config: Record<string, unknown> = {}): WorkflowNode => ({ id, type: 'function', config, position: { x: 0, y: 0 } })
const NONE: ReadonlySet<string> = new Set()

function removed(kind: 'node' | 'edge', id: string, before: object, patchId = 'p1') {
  const changes: AnchoredChange[] = [{ target: { kind, path: [id] }, pointer: '', op: 'remove', before }]
  return { kind, id, patchId, changes }
}

describe('[D-26] an id that comes back', () => {
  const document: Workflow = {
    schemaVersion: 1,
    name: 'Orders',
    nodes: [node('fetch', { code: 'return 1' }), node('tell', { code: 'return nodes.fetch' })],
    edges: [{ id: 'fetch-tell', from: 'fetch', to: 'tell' }],
  }

  it('is that thing again when it is what was removed, wherever it stands now', () => {
    const old = { ...node('fetch', { code: 'return 1' }), position: { x: 99, y: 0 } }
    const settled = settleReturning(
      document,
      [removed('node', 'fetch', old), removed('edge', 'fetch-tell', { id: 'fetch-tell', from: 'fetch', to: 'tell' })],
      NONE,
    )
    expect([settled.restores, [...settled.renamed], settled.document]).toEqual([['p1'], [], document])
  })

  it('is given up by a step that only happens to have it; connections and expressions follow, and nothing is restored', () => {
    const returning = [removed('node', 'fetch', node('fetch', { code: 'return 2' })), removed('edge', 'fetch-tell', { from: 'fetch', to: 'tell' }, 'p2')]
    const settled = settleReturning(document, returning, new Set(['fetch_2']))
    expect([settled.restores, [...settled.renamed]]).toEqual([[], [['fetch', 'fetch_3']]])
    expect(settled.document.nodes.map(({ id, config }) => [id, config])).toEqual([
      ['fetch_3', { code: 'return 1' }],
      ['tell', { code: 'return nodes.fetch_3' }],
    ])
    expect(settled.document.edges).toEqual([{ id: 'fetch_3-tell', from: 'fetch_3', to: 'tell' }])
  })

  it('in the body of a step is looked for there, and what the step gives follows', () => {
    const body = { nodes: [node('fetch', { code: 'return 1' }), node('same', { code: 'return nodes.fetch' })], edges: [] }
    const each = { ...node('each', { items: 'nodes.fetch', body, output: '{{ nodes.fetch }}' }), type: 'map' }
    const looped: Workflow = { ...document, nodes: [...document.nodes, each] }
    const gone = (id: string, before: object) => ({
      ...removed('node', id, before),
      changes: [{ target: { kind: 'node' as const, path: ['each', id] }, pointer: '', op: 'remove' as const, before }],
      id: `each/${id}`,
    })
    const settled = settleReturning(
      looped,
      [gone('fetch', node('fetch', { code: 'return 2' })), gone('same', node('same', { code: 'return nodes.fetch' }))],
      NONE,
    )
    expect([settled.restores, [...settled.renamed]]).toEqual([['p1'], [['fetch', 'fetch_2']]])
    expect(settled.document.nodes.slice(0, 2)).toEqual(document.nodes)
    expect(settled.document.nodes[2]?.config).toEqual({
      items: 'nodes.fetch',
      body: { nodes: [node('fetch_2', { code: 'return 1' }), node('same', { code: 'return nodes.fetch_2' })], edges: [] },
      output: '{{ nodes.fetch_2 }}',
    })
  })

  it('is not given to what is new: versions before and the published one had it', () => {
    const operations: Operation[] = [
      { op: 'add', path: '/nodes/-', value: node('later') },
      { op: 'add', path: '/edges/-', value: { id: 'a-b', from: 'a', to: 'b' } },
      { op: 'remove', path: '/nodes/0' },
    ]
    const patch: ChainPatch = { seq: 1, patchId: 'p', operations, actor: { kind: 'human', id: 'you' }, createdAt: '2026-01-01T00:00:00Z' }
    const base = {
      artifactId: 'v',
      versionLabel: 'v1.1',
      document,
      patches: [patch],
      baseText: JSON.stringify({ ...document, nodes: [node('first')], edges: [] }),
    }
    expect([...usedIds(base)].sort()).toEqual(['fetch', 'first', 'later', 'tell'])
  })
})
