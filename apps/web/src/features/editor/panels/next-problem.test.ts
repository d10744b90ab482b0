import type { FieldProblem, Workflow } from '@aob/schemas'
import { expect, test, vi } from 'vitest'
import type { EditorScope } from '../editor-context.ts'
import { createEditorView } from '../model/editor-view.ts'
import { goToNextProblem } from './next-problem.ts'

// What is said has nowhere to be said.
vi.stubGlobal('document', { getElementById: () => null })

const problem = (pointer: string, nodeId: string): FieldProblem => ({
  code: 'node.config_invalid',
  message: `${pointer} is wrong.`,
  pointer,
  severity: 'error',
  nodeId,
})
const document: Workflow = { schemaVersion: 1, name: 'x', nodes: [], edges: [] }

/** The parts of an editor that are gone to. */
function shown(): { editor: EditorScope; revealed: string[] } {
  const revealed: string[] = []
  const view = createEditorView()
  const editor = { view, store: { getState: () => ({ document }) }, reveal: (id: string) => revealed.push(id) } as unknown as EditorScope
  return { editor, revealed }
}

test('goes from problem to problem, around; where one has been mended what took its place is next, not the one behind', () => {
  const { editor, revealed } = shown()
  const [a, b, c] = [problem('/nodes/0/config/url', 'a'), problem('/nodes/1/retry/maxMs', 'b'), problem('/nodes/2/config/x', 'c')]
  let last = goToNextProblem(editor, { problems: [a, b], todo: [c] }, undefined)
  last = goToNextProblem(editor, { problems: [a, b], todo: [c] }, last)
  expect(editor.view.getState().wantedField).toBe('/nodes/1/retry/maxMs')
  last = goToNextProblem(editor, { problems: [a], todo: [c] }, last)
  last = goToNextProblem(editor, { problems: [a], todo: [c] }, last)
  expect(revealed).toEqual(['a', 'b', 'c', 'a'])
  expect(goToNextProblem(editor, { problems: [], todo: [] }, last)).toBeUndefined()
})

test('a type nobody knows leads to what a run does with it', () => {
  const { editor } = shown()
  goToNextProblem(editor, { problems: [{ ...problem('/nodes/3/type', 'd'), code: 'node.unknown_type' }], todo: [] }, undefined)
  expect(editor.view.getState().wantedField).toBe('/nodes/3/unknownPolicy')
})
