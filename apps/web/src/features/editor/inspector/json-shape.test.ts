import { expect, test } from 'vitest'
import { shapeFault } from './json-shape.ts'

const node = (id: string) => ({ id, type: 'join', position: { x: 0, y: 0 } })
const edge = (id: string, from: string, to: string) => ({ id, from, to })
const fault = (nodes: object[], edges: object[] = []) => shapeFault({ kind: 'workflow' }, { schemaVersion: 1, name: 'x', nodes, edges })

test('a workflow that hangs together may enter the document, whatever else is wrong with it', () => {
  expect(fault([node('a'), node('b')], [edge('ab', 'a', 'b'), edge('ba', 'b', 'a')])).toBeUndefined()
})

// The server refuses such drafts: they must not leave the text.
test.each([
  ['a connection to nowhere', [node('a')], [edge('az', 'a', 'z')], 'There is no node “z”, which the connection “az” names.'],
  ['a connection from nowhere', [node('a')], [edge('za', 'z', 'a')], 'There is no node “z”, which the connection “za” names.'],
  ['two nodes of one id', [node('a'), node('a')], [], 'No two nodes go by “a”.'],
  ['an id every object has', [node('constructor')], [], 'No node may go by “constructor”.'],
  ['two connections of one id', [node('a'), node('b')], [edge('x', 'a', 'b'), edge('x', 'b', 'a')], 'No two connections go by “x”.'],
])('%s stays text', (_what, nodes, edges, sentence) => {
  expect(fault(nodes, edges)).toBe(sentence)
})
