import { expect, test } from 'vitest'
import { parseMilliseconds } from './parse-numbers.ts'
import { spokenMilliseconds, writtenMilliseconds } from './spoken-milliseconds.ts'

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

test.each([
  [90_000, '1 min 30 s'],
  [3_600_000, '1 h'],
  [1_500, '1 s 500 ms'],
  [86_461_001, '1 d 1 min 1 s 1 ms'],
  [250, '250 ms'],
  [0, '0'],
  [-5, '-5'],
  [0.5, '0.5'],
  [1e99, '1e+99'],
])('%d ms stand in a field as %s, and are read back as what they are', (milliseconds, words) => {
  expect(writtenMilliseconds(milliseconds)).toBe(words)
  if (Number.isInteger(milliseconds) && milliseconds < 1e15) expect(parseMilliseconds(words, { integer: true })).toEqual({ value: milliseconds })
})
