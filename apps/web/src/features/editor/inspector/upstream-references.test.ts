import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { inputReferences, outputFields, upstreamReferences } from './upstream-references.ts'

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
      { id: 'clean-up', title: 'clean-up', expression: 'nodes["clean-up"]' },
      { id: 'fetch', title: 'Fetch', expression: 'nodes.fetch' },
    ])
    expect(upstreamReferences(document, 'fetch')).toEqual([])
  })

  it('names the output a connection leaves from, too, for its condition', () => {
    expect(upstreamReferences(document, 'clean-up', true).map(({ id }) => id)).toEqual(['clean-up', 'fetch'])
  })

  it('names the inputs of the run', () => {
    expect(inputReferences(document)).toEqual([{ id: 'inputs', title: 'Run inputs', expression: 'inputs' }])
    expect(inputReferences({ ...document, inputs: undefined })).toEqual([])
  })

  it('names the fields a type promises', () => {
    expect(outputFields('http')).toEqual(['status', 'headers', 'body'])
    expect(outputFields('function')).toEqual([])
  })
})
