import type { FieldProblem } from '@aob/schemas'
import { expect, test } from 'vitest'
import { messageAt, messageWithin } from './field-problems.ts'
import { pairFault, pairsFault } from './pairs.ts'

const problem = (part: Partial<FieldProblem>): FieldProblem => ({ code: 'node.config_invalid', message: '', pointer: '/x', severity: 'error', ...part })

test.each([
  [{ message: 'url is missing.', name: 'url', rule: 'required' }, 'This is needed.'],
  [{ message: 'url must not be empty.', name: 'url', rule: 'minLength' }, 'This is needed.'],
  [{ message: 'maxCalls must be at most 50.', name: 'maxCalls', rule: 'maximum' }, 'Must be at most 50.'],
  [{ message: 'Item 2 of expectStatus must be at least 100.', name: 'expectStatus', rule: 'minimum' }, 'Item 2 must be at least 100.'],
  [{ message: 'config must NOT have fewer than 1 properties.', name: 'config', rule: 'minProperties' }, 'One of these is needed.'],
  [{ message: 'config must NOT have more than 1 properties.', name: 'config', rule: 'maxProperties' }, 'Only one of these can count: empty the other.'],
  [{ message: 'url is missing.' }, 'url is missing.'],
] as Array<[Partial<FieldProblem>, string]>)('at its field %j is said as: %s', (part, said) => {
  expect(messageAt([problem(part)], '/x')).toBe(said)
  expect(messageWithin([problem({ ...part, pointer: '/x/1' })], '/x')).toBe(said)
})

test('a row the document does not hold says why: it has no name, or the same name stands below', () => {
  const rows = [
    { row: 0, name: 'a', value: '1' },
    { row: 1, name: '', value: '2' },
    { row: 2, name: 'a', value: '3' },
    { row: 3, name: '', value: '' },
  ]
  expect(rows.map((row) => pairFault(row, rows)?.slice(0, 13))).toEqual(['The same name', 'A name is nee', undefined, undefined])
  expect(pairsFault(rows)).toMatch(/^The same name/)
  expect(pairsFault(rows.slice(2))).toBeUndefined()
})
