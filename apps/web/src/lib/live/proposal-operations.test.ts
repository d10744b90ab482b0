import { anchor } from '@aob/ir/document'
import type { Operation, Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { proposalOperations } from './proposal-operations.ts'

const base: Workflow = {
  schemaVersion: 1,
  name: 'w',
  nodes: ['a', 'b'].map((id) => ({ id, type: 'http', config: { url: id }, position: { x: 0, y: 0 } })),
  edges: [],
}
const operations: Operation[] = [{ op: 'replace', path: '/nodes/1/config/url', value: 'new' }]
const patch = { baseVersion: 'v1', operations, anchored: anchor(base, operations) }

describe('operations of a proposal on the graph as it is now', () => {
  it('are its own while the graph has not moved', () => {
    expect(proposalOperations(patch, 'v1', base)).toEqual({ kind: 'ok', operations, rebased: false })
  })

  it('are carried over by id when positions have shifted', () => {
    const [a, b] = base.nodes
    const moved: Workflow = { ...base, nodes: b && a ? [b, a] : [] }
    const reading = proposalOperations(patch, 'v2', moved)
    expect(reading).toMatchObject({ kind: 'ok', rebased: true, operations: [{ op: 'replace', path: '/nodes/0/config/url', value: 'new' }] })
  })

  it('are refused in words when both sides changed the same value', () => {
    const other: Workflow = { ...base, nodes: base.nodes.map((node) => (node.id === 'b' ? { ...node, config: { url: 'theirs' } } : node)) }
    expect(proposalOperations(patch, 'v2', other)).toMatchObject({ kind: 'conflict', message: expect.stringContaining('has changed since this was proposed') })
  })
})
