import { describe, expect, test } from 'vitest'
import { withinBounds } from './number-bounds.ts'

describe('what is out of bounds', () => {
  const field = { minimum: 1_000, maximum: 60_000, duration: true, bounded: true }
  test.each([
    [-5, { fault: 'Must be at least 1 s.' }],
    [1_000, { value: 1_000 }],
    [60_000, { value: 60_000 }],
    [1e99, { fault: 'Must be at most 1 min.' }],
    [undefined, { value: undefined }],
  ])('%s is no value where the document has no room for it', (value, said) => {
    expect(withinBounds({ value }, field)).toEqual(said)
  })

  test('is a value, and a problem of it, everywhere else', () => {
    expect(withinBounds({ value: -5 }, { ...field, bounded: false })).toEqual({ value: -5 })
  })

  test('what could not be read says so itself', () => {
    expect(withinBounds({ fault: 'This is not a number.' }, field)).toEqual({ fault: 'This is not a number.' })
  })
})
