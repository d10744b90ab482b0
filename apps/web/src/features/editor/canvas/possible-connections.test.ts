import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { MOST_OFFERED, offeredConnections, possibleConnections } from './possible-connections.ts'

describe('connections a node could still make', () => {
  it('offers legal targets by port, the error port last', () => {
    const document: Workflow = {
      schemaVersion: 1,
      name: 'x',
      nodes: [
        { id: 'start', type: 'function', position: { x: 0, y: 0 } },
        { id: 'check', type: 'conditional', position: { x: 0, y: 0 } },
        { id: 'end', name: 'The end', type: 'join', position: { x: 0, y: 0 } },
      ],
      edges: [
        { id: '1', from: 'start', to: 'check' },
        { id: '2', from: 'check', to: 'end', fromPort: 'true' },
      ],
    }
    expect(possibleConnections(document, 'check').map((connection) => connection.label)).toEqual(['false → The end', 'error → The end'])
    expect(possibleConnections(document, 'nowhere')).toEqual([])
  })

  it('offers the nearest first, and of very many those that go by what is typed', () => {
    const nodes = Array.from({ length: 300 }, (_, index) => ({
      id: `n${index}`,
      name: `Step ${index}`,
      type: 'join',
      position: { x: 3000 - index * 10, y: 0 },
    }))
    const document: Workflow = { schemaVersion: 1, name: 'x', nodes: [{ id: 'start', type: 'join', position: { x: 0, y: 0 } }, ...nodes], edges: [] }
    const all = possibleConnections(document, 'start')
    const out = all.filter(({ fromPort }) => fromPort === 'out')
    expect(out.slice(0, 2).map(({ label }) => label)).toEqual(['Step 299', 'Step 298'])
    const first = offeredConnections(out, '')
    expect(first.offers).toEqual(out.slice(0, MOST_OFFERED))
    expect(first.more).toBe(out.length - MOST_OFFERED)
    expect(offeredConnections(out, 'step 17').offers[0]?.label).toBe('Step 17')
    expect(offeredConnections(out, 'nothing of that name')).toEqual({ offers: [], more: 0 })
  })
})
