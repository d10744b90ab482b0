import type { PatchConflict } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import type { DraftState } from '../draft/draft-session.ts'
import type { SetAside } from '../draft/replica.ts'
import { changeSentence } from './change-sentence.ts'
import { draftConflicts } from './conflict-facts.ts'
import { conflictSides, namesIn } from './conflict-words.ts'
import { saveWords } from './save-words.ts'

const nothing = { nodesAdded: [], nodesRemoved: [], nodesChanged: [], edgesAdded: [], edgesRemoved: [], edgesChanged: [] }

describe('the sentence about a change', () => {
  it('counts what was added, changed and removed', () => {
    expect(changeSentence({ ...nothing, nodesAdded: ['a', 'b'], edgesRemoved: ['x'] })).toBe('2 nodes added, 1 connection removed.')
    expect(changeSentence(nothing)).toBe('Only the layout or the settings of the workflow changed.')
  })
})

const document: Workflow = {
  schemaVersion: 1,
  name: 'orders',
  nodes: [{ id: 'a', type: 'http', name: 'Fetch', position: { x: 0, y: 0 }, config: { url: 'https://theirs.test' } }],
  edges: [],
}
const base = { artifactId: 'v1', versionLabel: 'v1.3', document, patches: [], baseText: '' }
const draft: DraftState = { base, head: 'v1', document, link: 'online', unsent: 0, aside: [], unwritten: false, kept: true }
const change = {
  target: { kind: 'node' as const, path: ['a'] },
  pointer: '/config/url',
  op: 'replace' as const,
  before: 'https://old.test',
  value: 'https://mine.test',
}
const conflict: PatchConflict = { reason: 'value_changed', change, current: 'https://theirs.test', message: '/config/url was changed meanwhile.' }
const aside: SetAside = { gesture: { patchId: 'p', order: 1, label: 'set URL', operations: [], changes: [change] }, conflicts: [conflict] }

describe('the words about saving', () => {
  const idle = { kind: 'idle' as const }
  it.each([
    ['saved', 'Saved v1.3', {}, false],
    ['draft', 'Draft saved', {}, true],
    ['saving', 'Saving…', { unsent: 2 }, true],
    ['saving', 'Saving…', { unsent: 2, link: 'connecting' as const }, true],
    ['offline', 'Offline – 2 changes kept on this device', { unsent: 2, link: 'offline' as const }, true],
    ['offline', 'Offline – 1 change kept on this device', { unsent: 1, link: 'offline' as const }, true],
    ['saving', 'Saving…', { unsent: 1, unwritten: true, link: 'offline' as const }, true],
    ['offline', 'Offline', { link: 'offline' as const }, false],
    ['unkept', '1 change only in this page', { unsent: 1, link: 'offline' as const, kept: false }, true],
    ['blocked', 'Not sent – 3 changes kept on this device', { unsent: 3, blocked: 'The draft is full.' }, true],
    ['conflict', 'Conflict – 1 to look at', { aside: [aside], link: 'offline' as const, unsent: 2 }, true],
    ['conflict', 'Conflict – 1 to look at', { aside: [aside, { ...aside, gesture: { ...aside.gesture, patchId: 'typed on' } }] }, true],
  ])('%s: %s', (standing, text, facts, dirty) => {
    expect(saveWords({ ...draft, ...facts }, idle, { document, dirty })).toMatchObject({ standing, text })
  })

  it('never call saved what the draft has not been given yet', () => {
    const drawn = { document: { ...document, nodes: [] }, dirty: true }
    expect(saveWords(draft, idle, drawn)).toMatchObject({ standing: 'saving', text: 'Saving…' })
    expect(saveWords({ ...draft, link: 'offline' }, idle, drawn).standing).toBe('saving')
    expect(saveWords({ ...draft, kept: false }, idle, drawn).text).toBe('1 change only in this page')
  })

  it('tells what a publication needs only while there is something to publish', () => {
    const held = { kind: 'held' as const, reason: 'Question is missing.' }
    expect(saveWords(draft, held, { document, dirty: true }).standing).toBe('held')
    expect(saveWords(draft, { kind: 'failed', reason: 'No.' }, { document, dirty: true })).toMatchObject({ standing: 'failed', hint: 'No.' })
    expect(saveWords(draft, held, { document, dirty: false }).standing).toBe('saved')
  })
})

describe('the sides of a conflict', () => {
  it('are read from a 409, and what is none is left out', () => {
    expect(draftConflicts({ conflict: [conflict, null, 'x', { message: 'no change' }] })).toEqual([conflict])
    expect(draftConflicts({})).toEqual([])
    expect(draftConflicts(undefined)).toEqual([])
  })

  it('name the place as the canvas does, and say what each side has', () => {
    expect(conflictSides(conflict, namesIn([conflict], document, document))).toEqual({
      place: { words: 'Fetch · config › url' },
      message: 'Others changed it, too.',
      mine: 'https://mine.test',
      theirs: 'https://theirs.test',
      mineFits: true,
    })
    const { current: _gone, ...rest } = conflict
    // Removed, it goes by the name it had.
    const without = { ...document, nodes: [], edges: [] }
    expect(conflictSides({ ...rest, reason: 'target_missing', message: 'gone' }, namesIn([conflict], without, document))).toMatchObject({
      place: { words: 'Fetch · config › url' },
      theirs: 'Removed',
      mineFits: false,
    })
  })

  it('tell apart steps of one name, and say of a connection where it leads: both were ids', () => {
    const [first] = document.nodes
    if (!first) throw new Error('there is a step')
    const twice: Workflow = { ...document, nodes: [first, { ...first, id: 'twin' }], edges: [{ id: 'e1', from: first.id, to: 'twin' }] }
    const change = {
      ...conflict.change,
      target: { kind: 'edge' as const, path: ['e1'] },
      pointer: '',
      value: { id: 'e1', from: first.id, to: 'twin', when: 'true' },
    }
    const edge = { ...conflict, change, current: undefined }
    const names = namesIn([conflict, edge], twice, twice)
    expect(conflictSides(conflict, names).place).toEqual({ words: 'Fetch · config › url', id: first.id })
    const ends = `Fetch (${first.id}) → Fetch (twin)`
    expect(conflictSides(edge, names)).toMatchObject({ place: { words: `Connection ${ends}` }, mine: `${ends} when true` })
  })
})
