import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import type { DraftServer } from './draft-server.ts'
import { leadingTab } from './leading-tab.ts'
import { draftOn, type SharedDraft } from './shared-draft.ts'

const document: Workflow = {
  schemaVersion: 1,
  name: 'orders',
  nodes: [{ id: 'a', type: 'join', position: { x: 0, y: 0 }, config: {} }],
  edges: [],
}
const published = (text: Workflow): SharedDraft =>
  draftOn({ artifactId: 'one', versionLabel: 'v1.0', document: text, patches: [], baseText: JSON.stringify(text) })

/** The way to a server that does not answer. */
const away: DraftServer = {
  append: () => Promise.reject(new TypeError('fetch failed')),
  read: () => Promise.reject(new TypeError('fetch failed')),
  version: () => Promise.reject(new TypeError('fetch failed')),
  follow: () => () => undefined,
  dispose: () => undefined,
}

describe('a tab that begins to lead with what the log holds by then', () => {
  it('has nothing to save where nothing was drawn', async () => {
    const tab = leadingTab(
      published(structuredClone(document)),
      { own: [], shown: document },
      { tabId: 'tab', server: away, log: undefined, post: () => undefined, onState: () => undefined },
    )
    const { base, document: now } = tab.state()
    await tab.close()
    expect(now).toBe(document)
    expect(now).toBe(base.document)
  })
})
