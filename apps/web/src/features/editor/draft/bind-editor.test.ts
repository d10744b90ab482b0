import type { Workflow } from '@aob/schemas'
import { expect, it } from 'vitest'
import { createEditorStore } from '../model/editor-store.ts'
import { bindEditor } from './bind-editor.ts'
import { stateOf } from './draft-session.ts'
import { draftOn } from './shared-draft.ts'

const document: Workflow = { schemaVersion: 1, name: 'orders', nodes: [], edges: [] }
const join = { id: 'join', type: 'join', position: { x: 0, y: 0 }, config: {} }
const named = (name: string): Workflow => ({ ...document, nodes: [{ ...join, name }] })
const base = { artifactId: 'one', versionLabel: 'v1.0', document, patches: [], baseText: JSON.stringify(document) }

it('an edit that changes nothing leaves the draft and the canvas with one document', () => {
  let state = stateOf(draftOn(base), { link: 'online', kept: true, unwritten: false })
  const append = (_: unknown, after: Workflow) => {
    state = { ...state, document: after }
  }
  const session = { state: () => state, subscribe: () => () => undefined, append }
  const store = createEditorStore({ base, document }, () => undefined)
  // What is not called is not there.
  bindEditor(store, session as unknown as Parameters<typeof bindEditor>[1], document)
  store.edit('nothing', (now) => structuredClone(now))
  expect(store.getState().document).toBe(state.document)
})

it('what is drawn after somebody failed at the news of others reaches the draft', () => {
  let listener: () => void = () => undefined
  let state = stateOf(draftOn(base), { link: 'online', kept: true, unwritten: false })
  const appended: string[] = []
  const session = {
    state: () => state,
    subscribe: (heard: () => void) => {
      listener = heard
      return () => undefined
    },
    append: ({ label }: { label: string }, after: Workflow) => {
      appended.push(label)
      state = { ...state, document: after }
    },
  }
  const store = createEditorStore({ base, document }, () => undefined)
  // What is not called is not there.
  bindEditor(store, session as unknown as Parameters<typeof bindEditor>[1], document)
  const stop = store.subscribe(() => {
    throw new Error('a part of the page fails')
  })
  state = { ...state, document: named('theirs') }
  expect(listener).toThrow('a part of the page fails')
  stop()
  store.edit('rename', () => named('mine'))
  expect(appended).toEqual(['rename'])
})
