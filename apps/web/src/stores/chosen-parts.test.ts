import { anchor, changesOfHunks, hunkClosure, type operationsBetween, rebaseOperations } from '@aob/ir/document'
import type { Workflow, WorkflowNode } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { chosenParts, neededBy, partsOf, toggled } from './chosen-parts.ts'
import { overlayOf } from './run-overlay.ts'

const node = (id: string, config: object = {}): WorkflowNode => ({ id, type: 'http', config: { ...config }, position: { x: 0, y: 0 } })
const edge = (from: string, to: string) => ({ id: `${from}_${to}`, from, to })
const before: Workflow = { schemaVersion: 1, name: 'w', nodes: [node('a'), node('b', { url: 'old' }), node('c')], edges: [edge('a', 'b'), edge('b', 'c')] }
/** A step inserted between b and c, b called elsewhere, a described. */
const operations: ReturnType<typeof operationsBetween> = [
  { op: 'remove', path: '/edges/1' },
  { op: 'replace', path: '/nodes/1/config/url', value: 'new' },
  { op: 'add', path: '/nodes/-', value: node('check') },
  { op: 'add', path: '/edges/-', value: edge('b', 'check') },
  { op: 'add', path: '/edges/-', value: edge('check', 'c') },
]
const anchored = anchor(before, operations)
const after = (() => {
  const { nodes, edges } = before
  return {
    ...before,
    nodes: [nodes[0], node('b', { url: 'new' }), nodes[2], node('check')],
    edges: [edges[0], edge('b', 'check'), edge('check', 'c')],
  } as Workflow
})()
const parts = partsOf({ anchored }, overlayOf(before, after))
const NOTHING: ReadonlySet<string> = new Set()

describe('a proposal in parts', () => {
  it('has every part under an entry people see', () => {
    expect([...parts.ofEntry.keys()].sort()).toEqual(['b', 'check'])
    expect([...parts.ofEntry.values()].flat().sort()).toEqual(parts.all.map(({ index }) => index))
  })

  it('[H2] leaving a new step out takes along what leads to it, turning it on brings nothing it does not need', () => {
    const leadsToCheck = [...parts.ofEntry.keys()].filter((key) => neededBy(parts, key).has('check'))
    const without = toggled(parts, NOTHING, 'check')
    expect([...without].sort()).toEqual(leadsToCheck.sort())
    expect(without.has('b')).toBe(neededBy(parts, 'b').has('check'))
    expect([...toggled(parts, without, 'check')].every((key) => !neededBy(parts, 'check').has(key))).toBe(true)
  })

  it('[H1] whatever is chosen is closed and applies', () => {
    const keys = [...parts.ofEntry.keys()]
    for (let choice = 0; choice < 2 ** keys.length; choice++) {
      const leftOut = keys.filter((_, bit) => (choice >> bit) & 1).reduce((set, key) => (set.has(key) ? set : toggled(parts, set, key)), NOTHING)
      const chosen = chosenParts(parts, leftOut)
      if (chosen === undefined) continue
      expect(hunkClosure(parts.all, chosen)).toEqual(chosen)
      expect(rebaseOperations(changesOfHunks(parts.all, chosen), before).kind).toBe('ok')
    }
  })

  it('names nothing when nothing is left out, and no part when everything is', () => {
    expect(chosenParts(parts, NOTHING)).toBeUndefined()
    expect(chosenParts(parts, new Set(parts.ofEntry.keys()))).toEqual([])
  })
})
