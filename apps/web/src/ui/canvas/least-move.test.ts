import { describe, expect, it } from 'vitest'
import { leastMove, shownTogether } from './least-move.ts'

const seen = { x: 0, y: 0, width: 1000, height: 600 }
const card = (x: number, y = 100) => ({ x, y, width: 232, height: 100 })

describe('a view goes no further than it has to', () => {
  it.each([
    ['what is in it', card(100), { x: 0, y: 0 }],
    ['what sticks out on the right', card(900), { x: 132, y: 0 }],
    ['what is above', card(100, -40), { x: 0, y: -40 }],
    ['what is larger: its beginning', { x: 10, y: 100, width: 2000, height: 100 }, { x: 10, y: 0 }],
  ])('%s', (_, box, move) => expect(leastMove(box, seen)).toEqual(move))

  it('what was connected to a new card stays whole in view where both fit', () => {
    const [known, added] = [card(620), card(924)]
    const together = shownTogether(added, [known], seen)
    expect(together).toEqual({ x: 620, y: 100, width: 536, height: 100 })
    expect(leastMove(together, seen)).toEqual({ x: 156, y: 0 })
  })

  it('of several that do not all fit the nearest in order come along', () => {
    expect(shownTogether(card(924), [card(620), card(-200)], seen)).toEqual({ x: 620, y: 100, width: 536, height: 100 })
  })
})
