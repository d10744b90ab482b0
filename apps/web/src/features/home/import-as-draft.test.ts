import { applyOperations } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { expect, it } from 'vitest'
import { draftOperations } from './import-as-draft.ts'

it('makes an empty workflow everything a file holds, but for its name', () => {
  const workflow: Workflow = {
    schemaVersion: 1,
    name: 'Of a file',
    description: 'What it is for',
    nodes: [{ id: 'a', type: 'http', position: { x: 0, y: 0 }, config: {} }],
    edges: [],
    inputs: { type: 'object' },
    settings: { maxConcurrency: 2 },
  }
  const empty = { schemaVersion: 1, name: 'Of a file 2', nodes: [], edges: [] }
  expect(applyOperations(empty, draftOperations(workflow))).toEqual({ kind: 'ok', document: { ...workflow, name: 'Of a file 2' } })
})
