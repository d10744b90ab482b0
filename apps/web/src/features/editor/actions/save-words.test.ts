import { describe, expect, it } from 'vitest'
import { changeSentence } from './change-sentence.ts'
import { conflictSentences, missingPatches } from './conflict-facts.ts'

const nothing = { nodesAdded: [], nodesRemoved: [], nodesChanged: [], edgesAdded: [], edgesRemoved: [], edgesChanged: [] }

describe('the sentence about a change', () => {
  it('counts what was added, changed and removed', () => {
    expect(changeSentence({ ...nothing, nodesAdded: ['a', 'b'], edgesRemoved: ['x'] })).toBe('2 nodes added, 1 connection removed.')
    expect(changeSentence(nothing)).toBe('Only the layout or the settings of the workflow changed.')
  })
})

describe('the facts of a 409', () => {
  const patch = { seq: 2, patchId: 'p', operations: [], actor: { kind: 'human', id: 'mira' }, createdAt: '2026-01-01T00:00:00Z' }
  it('reads the missing patches and leaves out what is none', () => {
    expect(missingPatches({ missing: [patch, null, { patchId: 3 }] })).toEqual([patch])
    expect(missingPatches({})).toEqual([])
    expect(missingPatches(undefined)).toEqual([])
  })

  it('reads conflicts as sentences, however many there are', () => {
    expect(conflictSentences({ conflict: { message: 'Both changed url.' } })).toEqual(['Both changed url.'])
    expect(conflictSentences({ conflicts: ['a', { reason: 'b' }, 3, {}] })).toEqual(['a', 'b'])
    expect(conflictSentences({ conflicts: [{ message: 'url was changed meanwhile.', change: { target: { kind: 'node', path: ['fetch'] } } }] })).toEqual([
      'fetch: url was changed meanwhile.',
    ])
    expect(conflictSentences({})).toEqual([])
  })
})
