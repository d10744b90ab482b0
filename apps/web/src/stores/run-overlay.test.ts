import { summarize } from '@aob/ir/document'
import type { Workflow, WorkflowNode } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { changeCounts, changeTotal, changeWords, overlayOf } from './run-overlay.ts'

const node = (id: string, config: object = {}): WorkflowNode => ({ id, type: 'http', config: { ...config }, position: { x: 0, y: 0 } })
const edge = (from: string, to: string) => ({ id: `${from}_${to}`, from, to })
const before: Workflow = {
  schemaVersion: 1,
  name: 'w',
  nodes: [node('a'), node('b', { url: 'http://old' }), node('c')],
  edges: [edge('a', 'b'), edge('b', 'c')],
}
const after: Workflow = {
  ...before,
  nodes: [node('a'), node('b', { url: 'http://new' }), node('d')],
  edges: [edge('a', 'b'), edge('b', 'd')],
}
const empty = { nodesAdded: [], nodesRemoved: [], nodesChanged: [], edgesAdded: [], edgesRemoved: [], edgesChanged: [] }

describe('overlay', () => {
  it('[UI-07] marks exactly what differs', () => {
    const overlay = overlayOf(before, after)
    expect(Object.fromEntries(overlay.nodes)).toEqual({ b: 'changed', c: 'removed', d: 'added' })
    expect(Object.fromEntries(overlay.edges)).toEqual({ b_c: 'removed', b_d: 'added' })
  })

  it('keeps removed nodes and edges on the canvas', () => {
    const { document } = overlayOf(before, after)
    expect(document.nodes.map(({ id }) => id)).toEqual(['a', 'b', 'd', 'c'])
    expect(document.edges.map(({ id }) => id)).toEqual(['a_b', 'b_d', 'b_c'])
  })

  it('groups connections under the changed node they lead to', () => {
    const { hunks } = overlayOf(before, after)
    expect(hunks.map(({ key, kind, edges }) => [key, kind, edges.map(({ id }) => id)])).toEqual([
      ['b', 'changed', []],
      ['d', 'added', ['b_d']],
      ['c', 'removed', ['b_c']],
    ])
    expect(hunks[0]?.fields).toEqual([{ pointer: '/config/url', before: 'http://old', after: 'http://new' }])
  })

  it('gives a connection between untouched nodes an entry at its target', () => {
    const { hunks } = overlayOf(before, { ...before, edges: [...before.edges, edge('a', 'c')] })
    expect(hunks).toMatchObject([{ key: 'c', kind: undefined, edges: [{ id: 'a_c', kind: 'added' }] }])
  })

  it('has nothing to say of a mere move', () => {
    const moved = { ...before, nodes: before.nodes.map((one) => ({ ...one, position: { x: 80, y: 8 } })) }
    expect(overlayOf(before, moved).hunks).toEqual([])
  })

  it('lists changed settings last', () => {
    const { hunks } = overlayOf(before, { ...after, settings: { maxAgents: 3 } })
    expect(hunks.at(-1)).toMatchObject({ key: '/', title: 'Workflow settings' })
    expect(hunks.at(-1)?.nodeId).toBeUndefined()
  })
})

describe('counts in words', () => {
  const words = (part: object) => {
    const counts = changeCounts({ ...empty, ...part })
    return [changeTotal(counts), changeWords(counts)]
  }

  it('counts nodes and connections apart, and their sum', () => {
    expect(words({ nodesAdded: ['x'], nodesChanged: ['y'], nodesRemoved: ['z'] })).toEqual(['3 changes', '1 node added, 1 changed, 1 removed'])
    expect(words({ nodesAdded: ['x', 'y'], edgesAdded: ['e'], edgesRemoved: ['f', 'g'] })).toEqual([
      '5 changes',
      '2 nodes added, 1 connection added, 2 removed',
    ])
    expect(words({ edgesChanged: ['e'] })).toEqual(['1 change', '1 connection changed'])
    expect(words({})).toEqual(['a change of settings', ''])
  })

  it('agrees with the entries of the change list', () => {
    const { hunks, diff } = overlayOf(before, after)
    const listed = hunks.reduce((total, hunk) => total + (hunk.kind ? 1 : 0) + hunk.edges.length, 0)
    expect(changeTotal(changeCounts(summarize(diff)))).toBe(`${listed} changes`)
  })
})
