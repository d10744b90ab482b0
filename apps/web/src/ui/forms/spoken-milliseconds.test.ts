import { expect, test } from 'vitest'
import { spokenMilliseconds } from './spoken-milliseconds.ts'

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1 s'],
  [1_500, '1.5 s'],
  [59_999, '59.999 s'],
  [60_000, '1 min'],
  [5_400_000, '1 h 30 min'],
  [86_400_000, '1 d'],
  [2_592_000_000, '30 d'],
])('%d ms are said as %s', (milliseconds, words) => {
  expect(spokenMilliseconds(milliseconds)).toBe(words)
})
