import type { WorkflowNode } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { pathOf, titleWithin } from '../bodies/every-step.ts'
import { MOST_NAMED, nodesNamed } from './nodes-named.ts'

const node = (id: string, name?: string, type = 'function'): WorkflowNode => ({ id, type, config: {}, position: { x: 0, y: 0 }, ...(name ? { name } : {}) })

describe('nodes by name', () => {
  const nodes = [node('a', 'Notify sales'), node('b', 'Sales report'), node('c', undefined, 'http'), node('sales2')]

  it('are those that begin with it, then those that hold it, by title, id or kind', () => {
    expect(nodesNamed({ nodes }, 'SALES ').map(({ node: { id } }) => id)).toEqual(['b', 'sales2', 'a'])
    expect(nodesNamed({ nodes }, 'http').map(({ node: { id } }) => id)).toEqual(['c'])
    expect(nodesNamed({ nodes }, 'nothing')).toEqual([])
  })

  it('are those in bodies, too, with the way to them', () => {
    const box: WorkflowNode = { ...node('box', 'Box', 'composite'), config: { body: { nodes: [node('deep', 'Deep sales')], edges: [] } } }
    const each: WorkflowNode = { ...node('each', 'Each order', 'map'), config: { items: '[1]', body: { nodes: [node('fetch', 'Fetch'), box], edges: [] } } }
    const [deep] = nodesNamed({ nodes: [each] }, 'deep')
    expect(deep && [titleWithin(deep), pathOf(deep)]).toEqual(['Each order › Box › Deep sales', ['each', 'box']])
  })

  it('are few, of ten thousand as well: each was a command of its own, made anew with every edit', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => node(`n${index}`, `Step ${index}`))
    expect(nodesNamed({ nodes: many }, '')).toHaveLength(MOST_NAMED)
    expect(nodesNamed({ nodes: many }, 'step 99').map(({ node: { name } }) => name)).toContain('Step 99')
    expect(nodesNamed({ nodes: many }, 'step 9')).toHaveLength(MOST_NAMED)
  })
})
