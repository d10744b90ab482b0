import type { Workflow } from '@aob/schemas'
import { expect, test } from 'vitest'
import { nodeAtAddress } from './node-places.ts'

const position = { x: 0, y: 0 }
const loop = {
  id: 'again',
  type: 'loop',
  position,
  config: { until: 'true', body: { nodes: [{ id: 'step', type: 'join', name: 'Step', position }], edges: [] } },
}
const map = { id: 'each', type: 'map', position, config: { items: '[]', body: { nodes: [loop], edges: [] } } }
const document = { schemaVersion: 1, name: 'x', nodes: [map, { id: 'step', type: 'hitl', position }], edges: [] } as Workflow

test.each([
  ['each', 'map'],
  ['each[12]/again', 'loop'],
  ['each[0]/again[3]/step', 'join'],
  ['step', 'hitl'],
])('[D-28] %s is a %s', (address, type) => {
  expect(nodeAtAddress(document, address)?.type).toBe(type)
})

test.each(['nobody', 'each[0]/nobody', 'step[0]/x'])('nothing stands at %s', (address) => {
  expect(nodeAtAddress(document, address)).toBeUndefined()
})
