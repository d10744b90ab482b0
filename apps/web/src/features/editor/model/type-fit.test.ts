import { NODE_TYPES, type Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { typesByFit } from './type-fit.ts'

const at = { x: 0, y: 0 }
const document: Workflow = {
  schemaVersion: 1,
  name: 'fit',
  nodes: [
    { id: 'fetch', type: 'http', position: at },
    { id: 'again', type: 'http', position: at },
    { id: 'ask', type: 'agent', position: at },
    { id: 'odd', type: 'martian', position: at },
  ],
  edges: [],
}
const first = (nodeId: string, port = 'out', from: Workflow = document) => typesByFit(from, { nodeId, side: 'output', port })[0]?.type

describe('node types for a loose end', () => {
  it('offer for a failure what tells people, for an agent what checks it, before anything the palette begins with', () => {
    expect(first('fetch', 'error')).toBe('notify')
    expect(first('ask')).toBe('hitl')
    expect(first('fetch')).toBe('function')
    expect(typesByFit(document, { nodeId: 'fetch', side: 'input' })[0]?.type).toBe('http')
  })

  it('follow the habits of this workflow', () => {
    const habit = { ...document, edges: ['1', '2', '3'].map((id) => ({ id, from: 'fetch', to: 'ask' })) }
    expect(
      typesByFit(habit, { nodeId: 'again', side: 'output', port: 'out' })
        .slice(0, 3)
        .map(({ type }) => type),
    ).toContain('agent')
    expect(first('again', 'error', habit)).toBe('notify')
  })

  it('leave none out, whatever the end hangs from', () => {
    for (const nodeId of ['fetch', 'odd', 'gone'])
      expect(typesByFit(document, { nodeId, side: 'output', port: 'out' })).toHaveLength(Object.keys(NODE_TYPES).length)
  })
})
