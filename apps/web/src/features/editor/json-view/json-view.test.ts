import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { readWorkflowText, saysTheSame, writeWorkflowText } from './document-text.ts'
import { changedStretch, faultAt, jsonPlaces, placeAt } from './json-places.ts'

const document: Workflow = {
  schemaVersion: 1,
  name: 'text',
  nodes: [
    { id: 'a', type: 'http', position: { x: 0, y: 0 }, config: { url: 'https://x.test', headers: { id: 'not-me' } } },
    { id: 'b', type: 'map', position: { x: 0, y: 0 }, config: { body: { nodes: [{ id: 'inner', type: 'join', position: { x: 0, y: 0 } }], edges: [] } } },
  ],
  edges: [{ id: 'ab', from: 'a', to: 'b' }],
}
const text = writeWorkflowText(document)

describe('where things stand in the text', () => {
  it('finds nodes and edges by the cursor, and an inner node belongs to its scope', () => {
    const places = jsonPlaces(text)
    expect(places.map(({ kind, id }) => [kind, id])).toEqual([
      ['node', 'a'],
      ['node', 'b'],
      ['edge', 'ab'],
    ])
    expect(placeAt(places, text.indexOf('not-me'))?.id).toBe('a')
    expect(placeAt(places, text.indexOf('inner'))?.id).toBe('b')
    expect(placeAt(places, text.indexOf('"from"'))?.id).toBe('ab')
    expect(placeAt(places, text.indexOf('schemaVersion'))).toBeUndefined()
  })

  it('finds the rest of a broken text', () => {
    const broken = text.replace('"https://x.test"', '"https://x.test')
    expect(jsonPlaces(broken).map(({ id }) => id)).toContain('a')
    expect(faultAt(text)).toBeUndefined()
    expect(faultAt(text.replace('"x": 0', '"x": zero'))).toBe(text.indexOf('"x": 0') + 5)
    expect(jsonPlaces('')).toEqual([])
    expect(jsonPlaces('[1,')).toEqual([])
  })
})

describe('text and graph', () => {
  it('hands on a whole workflow and nothing else', () => {
    expect(readWorkflowText(text)).toEqual({ kind: 'workflow', workflow: document })
    expect(readWorkflowText(text.slice(0, -3)).kind).toBe('fault')
    expect(readWorkflowText('{"nodes": []}')).toMatchObject({ kind: 'fault' })
    expect(readWorkflowText('[]').kind).toBe('fault')
    expect(readWorkflowText(text.replace('"x": 0', '"x": zero'))).toMatchObject({ kind: 'fault' })
  })

  it('has the inputs in the order in which they are asked for: lines that were moved in the text moved nothing', () => {
    const inputs = (...names: string[]) => ({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, {}])) })
    const ordered = { ...document, inputs: { ...inputs('amount', 'zone'), 'x-order': ['zone', 'amount'] } }
    const written = writeWorkflowText(ordered)
    expect(written).not.toContain('x-order')
    expect(written.indexOf('"zone"')).toBeLessThan(written.indexOf('"amount"'))
    expect(readWorkflowText(written)).toEqual({ kind: 'workflow', workflow: ordered })
    expect(saysTheSame(writeWorkflowText({ ...document, inputs: inputs('amount', 'zone') }), ordered)).toBe(false)
  })

  it('begins with what it is, nodes before edges: stored documents are sorted by their keys', () => {
    const stored = {
      edges: [{ from: 'a', id: 'aa', to: 'a' }],
      name: 'sorted',
      nodes: [{ config: {}, id: 'a', name: 'A', position: { x: 0, y: 0 }, type: 'join' }],
      schemaVersion: 1 as const,
    }
    const written = JSON.parse(writeWorkflowText(stored))
    expect([Object.keys(written), Object.keys(written.nodes[0]), Object.keys(written.edges[0])]).toEqual([
      ['schemaVersion', 'name', 'nodes', 'edges'],
      ['id', 'type', 'name', 'config', 'position'],
      ['id', 'from', 'to'],
    ])
    expect(written).toEqual(stored)
  })

  it("keeps the person's layout of a text that says the same", () => {
    expect(saysTheSame(JSON.stringify(document), document)).toBe(true)
    expect(saysTheSame(JSON.stringify({ ...document, name: 'other' }), document)).toBe(false)
  })

  it('changes only the stretch that differs', () => {
    const moved = writeWorkflowText({ ...document, name: 'texture' })
    const change = changedStretch(text, moved)
    expect(change && text.slice(0, change.from) + change.insert + text.slice(change.to)).toBe(moved)
    expect(change?.insert).toBe('ure')
    expect(changedStretch(text, text)).toBeUndefined()
    for (const [before, after] of [
      ['aaa', 'aa'],
      ['ab', 'aab'],
      ['', 'x'],
      ['x', ''],
    ] as const) {
      const stretch = changedStretch(before, after)
      expect(stretch && before.slice(0, stretch.from) + stretch.insert + before.slice(stretch.to)).toBe(after)
    }
  })
})
