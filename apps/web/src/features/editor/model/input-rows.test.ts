import { describe, expect, it } from 'vitest'
import {
  type InputRow,
  type InputsSchema,
  inputRows,
  nameFault,
  withInputKind,
  withInputMoved,
  withInputWords,
  withNewInput,
  withoutInput,
  withRequired,
} from './input-rows.ts'
import { withInputRenamed } from './rename-input.ts'

const SCHEMA = {
  type: 'object',
  title: 'Order',
  properties: {
    orderId: { type: 'string', pattern: '^A', title: 'Order number', default: 'A-1' },
    size: { enum: ['small', 'large'] },
    anything: {},
  },
  required: ['orderId'],
}

function rowsOf(schema: unknown): InputRow[] {
  const rows = inputRows(schema)
  if (!rows) throw new Error('expected rows')
  return rows
}

function rowOf(schema: unknown, name: string): InputRow {
  const row = rowsOf(schema).find((candidate) => candidate.name === name)
  if (!row) throw new Error(`expected an input ${name}`)
  return row
}

describe('inputs as rows', () => {
  it('says of each its kind, whether it is required, and what the form has no field for', () => {
    expect(rowsOf(SCHEMA).map(({ name, kind, required, others }) => [name, kind, required, others])).toEqual([
      ['orderId', 'text', true, ['pattern']],
      ['size', 'choice', false, []],
      ['anything', 'any', false, []],
    ])
    expect(inputRows(undefined)).toEqual([])
  })

  it.each([
    ['says something about all inputs at once', { ...SCHEMA, allOf: [{}] }],
    ['is no object', { type: 'array' }],
    ['has an input of two types', { properties: { a: { type: ['string', 'null'] } } }],
    ['chooses between what is no text', { properties: { a: { enum: [1, 2] } } }],
    ['has an input that is no schema object', { properties: { a: true } }],
    ['is no schema', 7],
  ])('is left to the JSON when it %s', (_what, schema) => {
    expect(inputRows(schema)).toBeUndefined()
  })

  it('keeps every word of a schema that is not changed', () => {
    const named = withInputWords(SCHEMA, rowOf(SCHEMA, 'orderId'), { title: undefined, default: 'A-2' })
    expect(named).toEqual({ ...SCHEMA, properties: { ...SCHEMA.properties, orderId: { type: 'string', pattern: '^A', default: 'A-2' } } })
    expect(withInputKind(SCHEMA, rowOf(SCHEMA, 'orderId'), 'number').properties?.orderId).toEqual({ type: 'number', title: 'Order number' })
    expect(withRequired(SCHEMA, 'orderId', false)).not.toHaveProperty('required')
    expect(withRequired(withRequired(SCHEMA, 'size', true), 'size', true).required).toEqual(['orderId', 'size'])
  })

  it('adds under a name that is free, and the last one takes the schema along', () => {
    const one = withNewInput(undefined)
    const two = withNewInput(one.schema)
    expect([one.name, two.name, rowsOf(two.schema).map(({ name }) => name)]).toEqual(['input', 'input_2', ['input', 'input_2']])
    expect(withoutInput(withRequired(one.schema, 'input', true), 'input')).toBeUndefined()
    expect(withoutInput({ title: 'Order', ...one.schema }, 'input')).toEqual({ type: 'object', title: 'Order', properties: {} })
  })

  it('keeps the order of its author, also where sorting the keys would lose it', () => {
    const two = withNewInput({ type: 'object', properties: { zone: { type: 'string' } } })
    expect(two.schema['x-order']).toEqual(['zone', 'input'])
    const stored = { ...two.schema, properties: { input: { type: 'string' }, zone: { type: 'string' } } }
    expect(rowsOf(stored).map(({ name }) => name)).toEqual(['zone', 'input'])
    expect(rowsOf(withInputMoved(stored, 'input', -1)).map(({ name }) => name)).toEqual(['input', 'zone'])
    expect(withInputMoved(stored, 'zone', 5)).not.toHaveProperty('x-order')
    expect(rowsOf(withNewInput(stored).schema).map(({ name }) => name)).toEqual(['zone', 'input', 'input_2'])
    expect(withoutInput(stored, 'input')).toEqual({ type: 'object', properties: { zone: { type: 'string' } } })
  })

  it('takes names expressions can read, once each', () => {
    const rows = rowsOf(SCHEMA)
    expect(['order id', '2nd', '', '__proto__', 'x'.repeat(65), 'size'].filter((name) => nameFault(name, rows, 'orderId') === undefined)).toEqual([])
    expect([nameFault('orderId', rows, 'orderId'), nameFault('region', rows, 'orderId')]).toEqual([undefined, undefined])
  })
})

describe('a renamed input', () => {
  it('keeps its place, and every expression that reads it follows', () => {
    const node = (id: string, config: Record<string, unknown>) => ({ id, type: 'http', config, position: { x: 0, y: 0 } })
    const renamed = withInputRenamed(
      {
        schemaVersion: 1,
        name: 'Orders',
        inputs: SCHEMA,
        nodes: [node('a', { url: '/{{ inputs.orderId }}/{{ nodes.orderId.x }}/{{ inputs["orderId"] }}', deep: [{ at: '{{ inputs.?orderId }}' }] })],
        edges: [{ id: 'e', from: 'a', to: 'a', when: 'inputs.orderId == inputs.orderIdOld' }],
      },
      'orderId',
      'order',
    )
    const inputs = renamed.inputs as InputsSchema
    expect(rowsOf(inputs).map(({ name }) => name)).toEqual(['order', 'size', 'anything'])
    expect(inputs.required).toEqual(['order'])
    expect(renamed.nodes[0]?.config).toEqual({ url: '/{{ inputs.order }}/{{ nodes.orderId.x }}/{{ inputs["order"] }}', deep: [{ at: '{{ inputs.?order }}' }] })
    expect(renamed.edges[0]?.when).toBe('inputs.order == inputs.orderIdOld')
  })
})
