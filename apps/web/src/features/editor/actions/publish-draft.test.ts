import type { Workflow } from '@aob/schemas'
import { expect, it } from 'vitest'
import { bindEditor } from '../draft/bind-editor.ts'
import { createDraftHandle } from '../draft/draft-handle.ts'
import type { DraftSession } from '../draft/draft-session.ts'
import { stateOf } from '../draft/draft-session.ts'
import { draftOn } from '../draft/shared-draft.ts'
import { createEditorStore } from '../model/editor-store.ts'
import { type Publishing, publishDraft } from './publish-draft.ts'

const document: Workflow = { schemaVersion: 1, name: 'orders', nodes: [], edges: [] }
const drawn: Workflow = { ...document, nodes: [{ id: 'join', type: 'join', position: { x: 0, y: 0 }, config: {} }] }
const base = { artifactId: 'one', versionLabel: 'v1.0', document, patches: [], baseText: JSON.stringify(document) }

/** A session that has sent a gesture when `sent` is called. */
function oneThatSends() {
  let state = stateOf(draftOn(base), { link: 'online', kept: true, unwritten: false })
  const listeners = new Set<Parameters<DraftSession['subscribe']>[0]>()
  const become = (next: Partial<typeof state>) => {
    const previous = state
    state = { ...state, ...next }
    for (const listener of listeners) listener(state, previous)
  }
  const session = {
    state: () => state,
    subscribe: (listener: Parameters<DraftSession['subscribe']>[0]) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    append: (_: unknown, after: Workflow) => become({ document: after, unsent: 1 }),
    flush: () => undefined,
    refresh: async () => undefined,
  }
  // What is not called is not there.
  return { session: session as unknown as DraftSession, sent: () => become({ unsent: 0 }) }
}

it('what was drawn before the draft came is published once the server has it, not before', async () => {
  const handle = createDraftHandle({ base, head: base.artifactId, document })
  const store = createEditorStore({ base, document }, () => undefined)
  void handle.whenAttached.then(() => bindEditor(store, handle, document))
  store.edit('add Join', () => drawn)
  handle.touched()

  const published: Workflow[] = []
  const { session, sent } = oneThatSends()
  const mutate = async () => {
    published.push(session.state().document)
    return { status: 'accepted' }
  }
  const publishing = {
    store,
    session: handle,
    name: 'orders',
    client: { drafts: { save: { mutate } } },
    problemsNow: async () => [],
    onConflict: () => undefined,
    onPublished: async () => undefined,
  }
  const outcome = publishDraft(publishing as unknown as Publishing, {})
  await new Promise((resolve) => setTimeout(resolve))
  handle.attach(session, {} as Parameters<typeof handle.attach>[1])
  await new Promise((resolve) => setTimeout(resolve))
  expect(published).toEqual([])
  sent()
  expect(await outcome).toEqual({ kind: 'saved' })
  expect(published).toEqual([drawn])
})
