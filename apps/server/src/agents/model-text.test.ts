import { DEFAULT_LIMITS } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { readStructured } from './structured-output.ts'
import { parseArguments } from './tool-arguments.ts'

const bounds = { ...DEFAULT_LIMITS, maxDepth: 4, maxJsonValues: 10 }
const deep = `{"a":${'['.repeat(4)}${']'.repeat(4)}}`
const many = `{"a":[${'1,'.repeat(10)}1]}`

describe('[D-23] JSON a model wrote is bounded before it is built', () => {
  it.each([
    ['too deep', deep, 'nested deeper than 4'],
    ['too many values', many, 'more than 10 members and items'],
    ['thousands of levels', '['.repeat(200_000), 'nested deeper than 4'],
  ])('%s: tool arguments are sent back with the reason', (_, text, reason) => {
    expect(parseArguments(text, bounds)).toEqual({ kind: 'bad', message: expect.stringContaining(reason) })
    expect(readStructured(text, {}, bounds)).toEqual({ kind: 'bad', problems: expect.stringContaining(reason) })
    expect(readStructured(`\`\`\`json\n${text}\n\`\`\``, {}, bounds)).toEqual({ kind: 'bad', problems: expect.stringContaining(reason) })
  })

  it('what is just within is taken', () => {
    const text = '{"a":[[[1,2,3,4,5,6,7]]]}'
    expect(parseArguments(text, bounds)).toEqual({ kind: 'ok', value: { a: [[[1, 2, 3, 4, 5, 6, 7]]] } })
    expect(readStructured(text, {}, bounds)).toEqual({ kind: 'ok', data: { a: [[[1, 2, 3, 4, 5, 6, 7]]] } })
  })
})
