import { expect, it } from 'vitest'
import { KEY_GROUPS } from '../../../ui/key-list.ts'
import { createEditorStore } from '../model/editor-store.ts'
import { createEditorView } from '../model/editor-view.ts'
import { canvasKeys, everywhereKeys, type KeyDeps } from './editor-keys.ts'

it('the list of keys names every key of the editor, and none that does nothing', () => {
  const document = { schemaVersion: 1 as const, name: 'keys', nodes: [], edges: [] }
  const store = createEditorStore({ base: { artifactId: 'v', versionLabel: 'v1.0', document, patches: [], baseText: '' }, document }, () => undefined)
  const editor = { store, view: createEditorView() } as KeyDeps['editor'] // bound here, never pressed: the rest is not asked for
  const deps = { editor, latest: { problems: [], at: -1 } } as unknown as KeyDeps
  const bound = [...Object.keys(canvasKeys(deps)), ...Object.keys(everywhereKeys(deps))]
  const listed = KEY_GROUPS.flatMap(({ rows }) => rows.flatMap(({ bindings = [] }) => bindings))
  expect(listed.toSorted()).toEqual(bound.toSorted())
})
