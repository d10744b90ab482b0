import { describe, expect, it } from 'vitest'
import { factLabel, flattenFacts, scalarList } from './json-fact-lines.ts'

describe('facts of a JSON value', () => {
  it('opens nested objects and leaves lists and deep ones alone', () => {
    expect(flattenFacts([['body', { amount: 3, to: { name: 'M' } }]])).toEqual([
      ['body.amount', 3],
      ['body.to.name', 'M'],
    ])
    expect(flattenFacts([['a', { b: { c: { d: { e: 1 } } } }]])).toEqual([['a.b.c.d', { e: 1 }]])
    expect(flattenFacts([['empty', {}]])).toEqual([['empty', {}]])
  })

  it('names fields in words', () => {
    expect(factLabel('orderTotal')).toBe('Order total')
    expect(factLabel('body.order_id')).toBe('Body › order ID')
    expect(factLabel('url')).toBe('URL')
  })

  it('knows lists of plain values', () => {
    expect(scalarList(['a', 1])).toEqual(['a', 1])
    expect(scalarList([])).toBeUndefined()
    expect(scalarList([{}])).toBeUndefined()
  })
})
