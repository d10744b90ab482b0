import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { possibleConnections } from './possible-connections.ts'

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
})
