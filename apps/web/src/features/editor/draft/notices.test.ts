import type { Workflow } from '@aob/schemas'
import { beforeEach, expect, it } from 'vitest'
import { toastStore } from '../../../ui/toast-store.ts'
import { createEditorStore } from '../model/editor-store.ts'
import type { DraftHandle } from './draft-handle.ts'
import type { DraftState } from './draft-session.ts'
import { sayNotices } from './notices.ts'
import { stepOver } from './step-over.ts'

const node = (id: string) => ({ id, type: 'join', position: { x: 0, y: 0 } })
const document: Workflow = { schemaVersion: 1, name: 'orders', nodes: [node('a')], edges: [] }
const base = { artifactId: 'v1', versionLabel: 'v1.0', document, patches: [], baseText: '' }
const both: Workflow = { ...document, nodes: [node('a'), node('b')] }

function drawn() {
  const store = createEditorStore({ base, document }, stepOver)
  let aside: DraftState['aside'] = []
  const session: Pick<DraftHandle, 'state' | 'subscribe'> = {
    state: () => ({ base, head: 'v1', document, link: 'online', unsent: 0, aside, unwritten: false, kept: true }),
    subscribe: () => () => undefined,
  }
  sayNotices(store, session)
  store.edit('duplicate node', () => both, { select: { nodes: ['b'], edges: [] } })
  const putAside = () => {
    const gesture = { patchId: 'p', order: 0, label: 'duplicate node', operations: [], changes: [] }
    aside = [{ gesture, conflicts: [], refusal: { code: 'limit.patch', message: 'The change is too large.' } }]
  }
  return { store, putAside }
}
const said = () => toastStore.getState().toasts.map(({ message, description }) => [message, description])

beforeEach(() => toastStore.setState({ toasts: [] }))

it('what the server refuses of ourselves is not said to be the doing of others, who had “deleted” what was just copied', () => {
  const { store, putAside } = drawn()
  putAside()
  store.merge(base, document)
  expect(said()).toEqual([['“duplicate node” was put aside', 'The change is too large.']])
})

it('what others delete is', () => {
  const { store } = drawn()
  store.merge(base, document)
  expect(said()).toEqual([['“b” is gone', 'Somebody else deleted what was selected here.']])
})
