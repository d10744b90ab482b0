import type { Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { boundsOf } from '../../../ui/canvas/spatial-grid.ts'
import { type Arrangement, arranged } from './arrange.ts'
import { boxOf } from './card-box.ts'

const at = (id: string, x: number, y: number) => ({ id, type: 'join', name: id, config: {}, position: { x, y } })
const document: Workflow = {
  schemaVersion: 1,
  name: 'arranged',
  nodes: [at('a', 0, 140), at('b', 300, 0), at('c', 1_000, 300), at('d', 5_000, 5_000)],
  edges: [],
}
const places = ({ nodes }: Workflow) => Object.fromEntries(nodes.map(({ id, position }) => [id, [position.x, position.y]]))
const ABC = ['a', 'b', 'c']

describe('what is selected is arranged', () => {
  it.each<[Arrangement, Record<string, number[]>]>([
    ['left', { a: [0, 140], b: [0, 0], c: [0, 300] }],
    ['centre', { a: [500, 140], b: [500, 0], c: [500, 300] }],
    ['right', { a: [1_000, 140], b: [1_000, 0], c: [1_000, 300] }],
    ['top', { a: [0, 0], b: [300, 0], c: [1_000, 0] }],
    ['middle', { a: [0, 150], b: [300, 150], c: [1_000, 150] }],
    ['bottom', { a: [0, 300], b: [300, 300], c: [1_000, 300] }],
    ['across', { a: [0, 140], b: [500, 0], c: [1_000, 300] }],
    ['down', { a: [0, 150], b: [300, 0], c: [1_000, 300] }],
  ])('%s, and nothing else moves', (how, expected) => {
    expect(places(arranged(document, ABC, how))).toEqual({ ...expected, d: [5_000, 5_000] })
  })

  it('with gaps between what would overlap', () => {
    const heap = { ...document, nodes: [at('a', 0, 0), at('b', 40, 0), at('c', 80, 0)] }
    const boxes = arranged(heap, ABC, 'across').nodes.map(boxOf)
    expect(boxes.map(({ x }) => x)).toEqual([0, 256, 512])
  })

  it.each<[Arrangement, Record<string, number[]>]>([
    ['top', { a: [0, 0], b: [256, 0], c: [512, 0] }],
    ['middle', { a: [0, 200], b: [256, 200], c: [512, 200] }],
    ['bottom', { a: [0, 400], b: [256, 400], c: [512, 400] }],
  ])('%s, side by side where they stood below one another: cards cover nothing', (how, expected) => {
    const stacked = { ...document, nodes: [at('b', 0, 200), at('a', 0, 0), at('c', 0, 400)] }
    expect(places(arranged(stacked, ABC, how))).toEqual(expected)
  })

  it('below one another where they stood side by side, each as far as it is high', () => {
    const row = { ...document, nodes: [at('a', 0, 0), at('b', 300, 0), at('c', 600, 0)] }
    const boxes = arranged(row, ABC, 'left').nodes.map(boxOf)
    expect(boxes.map(({ x }) => x)).toEqual([0, 0, 0])
    boxes.slice(1).forEach((box, index) => {
      const above = boxes[index]
      expect(above && box.y - above.y - above.height).toBe(24)
    })
  })

  it('is the same document where there is too little to arrange, or nothing to move', () => {
    expect(arranged(document, ['a'], 'left')).toBe(document)
    expect(arranged(document, ['a', 'b'], 'across')).toBe(document)
    const lined = arranged(document, ABC, 'top')
    expect(arranged(lined, ABC, 'top')).toBe(lined)
  })

  it('moves a collapsed group as the one card it is drawn as', () => {
    const grouped: Workflow = { ...document, groups: [{ id: 'g', name: 'Both', nodes: ['b', 'c'], collapsed: true }] }
    const after = arranged(grouped, ABC, 'left')
    expect(places(after)).toEqual({ a: [0, 140], b: [0, 0], c: [700, 300], d: [5_000, 5_000] })
    expect(boundsOf(after.nodes.slice(0, 2).map(boxOf))?.x).toBe(0)
  })
})
