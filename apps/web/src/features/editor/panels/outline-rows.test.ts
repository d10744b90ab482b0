import type { Workflow, WorkflowNode } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { isOutlinedAlike, openRows, outlineRows, siblingPlaces } from './outline-rows.ts'

const node = (id: string, type = 'function', config: object = {}): WorkflowNode => ({ id, type, config: { ...config }, position: { x: 0, y: 0 } })
const inner = { nodes: [node('second'), node('first')], edges: [{ id: 'i', from: 'first', to: 'second' }] }
const document: Workflow = {
  schemaVersion: 1,
  name: 'outlined',
  nodes: [node('each', 'map', { items: '[1]', body: inner }), node('start')],
  edges: [{ id: 'e', from: 'start', to: 'each', fromPort: 'error' }],
}

describe('the outline', () => {
  it('goes into bodies, in running order, and tells where each line lies', () => {
    expect(outlineRows(document).map(({ level, text, path, nodeId }) => `${'  '.repeat(level - 1)}${text} (${[...path, nodeId].join('/')})`)).toEqual([
      'start (start)',
      '  error → each (each)',
      'each (each)',
      '  first (each/first)',
      '    → second (each/second)',
      '  second (each/second)',
    ])
  })

  it('tells the connections: a line of one leads to it, not to the step behind it', () => {
    expect(outlineRows(document).flatMap(({ text, edgeId }) => (edgeId === undefined ? [] : `${text} (${edgeId})`))).toEqual([
      'error → each (e)',
      '→ second (i)',
    ])
  })

  it('folds away what lies under a closed line, however deep', () => {
    const rows = outlineRows(document)
    expect(openRows(rows, new Set(['each'])).map(({ text }) => text)).toEqual(['start', 'error → each', 'each'])
    expect(openRows(rows, new Set(['each/first', 'start'])).map(({ text }) => text)).toEqual(['start', 'each', 'first', 'second'])
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
  })

  it('says of each line where it stands among those under the same one, as they are to be seen', () => {
    const said = (closed: string[]) => siblingPlaces(openRows(outlineRows(document), new Set(closed))).map(({ position, of }) => `${position}/${of}`)
    expect(said([])).toEqual(['1/2', '1/1', '2/2', '1/2', '1/1', '2/2'])
    expect(said(['start', 'each'])).toEqual(['1/2', '2/2'])
  })

  it('is another one only when it says something else', () => {
    const changed = (change: Partial<WorkflowNode>) => ({
      ...document,
      nodes: document.nodes.map((each) => (each.id === 'start' ? { ...each, ...change } : each)),
    })
    expect(isOutlinedAlike(changed({ position: { x: 8, y: 8 } }), document)).toBe(true)
    expect(isOutlinedAlike(changed({ name: 'Begin' }), document)).toBe(false)
    expect(isOutlinedAlike(changed({ config: {} }), document)).toBe(false)
    expect(isOutlinedAlike({ ...document, edges: [...document.edges] }, document)).toBe(false)
    expect(isOutlinedAlike({ ...document, nodes: document.nodes.toReversed() }, document)).toBe(false)
  })
})
