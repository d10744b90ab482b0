import { describe, expect, it } from 'vitest'
import { messageAt, messageWithin, pointerTo } from './field-problems.ts'
import { readJson, sameJson, writeJson } from './json-text.ts'
import { pairsOf, sameRecord, toRecord } from './pairs.ts'
import { parseNumber, parseNumbers } from './parse-numbers.ts'

describe('numbers as typed', () => {
  it('reads numbers, takes empty text for nothing and says what is wrong', () => {
    expect(parseNumber(' 1.5 ', { integer: false })).toEqual({ value: 1.5 })
    expect(parseNumber('', { integer: true })).toEqual({ value: undefined })
    expect(parseNumber('1.5', { integer: true })).toEqual({ fault: 'Whole numbers only.' })
    expect(parseNumber('0x10', { integer: true })).toEqual({ fault: 'This is not a number.' })
    expect(parseNumbers('200, 201 204')).toEqual({ value: [200, 201, 204] })
    expect(parseNumbers('200, ok')).toEqual({ fault: '“ok” is not a whole number.' })
    expect(parseNumbers(' , ')).toEqual({ value: undefined })
  })
})

describe('name and value rows', () => {
  it('keeps nameless rows out of the document and lets the last of a name win', () => {
    const rows = [
      { row: 0, name: 'a', value: '1' },
      { row: 1, name: '', value: '2' },
      { row: 2, name: 'a', value: '3' },
    ]
    expect(toRecord(rows)).toEqual({ a: '3' })
    expect(pairsOf({ a: '3' })).toEqual([{ row: 0, name: 'a', value: '3' }])
    expect(pairsOf(undefined)).toEqual([])
  })

  it('takes nothing and an empty object for the same', () => {
    expect(sameRecord({}, undefined)).toBe(true)
    expect(sameRecord({ a: '1' }, { a: '1' })).toBe(true)
    expect(sameRecord({ a: '1' }, { a: '2' })).toBe(false)
  })
})

describe('JSON as typed', () => {
  it('never answers a value for text that does not parse', () => {
    expect(readJson('oops{"a":1}')).toEqual({ kind: 'fault', reason: "Not JSON yet: Unexpected token 'o'." })
    expect(readJson('{"a":')).toMatchObject({ kind: 'fault', reason: expect.stringContaining('Not JSON yet') })
    expect(readJson('  ')).toEqual({ kind: 'value', value: undefined })
    expect(readJson(writeJson({ a: [1] }))).toEqual({ kind: 'value', value: { a: [1] } })
  })

  it('that no server takes is told while it is typed: names of prototypes and U+0000, however they are spelt', () => {
    for (const text of ['{"__proto__":{"x":1}}', '[{"a":{"\\u005f_proto__":1}}]', '{"constructor":{"prototype":{}}}'])
      expect(readJson(text)).toEqual({ kind: 'fault', reason: expect.stringContaining('never accepted') })
    for (const text of ['"a\\u0000b"', '{"\\u0000":1}', '["\\u0000"]'])
      expect(readJson(text)).toEqual({ kind: 'fault', reason: expect.stringContaining('U+0000') })
    for (const text of ['{"constructor":2}', '{"a":"__proto__"}', '"\\u00e9"']) expect(readJson(text)).toEqual({ kind: 'value', value: JSON.parse(text) })
  })

  it('compares by meaning, with nothing apart from null', () => {
    expect(sameJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true)
    expect(sameJson(undefined, null)).toBe(false)
  })
})

describe('problems at a field', () => {
  const problems = [
    { code: 'a', message: 'careful', pointer: '/nodes/0/config/url', severity: 'warning' as const },
    { code: 'b', message: 'wrong', pointer: '/nodes/0/config/url', severity: 'error' as const },
    { code: 'c', message: 'inside', pointer: '/nodes/0/config/headers/x~1y', severity: 'error' as const },
  ]
  it('finds the error first, and what lies inside', () => {
    expect(messageAt(problems, '/nodes/0/config/url')).toBe('wrong')
    expect(messageAt(problems, '/nodes/0/config')).toBeUndefined()
    expect(messageWithin(problems, '/nodes/0/config/headers')).toBe('inside')
    expect(pointerTo('/nodes/0/config/headers', 'x/y')).toBe('/nodes/0/config/headers/x~1y')
  })
})
