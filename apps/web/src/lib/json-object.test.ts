import { expect, it } from 'vitest'
import { readObject } from './json-object.ts'

it('reads an object, or nothing, and says of everything else what is wrong', () => {
  expect(readObject(' ')).toEqual({ kind: 'object', value: {} })
  expect(readObject('{"n": 1}')).toEqual({ kind: 'object', value: { n: 1 } })
  for (const text of ['[1]', '1', 'null', '{']) expect(readObject(text).kind).toBe('fault')
})
