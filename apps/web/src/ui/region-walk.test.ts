import { expect, it } from 'vitest'
import { regionAfter } from './region-walk.ts'

it.each([
  [0, 1, 1],
  [2, 1, 0],
  [0, -1, 2],
  [-1, 1, 0],
  [-1, -1, 2],
] as const)('F6: from part %d of three by %d to part %d', (at, step, to) => expect(regionAfter(at, 3, step)).toBe(to))
