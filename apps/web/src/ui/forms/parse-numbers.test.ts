import { expect, test } from 'vitest'
import { parseMilliseconds, parseNumber, parseNumbers } from './parse-numbers.ts'

test.each([
  ['', undefined],
  ['1500', 1_500],
  ['90 s', 90_000],
  ['2h', 7_200_000],
  ['1 d 12 h', 129_600_000],
  ['1.5min', 90_000],
  ['0.0004 s', 0],
])('a time may be typed as people say it: “%s”', (text, value) => {
  expect(parseMilliseconds(text, { integer: true })).toEqual({ value })
})

test.each(['soon', '2 hours or so', '2 x', 'h', '-1 h', '1 h,'])('what is no time is told how one is written: “%s”', (text) => {
  expect(parseMilliseconds(text, { integer: true })).toEqual({ fault: 'Write milliseconds, or a time such as 90 s, 20 min, 2 h, 1 d 12 h.' })
})

test('a number the document would hold as another, or as none, is not taken', () => {
  const fault = 'This number is too large to be kept exactly.'
  expect(parseNumber('1e400', { integer: false })).toEqual({ fault })
  expect(parseNumber('9007199254740993', { integer: true })).toEqual({ fault })
  expect(parseNumber('-1e21', { integer: true })).toEqual({ fault })
  expect(parseMilliseconds(`${'9'.repeat(400)} s`, { integer: true })).toEqual({ fault })
  expect(parseNumbers('200, 9007199254740993')).toEqual({ fault: '“9007199254740993” is too large to be kept exactly.' })
  expect(parseNumber('9007199254740991', { integer: true })).toEqual({ value: 9_007_199_254_740_991 })
  expect(parseNumber('1e21', { integer: false })).toEqual({ value: 1e21 })
})

test('a comma for the point is told as what it is', () => {
  expect(parseNumber('5,5', { integer: false })).toEqual({ fault: 'Write a point for the comma: 5.5.' })
})
