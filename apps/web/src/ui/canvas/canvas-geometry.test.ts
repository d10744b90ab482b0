import type { Workflow, WorkflowNode } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { cardGeometry, GROUP_TYPE } from './card-geometry.ts'
import { shownElements } from './card-window.ts'
import { levelAt } from './level-of-detail.ts'
import { minimapFrame } from './minimap-frame.ts'
import { summaryLine } from './node-look.ts'
import { openingViewport, startViewport } from './opening-viewport.ts'
import { project } from './projection.ts'
import { sceneOf } from './scene.ts'

const node = (id: string, x: number, y = 0, type = 'function'): WorkflowNode => ({ id, type, position: { x, y }, config: { code: 'return 1' } })
const row = (count: number): Workflow => ({
  schemaVersion: 1,
  name: 'row',
  nodes: Array.from({ length: count }, (_, index) => node(`n${index}`, index * 304)),
  edges: Array.from({ length: count - 1 }, (_, index) => ({ id: `e${index}`, from: `n${index}`, to: `n${index + 1}` })),
})

describe('where ports stand', () => {
  it('lines a single result port up with the input, so that a row is joined by straight lines', () => {
    const { inputY, outputs } = cardGeometry({ type: 'http', config: {} })
    expect(outputs.find(({ port }) => port === 'out')?.y).toBe(inputY)
  })

  it('spreads branches without touching and grows with them', () => {
    const cases = Array.from({ length: 6 }, (_, index) => ({ name: `case ${index}`, when: 'true' }))
    const { height, outputs } = cardGeometry({ type: 'switch', config: { cases } })
    const results = outputs.filter(({ port }) => port !== 'error').map(({ y }) => y)
    expect(results).toHaveLength(7)
    expect(results.slice(1).every((y, index) => y - (results[index] ?? 0) >= 24)).toBe(true)
    expect(Math.min(...results)).toBeGreaterThan(0)
    expect(Math.max(...results)).toBeLessThan(height - 30)
  })

  it('stands on the grid with everything, so that cards of any height are joined straight: between some a step of two pixels was left', () => {
    for (let count = 0; count <= 9; count++) {
      const cases = Array.from({ length: count }, (_, index) => ({ name: `case ${index}`, when: 'true' }))
      const { height, inputY, outputs } = cardGeometry({ type: 'switch', config: { cases } })
      expect([height, inputY, ...outputs.map(({ y }) => y)].filter((length) => length % 8 !== 0)).toEqual([])
      expect(inputY).toBe(cardGeometry({ type: 'http', config: {} }).inputY)
    }
  })

  it('gives the card of a collapsed group one way out: an error port that leads nowhere showed when it was selected', () => {
    expect(cardGeometry({ type: GROUP_TYPE, config: {} }).outputs.map(({ port }) => port)).toEqual(['out'])
  })

  it('keeps a place for a port an edge uses though the node no longer has it', () => {
    expect(cardGeometry({ type: 'http', config: {} }, ['gone']).outputs.map(({ port }) => port)).toContain('gone')
  })
})

describe('the summary line', () => {
  it('shows the most telling setting with defaults filled in, and says when it is missing', () => {
    expect(summaryLine({ type: 'http', config: { url: 'https://x.test' } })).toBe('GET https://x.test')
    expect(summaryLine({ type: 'http', config: {} })).toBe('Not set up yet')
    expect(summaryLine({ type: 'switch', config: { cases: [{}, {}] } })).toBe('2 cases')
    expect(summaryLine({ type: 'delay', config: { durationMs: 60_000 } })).toBe('1 min')
    expect(summaryLine({ type: 'martian' })).toBe('No such node type is registered')
  })
})

describe('the opening camera', () => {
  it('fits what stays legible and begins at the first cards otherwise', () => {
    const size = { width: 800, height: 700 }
    expect(openingViewport(row(4), size)).toBeUndefined()
    expect(openingViewport({ ...row(1), nodes: [], edges: [] }, size)).toBeUndefined()
    const place = openingViewport(row(12), size)
    expect(place).toMatchObject({ zoom: 0.45, x: 32 })
    expect((place?.y ?? 0) + 56 * 0.45).toBeCloseTo(350)
  })
  it('makes room for notes: one above the cards was cut off when the editor opened', () => {
    const size = { width: 800, height: 700 }
    const note = (x: number, y: number) => ({ id: `n${x}`, text: 'Why', position: { x, y }, width: 240, height: 136 })
    const above = { ...row(4), notes: [note(0, -900)] }
    const seen = startViewport(above, size)
    expect((seen?.y ?? 0) + -900 * (seen?.zoom ?? 0)).toBeGreaterThanOrEqual(0)
    // Too much for a legible view: it begins with the note that stands before the first card, and not with one far away.
    expect(openingViewport({ ...row(12), notes: [note(-288, 0)] }, size)).toMatchObject({ zoom: 0.45, x: 32 + 288 * 0.45 })
    expect(openingViewport({ ...row(12), notes: [note(-5000, 0)] }, size)).toMatchObject({ zoom: 0.45, x: 32 })
  })
})

describe('the minimap', () => {
  it('holds every card, centred', () => {
    const size = { width: 168, height: 96 }
    const boxes = row(10).nodes.map((item) => ({ ...item.position, ...cardGeometry(item) }))
    const frame = minimapFrame(boxes, size)
    const left = (boxes[0]?.x ?? 0) - frame.x
    const last = boxes.at(-1)
    expect(left * frame.scale).toBeCloseTo(8)
    expect(((last?.x ?? 0) + (last?.width ?? 0) - frame.x) * frame.scale).toBeCloseTo(160)
    expect(minimapFrame([], size).scale).toBeGreaterThan(0)
  })
})

describe('levels of detail', () => {
  it('changes at 0.6 and 0.3', () => {
    expect([1, 0.6, 0.59, 0.3, 0.29].map(levelAt)).toEqual(['full', 'full', 'title', 'title', 'block'])
  })
})

describe('the projection', () => {
  it('hands back the same objects where nothing visible changed', () => {
    const document = row(4)
    const first = project({ document })
    const second = project({ document: { ...document, nodes: document.nodes.map((item) => (item.id === 'n1' ? { ...item, name: 'Renamed' } : item)) } }, first)
    expect(second.nodes[0]).toBe(first.nodes[0])
    expect(second.nodes[1]).not.toBe(first.nodes[1])
    expect(second.edges[2]).toBe(first.edges[2])
  })

  it('compares overlays by value, because callers make them afresh', () => {
    const document = row(2)
    const statusOf = () => ({ status: 'running' as const })
    const first = project({ document, statusOf, diffOf: () => ({ kind: 'added' }) })
    const second = project({ document, statusOf: () => ({ status: 'running' }), diffOf: () => ({ kind: 'added' }) }, first)
    expect(second.nodes[0]).toBe(first.nodes[0])
    expect(project({ document, statusOf: () => ({ status: 'failed' }) }, second).nodes[0]).not.toBe(first.nodes[0])
  })

  it('asks only about what was not shown before, while the marks are the same', () => {
    const document = row(3)
    const scene = sceneOf(document)
    const asked: string[] = []
    const statusOf = (id: string) => {
      asked.push(id)
      return { status: 'running' as const }
    }
    const shown = (...ids: string[]) => shownElements(scene, new Set(ids), true)
    const first = project({ document, statusOf, shown: shown('n0', 'n1') })
    const second = project({ document, statusOf, shown: shown('n0', 'n1', 'n2') }, first)
    expect(asked).toEqual(['n0', 'n1', 'n2'])
    expect(second.nodes.slice(0, 2)).toEqual(first.nodes)
    expect(second.nodes[0]).toBe(first.nodes[0])
    expect(second.edges.map(({ id }) => id)).toEqual(project({ document }).edges.map(({ id }) => id))
    project({ document, statusOf: (id) => statusOf(id), shown: shown('n0') }, second)
    expect(asked).toEqual(['n0', 'n1', 'n2', 'n0'])
  })

  it('leaves out edges without an end and speaks each card', () => {
    const document = { ...row(2), edges: [{ id: 'x', from: 'n0', to: 'nowhere' }] }
    const { nodes, edges } = project({ document, statusOf: () => ({ status: 'waiting' }), problemsOf: () => 1 })
    expect(edges).toEqual([])
    // By the word that stands on the card, not by the one of the record.
    expect(nodes[0]?.ariaLabel).toBe('n0, Function, Needs you, 1 problem')
  })
  it('speaks each connection by the names of its ends, as they are now', () => {
    const document = row(2)
    const first = project({ document })
    expect(first.edges[0]?.ariaLabel).toBe('Connection from n0 to n1')
    const renamed = { ...document, nodes: document.nodes.map((one) => (one.id === 'n1' ? { ...one, name: 'Tell them' } : one)) }
    expect(project({ document: renamed }, first).edges[0]?.ariaLabel).toBe('Connection from n0 to Tell them')
  })
})
