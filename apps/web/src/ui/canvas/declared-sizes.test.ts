import { describe, expect, it } from 'vitest'
import { isAsDeclared } from './declared-sizes.ts'

const element = (offsetWidth: number, offsetHeight: number) => ({ offsetWidth, offsetHeight }) as HTMLDivElement
const card = { measured: { width: 232, height: 112 }, handles: [] }

describe('a card that was measured', () => {
  it('tells nothing new where it has the size it says', () => expect(isAsDeclared(card, element(232, 112))).toBe(true))
  it.each([
    ['is larger than it says', card, element(232, 140)],
    ['is narrower than it says', card, element(200, 112)],
    ['says no size', { ...card, measured: {} }, element(232, 112)],
    ['says not where its ports are', { measured: card.measured }, element(232, 112)],
    ['is not known', undefined, element(232, 112)],
  ])('is told to React Flow when it %s', (_, node, measured) => expect(isAsDeclared(node, measured)).toBe(false))
})
