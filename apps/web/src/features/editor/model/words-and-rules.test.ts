import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { copyFragment } from './clipboard-envelope.ts'
import { connectionRefusal, refusalsFrom } from './connection-rules.ts'
import { freeId } from './fresh-id.ts'
import { entriesSince, rationaleOf } from './rationale.ts'
import { readFragment } from './read-fragment.ts'

const node = (id: string, name?: string) => ({ id, type: 'function', position: { x: 0, y: 0 }, config: { code: 'return 1' }, ...(name ? { name } : {}) })
const chain: Workflow = {
  schemaVersion: 1,
  name: 'chain',
  nodes: [node('a', 'First'), node('b'), node('c', 'Last'), node('d')],
  edges: [
    { id: 'ab', from: 'a', to: 'b' },
    { id: 'bc', from: 'b', to: 'c' },
  ],
}

describe('what may be connected', () => {
  it('names the beginning and the end of a long way round, not thousands of steps', () => {
    const nodes = Array.from({ length: 2000 }, (_, index) => ({ id: `n${index}`, type: 'join', position: { x: 0, y: 0 } }))
    const edges = nodes.slice(1).map(({ id }, index) => ({ id: `e${index}`, from: `n${index}`, to: id }))
    expect(connectionRefusal({ schemaVersion: 1, name: 'x', nodes, edges }, { from: 'n1999', fromPort: 'out', to: 'n0' })).toBe(
      'This would close a circle: n0 → n1 → n2 → n3 → … 1,994 steps … → n1998 → n1999 → n0.',
    )
  })

  it('refuses a circle and shows its path by the names on the cards', () => {
    expect(connectionRefusal(chain, { from: 'c', fromPort: 'out', to: 'a' })).toBe('This would close a circle: First → b → Last → First.')
  })

  it('refuses a node to itself and the same connection twice, and allows another port', () => {
    expect(connectionRefusal(chain, { from: 'a', fromPort: 'out', to: 'a' })).toBe('A node cannot lead to itself.')
    expect(connectionRefusal(chain, { from: 'a', fromPort: 'out', to: 'b' })).toBe('These two are already connected.')
    expect(connectionRefusal(chain, { from: 'a', fromPort: 'error', to: 'b' })).toBeUndefined()
    expect(connectionRefusal(chain, { from: 'c', fromPort: 'out', to: 'd' })).toBeUndefined()
  })

  it('dims for a loose end exactly what would be refused', () => {
    expect([...refusalsFrom(chain, { nodeId: 'b', side: 'output', port: 'out' }).keys()].sort()).toEqual(['a', 'b', 'c'])
    expect([...refusalsFrom(chain, { nodeId: 'b', side: 'input' }).keys()].sort()).toEqual(['b', 'c'])
  })
})

describe('the clipboard', () => {
  it('reads back what it wrote, and nothing else', () => {
    const fragment = copyFragment(chain, ['a', 'b'])
    expect(fragment.edges).toEqual([{ id: 'ab', from: 'a', to: 'b' }])
    expect(readFragment(JSON.stringify(fragment))).toEqual({ kind: 'ok', fragment })
  })

  const [node] = chain.nodes
  it.each([
    ['a whole workflow', chain, 'a b c d'],
    ['an export that wraps it', { workflow: chain }, 'a b c d'],
    ['a list of nodes', chain.nodes, 'a b c d'],
    ['one node', node, 'a'],
  ])('takes what people copy out of JSON: %s', (_, value, ids) => {
    const read = readFragment(JSON.stringify(value))
    expect(read.kind === 'ok' ? read.fragment.nodes.map(({ id }) => id).join(' ') : read.kind).toBe(ids)
  })

  it.each([
    ['plain words', 'plain words', 'holds no nodes'],
    ['nothing', 'null', 'holds no nodes'],
    ['JSON that was cut off', '{"nodes": [{"id"', 'broken JSON'],
    ['JSON of something else', '{"price": 3}', 'a list named “nodes”'],
    ['a fragment of a newer page', JSON.stringify({ kind: 'aob/workflow-fragment', version: 2, nodes: [], edges: [] }), 'reload this one'],
    ['an empty workflow of n8n', JSON.stringify({ nodes: [], connections: {} }), 'holds no nodes'],
    ['a note that is none', JSON.stringify({ nodes: [node], edges: [], notes: [{ id: 'n', text: 3 }] }), 'A group or note is none: notes.0'],
    ['groups that are no list', JSON.stringify({ nodes: [node], edges: [], groups: 'all' }), 'A group or note is none: groups '],
    ['a node that lacks something', JSON.stringify([{ id: 'x', type: 'join' }]), 'Node 1 is none: it '],
    ['two nodes of one name', JSON.stringify([node, node]), 'Two nodes are called “a”'],
  ])('says why there is nothing to paste: %s', (_, text, words) => {
    const read = readFragment(text)
    expect(read.kind === 'refused' ? read.reason : 'taken').toContain(words)
  })
})

describe('small words', () => {
  it('finds free ids that fit the pattern and the length', () => {
    expect(freeId('http', new Set())).toBe('http')
    expect(freeId('http', new Set(['http', 'http_2']))).toBe('http_3')
    expect(freeId('http_2', new Set(['http_2']))).toBe('http_3')
    expect(freeId('a b/c', new Set())).toBe('a_b_c')
    expect(freeId('x'.repeat(200), new Set(['x'.repeat(57)])).length).toBeLessThanOrEqual(64)
  })

  it('tells what was done since the last save', () => {
    const entries = ['add HTTP request', 'move node', 'move node'].map((label, index) => ({
      label,
      before: { ...chain, description: String(index) },
      after: chain,
      held: 0,
    }))
    expect(rationaleOf(entries)).toBe('Add HTTP request, move node (2×)')
    expect(rationaleOf([])).toBe('Edited')
    expect(entriesSince(entries, entries[0])).toHaveLength(2)
    expect(entriesSince(entries, undefined)).toHaveLength(3)
  })
})
