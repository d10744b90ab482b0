import { NODE_TYPES } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { defaultsOf, type FieldSchema, formFields, inputFields, questionsOf, withProperty } from './form-fields.ts'

const kinds = (schema: FieldSchema) => Object.fromEntries(formFields(schema).map((field) => [field.key, field.kind]))

describe('fields from a JSON Schema', () => {
  it('maps every node type without falling back to JSON where a better field exists', () => {
    expect(kinds(NODE_TYPES.http.configSchema as FieldSchema)).toEqual({
      method: 'choice',
      url: 'line',
      query: 'pairs',
      headers: 'pairs',
      body: 'json',
      expectStatus: 'numbers',
    })
    expect(kinds(NODE_TYPES.agent.configSchema as FieldSchema)).toEqual({
      prompt: 'text',
      system: 'text',
      model: 'line',
      tools: 'flags',
      outputSchema: 'json',
      maxCalls: 'number',
      runner: 'line',
      awaitPatches: 'switch',
    })
    expect(kinds(NODE_TYPES.function.configSchema as FieldSchema)).toEqual({ code: 'code', input: 'json' })
    expect(kinds(NODE_TYPES.conditional.configSchema as FieldSchema)).toEqual({ condition: 'expression' })
    expect(kinds(NODE_TYPES.join.configSchema as FieldSchema)).toEqual({})
  })

  it('offers the workflows there are where one is named', () => {
    const [ref] = formFields(NODE_TYPES.workflow.configSchema as FieldSchema)
    expect(ref).toMatchObject({ key: 'ref', kind: 'line', plain: true, suggests: 'workflow' })
  })

  it('turns an array of objects into rows with their own fields and bounds', () => {
    const [cases] = formFields(NODE_TYPES.switch.configSchema as FieldSchema)
    expect(cases).toMatchObject({ kind: 'rows', minItems: 1, maxItems: 50, required: true })
    expect(cases?.kind === 'rows' && cases.fields.map((field) => [field.key, field.kind, field.required])).toEqual([
      ['name', 'line', true],
      ['when', 'expression', true],
    ])
  })

  it('carries label, hint, default, requiredness and bounds', () => {
    const fields = formFields({
      required: ['count'],
      properties: { count: { type: 'integer', minimum: 1, maximum: 9, default: 3, description: 'How many.' }, deadlineMs: { type: 'number' } },
    })
    expect(fields).toEqual([
      { key: 'count', kind: 'number', integer: true, label: 'Count', hint: 'How many.', required: true, default: 3, minimum: 1, maximum: 9 },
      { key: 'deadlineMs', kind: 'number', integer: false, label: 'Deadline ms', required: false, minimum: undefined, maximum: undefined },
    ])
  })

  it('edits what no field fits as JSON', () => {
    expect(
      kinds({ properties: { any: {}, mixed: { enum: [1, 'a'] }, nested: { type: 'object', properties: { a: { type: 'string' } } }, list: { type: 'array' } } }),
    ).toEqual({
      any: 'json',
      mixed: 'json',
      nested: 'json',
      list: 'json',
    })
  })
})

describe('what a run must be asked for', () => {
  const schema: FieldSchema = {
    type: 'object',
    required: ['orderId', 'limit'],
    properties: { orderId: { type: 'string' }, limit: { type: 'integer', default: 10 }, note: { type: 'string' } },
  }
  it('asks for required inputs without a default and fills in the rest', () => {
    expect(questionsOf(schema)).toEqual(['orderId'])
    expect(defaultsOf(schema)).toEqual({ limit: 10 })
    expect(questionsOf({})).toEqual([])
  })

  it('calls required what has to be answered, not what has a default, and asks for it first unless there is an order', () => {
    const asked = (of: FieldSchema) => inputFields(of).map(({ key, required }) => [key, required])
    const optional = { note: { type: 'string' }, ...schema.properties }
    expect(asked({ ...schema, properties: optional })).toEqual([
      ['orderId', true],
      ['note', false],
      ['limit', false],
    ])
    expect(asked({ ...schema, 'x-order': ['note', 'limit', 'orderId'] }).map(([key]) => key)).toEqual(['note', 'limit', 'orderId'])
  })
})

describe('setting one property', () => {
  it('replaces, adds and leaves out', () => {
    expect(withProperty({ a: 1 }, 'a', 2)).toEqual({ a: 2 })
    expect(withProperty({ a: 1 }, 'b', 2)).toEqual({ a: 1, b: 2 })
    expect(withProperty({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 })
  })
})
