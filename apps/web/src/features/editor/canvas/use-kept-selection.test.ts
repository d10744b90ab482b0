import type { Workflow } from '@aob/schemas'
import { expect, it } from 'vitest'
import { stepOver } from '../draft/step-over.ts'
import { createEditorStore } from '../model/editor-store.ts'
import { leaveSelection, takeUpSelection } from './use-kept-selection.ts'

function open(ids: readonly string[]) {
  const nodes = ids.map((id) => ({ id, type: 'join', position: { x: 0, y: 0 } }))
  const document: Workflow = { schemaVersion: 1, name: 'w', nodes, edges: [] }
  const base = { artifactId: 'v1', versionLabel: 'v1.0', document, patches: [], baseText: JSON.stringify(document) }
  return createEditorStore({ base, document }, stepOver)
}

it('a workflow is found with the selection it was left with, as far as that is there', () => {
  const before = open(['a', 'b', 'c'])
  before.select({ nodes: ['a', 'b'], edges: [] })
  leaveSelection('orders', before)
  const after = open(['b', 'c'])
  takeUpSelection('orders', after)
  expect(after.getState().selection).toEqual({ nodes: ['b'], edges: [] })
  const another = open(['a', 'b'])
  takeUpSelection('leads', another)
  expect(another.getState().selection.nodes).toEqual([])
})

it('what somebody has selected by now stays', () => {
  const before = open(['a', 'b'])
  before.select({ nodes: ['a'], edges: [] })
  leaveSelection('orders', before)
  const after = open(['a', 'b'])
  after.select({ nodes: ['b'], edges: [] })
  takeUpSelection('orders', after)
  expect(after.getState().selection.nodes).toEqual(['b'])
})
