import { expect, test } from 'vitest'
import { parseMilliseconds } from './parse-numbers.ts'

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
