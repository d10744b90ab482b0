import { createExpressions } from '@aob/expressions'
import { describe, expect, test } from 'vitest'
import { base, file, imported, settingsOf } from './testing/imported.ts'

const { condition } = createExpressions()

/** What an If of n8n becomes, on what a webhook posts. */
function written(operator: { type: string; operation: string }, rightValue: unknown, more: object = {}): string {
  const conditions = { options: {}, combinator: 'and', conditions: [{ leftValue: '={{ $json.body.a.b }}', rightValue, operator }], ...more }
  const { node, workflow } = imported(file([base('Hook', 'webhook'), base('If', 'if', { conditions }, { typeVersion: 2 })], { Hook: ['If'] }))
  expect(workflow.inputs).toMatchObject({ properties: { a: { title: 'a' } } })
  return String(settingsOf(node('if')).condition)
}

function judged(operator: { type: string; operation: string }, rightValue: unknown, body: object, more: object = {}): boolean {
  return condition(written(operator, rightValue, more), { inputs: body, nodes: {}, run: { id: 'r', workflow: 'w' }, vars: {} })
}

test.each([
  ['string', 'notEmpty', '', 'A != null && A != ""'],
  ['string', 'empty', '', 'A == null || A == ""'],
  ['array', 'notEmpty', '', 'A != null && size(A) > 0'],
  ['number', 'notEmpty', '', 'A != null'],
  ['number', 'empty', '', 'A == null'],
  ['string', 'notExists', '', 'A == null'],
  ['string', 'notContains', 'x', 'A == null || !A.contains("x")'],
  ['array', 'notContains', 'x', 'A == null || !("x" in A)'],
  ['string', 'notStartsWith', 'x', 'A == null || !A.startsWith("x")'],
] as const)('%s %s reads as a person would write it', (type, operation, right, expected) => {
  expect(written({ type, operation }, right)).toBe(expected.replaceAll('A', 'inputs.?a.?b.orValue(null)'))
})

describe('conditions on what is not there hold or do not hold, as in n8n, and fail at nothing', () => {
  const MISSING = [{}, { a: {} }, { a: { b: null } }]
  test.each([
    ['string', 'equals', 'x', false],
    ['string', 'notEquals', 'x', true],
    ['string', 'contains', 'x', false],
    ['string', 'notContains', 'x', true],
    ['string', 'startsWith', 'x', false],
    ['string', 'notEndsWith', 'x', true],
    ['string', 'empty', '', true],
    ['string', 'notEmpty', '', false],
    ['string', 'exists', '', false],
    ['string', 'notExists', '', true],
    ['number', 'gt', 3, false],
    ['number', 'lte', 3, false],
    ['number', 'empty', '', true],
    ['boolean', 'true', '', false],
    ['boolean', 'false', '', true],
    ['array', 'contains', 'x', false],
    ['array', 'empty', '', true],
    ['array', 'lengthGt', 0, false],
    ['object', 'notEmpty', '', false],
  ] as const)('%s %s', (type, operation, right, expected) => {
    expect(MISSING.map((body) => judged({ type, operation }, right, body))).toEqual(MISSING.map(() => expected))
  })

  test('without minding case, too', () => {
    const ignoring = { options: { caseSensitive: false } }
    expect(judged({ type: 'string', operation: 'equals' }, 'X', {}, ignoring)).toBe(false)
    expect(judged({ type: 'string', operation: 'notEquals' }, 'X', {}, ignoring)).toBe(true)
    expect(judged({ type: 'string', operation: 'notEquals' }, 'X', { a: { b: 'x' } }, ignoring)).toBe(false)
  })
})

describe('conditions on what is there', () => {
  test.each([
    ['string', 'equals', 'x', 'x', true],
    ['string', 'notContains', 'x', 'axb', false],
    ['string', 'notEmpty', '', 'x', true],
    ['number', 'gt', 3, 4, true],
    ['number', 'gt', 3, 3, false],
    ['boolean', 'false', '', false, true],
    ['boolean', 'true', '', true, true],
    ['array', 'contains', 'x', ['x'], true],
    ['array', 'lengthGt', 0, [1], true],
    ['object', 'empty', '', {}, true],
    ['string', 'notEmpty', '', '', false],
    ['string', 'notStartsWith', 'x', 'xa', false],
    ['string', 'notEndsWith', 'x', 'xa', true],
    ['array', 'notContains', 'x', ['x'], false],
    ['array', 'notContains', 'x', ['y'], true],
    ['array', 'notEmpty', '', [], false],
    ['number', 'notEmpty', '', 0, true],
    ['number', 'empty', '', 0, false],
    ['string', 'notExists', '', 'x', false],
  ] as const)('%s %s %j of %j', (type, operation, right, value, expected) => {
    expect(judged({ type, operation }, right, { a: { b: value } })).toBe(expected)
  })
})
