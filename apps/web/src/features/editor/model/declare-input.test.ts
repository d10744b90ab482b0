import { describe, expect, it } from 'vitest'
import { kindOfUse } from './declare-input.ts'

describe('what an expression takes an input for', () => {
  it.each([
    ['inputs.x > 3', 'number'],
    ['10 <= inputs.x', 'number'],
    ['inputs.x * 2 == nodes.a.total', 'number'],
    ['inputs["x"] == 1', 'number'],
    ['inputs.x.filter(i, i > 1)', 'array'],
    ['"a" in inputs.x', 'array'],
    ['inputs.x', 'boolean'],
    ['!inputs.x', 'boolean'],
    ['nodes.a.ok && inputs.x', 'boolean'],
    ['inputs.x ? 1 : 2', 'boolean'],
    ['inputs.x == true', 'boolean'],
    ['inputs.x.address.city == "Rome"', 'object'],
    ['inputs.x.startsWith("a")', 'string'],
    ['inputs.x == "Rome"', 'string'],
    ['inputs.x != inputs.y', 'string'],
    ['inputs.xy > 3', 'string'],
  ])('%s: %s', (source, type) => {
    expect(kindOfUse(source, 'x')).toEqual({ type })
  })
})
