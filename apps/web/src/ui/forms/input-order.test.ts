import { describe, expect, it } from 'vitest'
import { formFields } from './form-fields.ts'
import { orderedNames, withOrder, withTypedOrder } from './input-order.ts'

/** What a document store makes of a schema: keys sorted. */
const stored = <Schema extends object>(schema: Schema): Schema =>
  JSON.parse(
    JSON.stringify(schema, (_, value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ),
  )

const schema = { type: 'object', properties: { orderId: { type: 'string' }, amount: { type: 'number' }, note: { type: 'string' } } }

describe('the order of inputs', () => {
  it('is that of their author: after a save the form asked for them alphabetically', () => {
    const kept = stored(withOrder(schema, ['orderId', 'amount', 'note']))
    expect(orderedNames(kept)).toEqual(['orderId', 'amount', 'note'])
    expect(formFields(kept).map(({ key }) => key)).toEqual(['orderId', 'amount', 'note'])
  })

  it('is written down only where sorting would lose it', () => {
    expect(withOrder({ ...schema, 'x-order': ['note'] }, ['amount', 'note', 'orderId'])).toEqual(schema)
    expect(withTypedOrder({ properties: { a: {}, b: {} } })).toEqual({ properties: { a: {}, b: {} } })
    expect(withTypedOrder({ properties: { b: {}, a: {} } })).toEqual({ properties: { b: {}, a: {} }, 'x-order': ['b', 'a'] })
    expect(withTypedOrder({ properties: { b: {}, a: {} }, 'x-order': ['a'] })).toMatchObject({ 'x-order': ['a'] })
  })

  it('bears names that are gone, names it does not know, and an order that is none', () => {
    expect(orderedNames({ properties: { a: {}, b: {}, c: {} }, 'x-order': ['c', 'gone', 'c', 7] })).toEqual(['c', 'a', 'b'])
    expect(orderedNames({ properties: { a: {} }, 'x-order': 'a' })).toEqual(['a'])
    expect(orderedNames({ 'x-order': ['a'] })).toEqual([])
  })
})
