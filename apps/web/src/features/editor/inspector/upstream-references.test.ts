import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { inputReferences, upstreamReferences } from './upstream-references.ts'

describe('what a node can refer to', () => {
  const document: Workflow = {
    schemaVersion: 1,
    name: 'x',
    inputs: { type: 'object', properties: { orderId: { type: 'string' }, 'ship-to': { type: 'string' } } },
    nodes: [
      { id: 'fetch', name: 'Fetch', type: 'http', position: { x: 0, y: 0 } },
      { id: 'clean-up', type: 'function', position: { x: 0, y: 0 } },
      { id: 'ask', type: 'agent', position: { x: 0, y: 0 } },
      { id: 'elsewhere', type: 'http', position: { x: 0, y: 0 } },
    ],
    edges: [
      { id: '1', from: 'fetch', to: 'clean-up' },
      { id: '2', from: 'clean-up', to: 'ask' },
    ],
  }
  it('names the outputs of the nodes before it and of no other, the nearest first', () => {
    expect(upstreamReferences(document, 'ask')).toEqual([
      { id: 'clean-up', title: 'clean-up', expressions: ['nodes["clean-up"]'] },
      { id: 'fetch', title: 'Fetch', expressions: ['nodes.fetch.status', 'nodes.fetch.headers', 'nodes.fetch.body'] },
    ])
    expect(upstreamReferences(document, 'fetch')).toEqual([])
  })

  it('names the inputs of the run', () => {
    expect(inputReferences(document)).toEqual([{ id: 'inputs', title: '', expressions: ['inputs.orderId', 'inputs["ship-to"]'] }])
    expect(inputReferences({ ...document, inputs: undefined })).toEqual([])
  })
})
