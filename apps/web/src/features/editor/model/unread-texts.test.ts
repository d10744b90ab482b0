import type { Workflow } from '@aob/schemas'
import { expect, test } from 'vitest'
import { keyOf, type UnreadText, unreadTexts, valueAt } from './unread-texts.ts'

const node = (id: string, config: object) => ({ id, type: 'http', config, position: { x: 0, y: 0 } })
const document: Workflow = {
  schemaVersion: 1,
  name: 'x',
  nodes: [node('a', {}), node('b', { body: { id: 7 } })],
  edges: [{ id: 'ab', from: 'a', to: 'b' }],
}
const body = { nodeId: 'b', path: '/config/body' }
const text: UnreadText = { ...body, kept: { text: '{"id":' }, reason: 'Not JSON yet.', value: valueAt(document, body)?.value }
const texts = unreadTexts(new Map([[keyOf(body), text]]))

test('what stands in a field and in no document is a problem at its place, wherever the step has moved to', () => {
  expect(texts.problemsIn(document)).toEqual([
    { code: 'node.config_invalid', message: 'Not JSON yet.', pointer: '/nodes/1/config/body', severity: 'error', nodeId: 'b' },
  ])
  expect(texts.problemsIn({ ...document, nodes: document.nodes.slice(1) }).map(({ pointer }) => pointer)).toEqual(['/nodes/0/config/body'])
})

test('it is none once the step is gone or its value was changed elsewhere: the field goes by that', () => {
  expect(texts.problemsIn({ ...document, nodes: document.nodes.slice(0, 1) })).toEqual([])
  expect(texts.problemsIn({ ...document, nodes: [node('b', { body: { id: 8 } })] })).toEqual([])
})

test('connections and the workflow itself have places, too', () => {
  expect(valueAt(document, { edgeId: 'ab', path: '/when' })).toEqual({ pointer: '/edges/0/when', value: undefined })
  expect(valueAt(document, { path: '/settings/timeoutMs' })).toEqual({ pointer: '/settings/timeoutMs', value: undefined })
  expect(valueAt(document, { edgeId: 'gone', path: '/when' })).toBeUndefined()
})
