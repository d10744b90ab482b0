import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { stepOver } from '../draft/step-over.ts'
import { createEditorStore } from './editor-store.ts'
import { duplicateNote, noteFragment } from './note-copies.ts'

function open() {
  const document: Workflow = {
    schemaVersion: 1,
    name: 'notes',
    nodes: [
      { id: 'a', type: 'join', position: { x: 40, y: 40 } },
      { id: 'b', type: 'join', position: { x: 4_000, y: 0 } },
    ],
    edges: [{ id: 'ab', from: 'a', to: 'b' }],
    notes: [
      { id: 'section', text: 'Collect', position: { x: 0, y: 0 }, width: 400, height: 300 },
      { id: 'aside', text: 'Ask Ada', position: { x: 1_000, y: 0 }, width: 200, height: 100 },
    ],
  }
  const store = createEditorStore(
    { base: { artifactId: 'v1', versionLabel: 'v1.0', document, patches: [], baseText: JSON.stringify(document) }, document },
    stepOver,
  )
  return { store, now: () => store.getState().document }
}

describe('copies of notes', () => {
  it('lie below, under ids of their own, and are one step back', () => {
    const { store, now } = open()
    const before = now()
    const id = duplicateNote(store, 'aside')
    expect(now().notes?.map(({ text, position }) => [text, position.x, position.y])).toEqual([
      ['Collect', 0, 0],
      ['Ask Ada', 1_000, 0],
      ['Ask Ada', 1_000, 120],
    ])
    expect(now().notes?.at(-1)?.id).toBe(id)
    expect(store.getState().history.past.at(-1)?.label).toBe('duplicate note')
    store.undo()
    expect(now()).toEqual(before)
  })

  it('of a section take along what stands on it, unless it goes alone', () => {
    const { store, now } = open()
    duplicateNote(store, 'section', { by: { x: 0, y: 800 } })
    expect(now().nodes.map(({ position }) => [position.x, position.y])).toEqual([
      [40, 40],
      [4_000, 0],
      [40, 840],
    ])
    expect(now().notes).toHaveLength(3)
    duplicateNote(store, 'section', { by: { x: 0, y: 2_000 }, alone: true })
    expect([now().nodes.length, now().notes?.length]).toEqual([3, 4])
  })

  it('of a note that is gone there are none', () => {
    const { store, now } = open()
    const before = now()
    expect([duplicateNote(store, 'gone'), noteFragment(before, 'gone'), now()]).toEqual([undefined, undefined, before])
  })
})
