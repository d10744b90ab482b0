import { describe, expect, it } from 'vitest'
import { formFields } from './form-fields.ts'
import { asKept, asTyped, orderedNames, withOrder } from './input-order.ts'

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
  })

  it('is that of the text where a schema is typed: lines that were moved moved nothing, an order beside them won', () => {
    const kept = { type: 'object', properties: { amount: {}, note: {}, orderId: {} }, required: ['note'], 'x-order': ['orderId', 'amount', 'note'] }
    const typed = asTyped(kept)
    expect(JSON.stringify(typed)).toBe('{"type":"object","properties":{"orderId":{},"amount":{},"note":{}},"required":["note"]}')
    expect(asKept(typed)).toEqual(kept)
    const { orderId, amount, note } = typed.properties
    expect(asKept({ ...typed, properties: { amount, another: {}, orderId, note } })).toMatchObject({ 'x-order': ['amount', 'another', 'orderId', 'note'] })
    expect(asKept({ ...typed, properties: { amount, note, orderId } })).not.toHaveProperty('x-order')
    expect(asKept({ ...typed, 'x-order': ['note'] })).toMatchObject({ 'x-order': ['note', 'orderId', 'amount'] })
  })

  it('leaves what is no object schema as it was typed', () => {
    for (const schema of [undefined, null, 7, ['a'], {}, { allOf: [] }, { properties: 'none' }, { properties: [] }]) {
      expect(asTyped(schema)).toBe(schema)
      expect(asKept(schema)).toBe(schema)
    }
  })

  it('bears names that are gone, names it does not know, and an order that is none', () => {
    expect(orderedNames({ properties: { a: {}, b: {}, c: {} }, 'x-order': ['c', 'gone', 'c', 7] })).toEqual(['c', 'a', 'b'])
    expect(orderedNames({ properties: { a: {} }, 'x-order': 'a' })).toEqual(['a'])
    expect(orderedNames({ 'x-order': ['a'] })).toEqual([])
  })
})
