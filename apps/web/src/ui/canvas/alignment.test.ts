import { describe, expect, it } from 'vitest'
import { alignmentOf, SNAP_REACH } from './alignment.ts'

const box = (x: number, y: number, width = 232, height = 112) => ({ x, y, width, height })

describe('lining a moving card up', () => {
  it('jumps to a shared edge within reach and shows the line from card to card', () => {
    const { by, guides } = alignmentOf(box(305, 404), [box(300, 0)])
    expect(by).toEqual({ x: -5, y: 0 })
    expect(guides.map(({ axis, at }) => [axis, at])).toEqual([
      ['x', 300],
      ['x', 532],
    ])
    expect(guides[0]).toMatchObject({ from: 0, to: 516 })
  })

  it('stays where it is one pixel beyond reach', () => {
    expect(alignmentOf(box(300 + SNAP_REACH, 400), [box(300, 0)]).by.x).toBe(-SNAP_REACH)
    expect(alignmentOf(box(300 + SNAP_REACH + 1, 400), [box(300, 0)])).toEqual({ by: { x: 0, y: 0 }, guides: [], spacings: [] })
  })

  it('lines middles up where heights differ, so that the connection between them is straight', () => {
    const { by, guides } = alignmentOf(box(400, 33, 232, 160), [box(0, 60)])
    expect(by.y).toBe(3)
    expect(guides).toEqual([{ axis: 'y', at: 116, from: 0, to: 632 }])
  })

  it('shows equal gaps between two neighbours', () => {
    const { by, spacings } = alignmentOf(box(303, 30), [box(0, 0), box(600, 0)])
    expect(by.x).toBe(-3)
    expect(spacings).toEqual([
      {
        axis: 'x',
        at: 71,
        size: 68,
        gaps: [
          [232, 300],
          [532, 600],
        ],
      },
    ])
  })

  it('goes on in the rhythm of the row, to either side', () => {
    const row = [box(0, 0), box(300, 0)]
    expect(alignmentOf(box(602, 30), row)).toMatchObject({ by: { x: -2 }, spacings: [{ size: 68 }] })
    expect(alignmentOf(box(-302, 30), row)).toMatchObject({ by: { x: 2 }, spacings: [{ size: 68 }] })
  })

  it('says nothing about cards in other rows', () => {
    expect(alignmentOf(box(603, 900), [box(0, 0), box(300, 0)]).spacings).toEqual([])
  })
})
