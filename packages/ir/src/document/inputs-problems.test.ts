import { describe, expect, test } from 'vitest'
import { inputsProblems } from './inputs-problems.ts'

const told = (inputs: unknown) => inputsProblems(inputs).map(({ pointer, message }) => [pointer, message])

describe('[V21] the schema of the inputs', () => {
  test.each<[string, unknown, string, string]>([
    ['a type that is none', { type: 'strng' }, '/inputs/type', 'type must be one of string, number, integer, boolean, object, array, null.'],
    ['an input that is no schema', { properties: { a: 7 } }, '/inputs/properties/a', 'The input a must be a schema, such as {"type": "string"}.'],
    ['a bound that is no number', { properties: { a: { minimum: 'q' } } }, '/inputs/properties/a/minimum', 'minimum of the input a must be a number.'],
    ['one name for several', { required: 'a' }, '/inputs/required', 'required must be a list of names.'],
    ['no value at all', { properties: { a: { enum: [] } } }, '/inputs/properties/a/enum', 'enum of the input a must be a list of the values there are.'],
    ['a pattern that is none', { properties: { a: { pattern: '(' } } }, '/inputs/properties/a/pattern', 'pattern of the input a must be a regular expression.'],
    [
      'what lies deeper',
      { properties: { a: { items: { type: 'x' } } } },
      '/inputs/properties/a/items/type',
      'type must be one of string, number, integer, boolean, object, array, null.',
    ],
    ['inputs that are a list of names', { properties: ['a'] }, '/inputs/properties', 'properties must be an object that names each input.'],
  ])('%s is told at its place', (_what, inputs, pointer, message) => {
    expect(told(inputs)).toEqual([[pointer, message]])
  })

  test.each([
    undefined,
    {},
    { type: ['string', 'null'] },
    { type: 'object', properties: { type: { type: 'string', minLength: 0 }, b: true }, required: [], 'x-order': ['b'], additionalProperties: false },
    { anyOf: [{ type: 'object' }], $defs: { a: { const: { type: 'anything' } } } },
  ])('%j is one', (inputs) => {
    expect(told(inputs)).toEqual([])
  })

  test('a schema that lies in itself without end is looked at as far as it is reasonable', () => {
    const deep = Array.from({ length: 5_000 }).reduce<unknown>((inner) => ({ items: inner }), { type: 'x' })
    expect(told(deep)).toEqual([])
  })
})
