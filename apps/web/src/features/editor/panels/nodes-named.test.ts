import type { WorkflowNode } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { MOST_NAMED, nodesNamed } from './nodes-named.ts'

const node = (id: string, name?: string, type = 'function'): WorkflowNode => ({ id, type, config: {}, position: { x: 0, y: 0 }, ...(name ? { name } : {}) })

describe('nodes by name', () => {
  const nodes = [node('a', 'Notify sales'), node('b', 'Sales report'), node('c', undefined, 'http'), node('sales2')]

  it('are those that begin with it, then those that hold it, by title, id or kind', () => {
    expect(nodesNamed({ nodes }, 'SALES ').map(({ id }) => id)).toEqual(['b', 'sales2', 'a'])
    expect(nodesNamed({ nodes }, 'http').map(({ id }) => id)).toEqual(['c'])
    expect(nodesNamed({ nodes }, 'nothing')).toEqual([])
  })

  it('are few, of ten thousand as well: each was a command of its own, made anew with every edit', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => node(`n${index}`, `Step ${index}`))
    expect(nodesNamed({ nodes: many }, '')).toHaveLength(MOST_NAMED)
    expect(nodesNamed({ nodes: many }, 'step 99').map(({ name }) => name)).toContain('Step 99')
    expect(nodesNamed({ nodes: many }, 'step 9')).toHaveLength(MOST_NAMED)
  })
})
