import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { createEditorStore } from '../model/editor-store.ts'
import { entriesFrom, textOfSteps } from './kept-steps.ts'
import { stepOver } from './step-over.ts'

const node = (id: string, name: string) => ({ id, type: 'join', name, position: { x: 0, y: 0 } })
const first: Workflow = { schemaVersion: 1, name: 'kept', nodes: [node('a', 'A'), node('b', 'B')], edges: [] }
const open = (document: Workflow) =>
  createEditorStore({ base: { artifactId: 'v', versionLabel: 'v1', document, patches: [], baseText: '' }, document }, stepOver)
const renamed = (document: Workflow, id: string, name: string): Workflow => ({
  ...document,
  nodes: document.nodes.map((one) => (one.id === id ? { ...one, name } : one)),
})

/** A page that drew, and the next one, which opens what the draft holds by then. */
function drawn(...edits: Array<[label: string, change: (document: Workflow) => Workflow]>) {
  const store = open(first)
  for (const [label, change] of edits) store.edit(label, change)
  const { document, history } = store.getState()
  return { document, text: textOfSteps(history.past) ?? '[]' }
}
function loadedAnew(text: string, document: Workflow) {
  const store = open(structuredClone(document))
  const past = entriesFrom(text, store.getState().document)
  store.setState({ history: { past, future: [] } })
  return { undo: () => [store.undo(), store.getState().document] as const, store }
}

describe('undo after the page was loaded anew', () => {
  it('takes the same steps back, by the same names, and redoes them', () => {
    const { text, document } = drawn(
      ['rename A', (current) => renamed(current, 'a', 'A2')],
      ['add C', (current) => ({ ...current, nodes: [...current.nodes, node('c', 'C')] })],
      ['delete B', (current) => ({ ...current, nodes: current.nodes.filter(({ id }) => id !== 'b') })],
    )
    const { undo, store } = loadedAnew(text, document)
    expect(undo()[0]).toBe('delete B')
    expect(undo()[0]).toBe('add C')
    expect(undo()).toEqual(['rename A', first])
    expect(undo()[0]).toBeUndefined()
    for (let left = 3; left > 0; left--) store.redo()
    expect(store.getState().document).toEqual(document)
  })

  it('leaves what others did since, and takes back nothing they have changed', () => {
    const { text, document } = drawn(['rename A', (current) => renamed(current, 'a', 'A2')], ['rename B', (current) => renamed(current, 'b', 'B2')])
    const beside = { ...document, nodes: [...document.nodes, node('theirs', 'Theirs')] }
    expect(loadedAnew(text, beside).undo()).toEqual(['rename B', { ...beside, nodes: [node('a', 'A2'), node('b', 'B'), node('theirs', 'Theirs')] }])
    expect(loadedAnew(text, renamed(document, 'b', 'Ours')).undo()).toEqual(['rename A', renamed(first, 'b', 'Ours')])
  })

  it('knows nothing of what the draft has not', () => {
    const { text } = drawn(['add C', (current) => ({ ...current, nodes: [...current.nodes, node('c', 'C')] })])
    expect(loadedAnew(text, first).undo()[0]).toBeUndefined()
  })

  it('keeps the last fifty, and less of what is large', () => {
    const steps = Array.from({ length: 60 }, (_, index): Parameters<typeof drawn>[number] => [`step ${index}`, (current) => renamed(current, 'a', `A${index}`)])
    const many = drawn(...steps)
    expect(entriesFrom(many.text, many.document).map(({ label }) => label)).toEqual(Array.from({ length: 50 }, (_, index) => `step ${index + 10}`))
    const large = drawn(
      ['rename A', (current) => renamed(current, 'a', 'A2')],
      ['paste much', (current) => ({ ...current, nodes: [...current.nodes, ...Array.from({ length: 6_000 }, (_, index) => node(`n${index}`, 'N'))] })],
      ['rename B', (current) => renamed(current, 'b', 'B2')],
    )
    expect(entriesFrom(large.text, large.document).map(({ label }) => label)).toEqual(['rename B'])
    const wide = drawn(
      ['write much', (current) => renamed(current, 'a', 'x'.repeat(600_000))],
      ['rename B', (current) => renamed(current, 'b', 'B2')],
      ['shorten', (current) => renamed(current, 'a', 'A')],
    )
    expect(entriesFrom(wide.text, wide.document)).toEqual([])
  })
})
