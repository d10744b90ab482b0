import { describe, expect, it } from 'vitest'
import { evidenceShape, MAX_TABLE_COLUMNS } from './evidence-shape.ts'

describe('evidence', () => {
  it('lists the facts of an object and shows nothing for nothing', () => {
    expect(evidenceShape({ total: 12, vip: true })).toEqual({
      kind: 'facts',
      facts: [
        ['total', 12],
        ['vip', true],
      ],
    })
    expect(evidenceShape(undefined)).toEqual({ kind: 'none' })
    expect(evidenceShape({})).toEqual({ kind: 'none' })
    expect(evidenceShape([])).toEqual({ kind: 'none' })
    expect(evidenceShape(false)).toEqual({ kind: 'facts', facts: [['value', false]] })
  })

  it('makes a table of flat rows only', () => {
    expect(evidenceShape([{ a: 1 }, { b: 2 }])).toMatchObject({ kind: 'table', columns: ['a', 'b'] })
    expect(evidenceShape([{ a: { deep: 1 } }])).toEqual({ kind: 'tree' })
    expect(evidenceShape([1, 2])).toEqual({ kind: 'tree' })
  })

  it(`takes ${MAX_TABLE_COLUMNS} columns and draws a tree beyond`, () => {
    const row = (columns: number) => Object.fromEntries(Array.from({ length: columns }, (_, index) => [`c${index}`, index]))
    expect(evidenceShape([row(MAX_TABLE_COLUMNS)]).kind).toBe('table')
    expect(evidenceShape([row(MAX_TABLE_COLUMNS + 1)]).kind).toBe('tree')
  })
})
