import { describe, expect, it } from 'vitest'
import { placeAfter, typedAhead } from './list-walk.ts'

const LABELS = ['HTTP request', 'Notify', 'Switch', 'Sub-workflow', 'Map']

describe('the keys of a list that is one stop of Tab', () => {
  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 4, 4],
    ['ArrowUp', 0, 0],
    ['Home', 3, 0],
    ['End', 1, 4],
    ['Tab', 1, undefined],
  ])('%s from %d leads to %s', (key, at, to) => expect(placeAfter(key, at, LABELS.length)).toBe(to))

  it('lead nowhere in an empty list', () => expect(placeAfter('ArrowDown', 0, 0)).toBeUndefined())

  it('go to what begins with the letters typed one after the other, round the end', () => {
    const first = typedAhead('s', 0, { text: '', at: -5_000 }, LABELS, 0)
    expect(first.place).toBe(2)
    const second = typedAhead('u', 100, first.typed, LABELS, 2)
    expect(second.place).toBe(3)
    expect(typedAhead('h', 5_000, second.typed, LABELS, 3).place).toBe(0)
    expect(typedAhead('x', 5_000, second.typed, LABELS, 3).place).toBeUndefined()
  })

  it('go through all that begin with one letter that is pressed again', () => {
    const first = typedAhead('s', 0, { text: '', at: -5_000 }, LABELS, 0)
    const second = typedAhead('s', 100, first.typed, LABELS, 2)
    expect([second.place, typedAhead('s', 200, second.typed, LABELS, 3).place]).toEqual([3, 2])
  })
})
