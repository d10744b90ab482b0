import { anchor, applyOperations, changesOfHunks, hunkClosure, rebaseOperations } from '@aob/ir/document'
import type { Operation, Workflow, WorkflowNode } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { chosenParts, countOf, included, type LeftOut, type Parts, partsOf, toggled } from './chosen-parts.ts'
import { overlayOf } from './run-overlay.ts'

const node = (id: string, config: object = {}): WorkflowNode => ({ id, type: 'http', config: { ...config }, position: { x: 0, y: 0 } })
const edge = (from: string, to: string) => ({ id: `${from}_${to}`, from, to })
const NOTHING: LeftOut = new Set()

function proposal(before: Workflow, operations: Operation[]): Parts {
  const result = applyOperations(before, operations)
  if (result.kind === 'failed') throw new Error(result.message)
  // Operations of the test on a workflow of the test.
  return partsOf({ anchored: anchor(before, operations) }, overlayOf(before, result.document as Workflow))
}

const row = (parts: Parts, entry: string, key: string) => {
  const found = parts.rows.get(entry)?.find((candidate) => candidate.key === key)
  if (!found) throw new Error(`no row ${key} in ${entry}`)
  return found.parts
}

/** A step inserted between b and c, b called elsewhere and by another method, settings changed. */
const before: Workflow = {
  schemaVersion: 1,
  name: 'w',
  nodes: [node('a'), node('b', { url: 'old', method: 'GET' }), node('c')],
  edges: [edge('a', 'b'), edge('b', 'c')],
}
const parts = proposal(before, [
  { op: 'remove', path: '/edges/1' },
  { op: 'replace', path: '/nodes/1/config/url', value: 'new' },
  { op: 'replace', path: '/nodes/1/config/method', value: 'POST' },
  { op: 'add', path: '/nodes/-', value: node('check') },
  { op: 'add', path: '/edges/-', value: edge('b', 'check') },
  { op: 'add', path: '/edges/-', value: edge('check', 'c') },
  { op: 'add', path: '/settings', value: { maxAgents: 3 } },
])

describe('a proposal in parts', () => {
  it('has every part under an entry people see, and in one row of it', () => {
    expect([...parts.ofEntry.keys()].sort()).toEqual(['/', 'b', 'check'])
    const all = parts.all.map(({ index }) => index)
    expect([...parts.ofEntry.values()].flat().sort((left, right) => left - right)).toEqual(all)
    const rows = [...parts.rows.values()].flat().flatMap((found) => found.parts)
    expect(rows.sort((left, right) => left - right)).toEqual(all)
    expect(parts.rows.get('b')?.map(({ name }) => name)).toEqual(['config.url', 'config.method', 'connection b_c'])
  })

  it('one field of a step is left out, the other stays in', () => {
    const leftOut = toggled(parts, NOTHING, row(parts, 'b', '/config/method'))
    expect(included(leftOut, parts.ofEntry.get('b') ?? [])).toBe('some')
    const chosen = chosenParts(parts, leftOut) ?? []
    const result = rebaseOperations(changesOfHunks(parts.all, chosen), before)
    expect(result).toMatchObject({ kind: 'ok' })
    const applied = applyOperations(before, result.kind === 'ok' ? result.operations : [])
    expect(applied).toMatchObject({ document: { nodes: [{}, { config: { url: 'new', method: 'GET' } }, {}, { id: 'check' }] } })
    expect(countOf(parts, leftOut)).toEqual({ chosen: 6, all: 7 })
    expect(toggled(parts, leftOut, row(parts, 'b', '/config/method'))).toEqual(NOTHING)
  })

  it('[H2] leaving a new step out takes along what leads to it, turning one of those on brings the step', () => {
    const without = toggled(parts, NOTHING, row(parts, 'check', 'element'))
    const [into, outOf] = [row(parts, 'check', 'connection b_check'), row(parts, 'check', 'connection check_c')]
    expect([included(without, into), included(without, outOf), included(without, row(parts, 'b', '/config/url'))]).toEqual(['none', 'none', 'all'])
    const again = toggled(parts, without, into)
    expect([included(again, row(parts, 'check', 'element')), included(again, outOf)]).toEqual(['all', 'none'])
  })

  it('[H1] whatever is chosen, row by row, is closed and applies', () => {
    const rows = [...parts.rows.values()].flat()
    for (let choice = 0; choice < 2 ** rows.length; choice++) {
      let leftOut = NOTHING
      for (const [bit, { parts: own }] of rows.entries()) if ((choice >> bit) & 1 && included(leftOut, own) === 'all') leftOut = toggled(parts, leftOut, own)
      const chosen = chosenParts(parts, leftOut)
      if (chosen === undefined) continue
      expect(hunkClosure(parts.all, chosen)).toEqual(chosen)
      expect(rebaseOperations(changesOfHunks(parts.all, chosen), before).kind).toBe('ok')
    }
  })

  it('names nothing when nothing is left out, and no part when everything is', () => {
    expect(chosenParts(parts, NOTHING)).toBeUndefined()
    const out = [...parts.ofEntry.values()].reduce((leftOut, own) => (included(leftOut, own) === 'none' ? leftOut : toggled(parts, leftOut, own)), NOTHING)
    expect(chosenParts(parts, out)).toEqual([])
  })

  it('[H2] a type that changes with its config is one decision', () => {
    const retyped = proposal(before, [
      { op: 'replace', path: '/nodes/1/type', value: 'notify' },
      { op: 'replace', path: '/nodes/1/config', value: { channel: 'webhook', url: 'x' } },
    ])
    const own = retyped.rows.get('b') ?? []
    expect([own.length > 1, new Set(own.flatMap((found) => found.parts)).size]).toEqual([true, 1])
    expect(chosenParts(retyped, toggled(retyped, NOTHING, own[0]?.parts ?? []))).toEqual([])
  })

  it('what changes in the body of a scope is decided about step by step and field by field', () => {
    const inside = (url: string): WorkflowNode => ({
      id: 'each',
      type: 'map',
      position: { x: 0, y: 0 },
      config: { items: '{{ inputs.list }}', body: { nodes: [node('fetch', { url, method: 'GET' }), node('keep')], edges: [edge('fetch', 'keep')] } },
    })
    const scoped: Workflow = { ...before, nodes: [inside('old')], edges: [] }
    const changed = proposal(scoped, [
      { op: 'replace', path: '/nodes/0/config/body/nodes/0/config/url', value: 'new' },
      { op: 'replace', path: '/nodes/0/config/body/nodes/0/config/method', value: 'POST' },
      { op: 'add', path: '/nodes/0/config/body/nodes/1/name', value: 'Keep it' },
    ])
    const rows = changed.rows.get('each') ?? []
    expect(rows.map(({ name }) => name).sort()).toEqual(['fetch › config.method', 'fetch › config.url', 'keep › name'])
    const url = rows.find(({ name }) => name === 'fetch › config.url')
    expect(url?.field).toMatchObject({ before: 'old', after: 'new' })
    const chosen = chosenParts(changed, toggled(changed, NOTHING, url?.parts ?? [])) ?? []
    expect(changesOfHunks(changed.all, chosen)).toHaveLength(2)
  })
})
