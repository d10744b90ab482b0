import { describe, expect, it } from 'vitest'
import { asMember, completionsAt, expressionBefore } from './completions.ts'
import { type Known, shortValue } from './data-shape.ts'
import { createEngine } from './preview.ts'

const seen = (value: unknown): Known => ({ has: true, value })
const roots = new Map<string, Known>([
  ['inputs', { has: true, value: { orderId: 'A-1001' }, schema: { properties: { orderId: { type: 'string' }, notify: { type: 'boolean' } } } }],
  ['nodes', seen({ fetch: { status: 200, body: { lines: [{ sku: 'x' }], note: null } }, 'clean-up': 'done' })],
])
const labels = (before: string, asked = false) => completionsAt(before, roots, asked)?.options.map(({ label }) => label)

describe('completion', () => {
  it('offers fields of the last run first, then what only the schema promises, with kind and value', () => {
    expect(completionsAt('inputs.', roots, false)?.options).toEqual([
      { label: 'orderId', apply: 'orderId', detail: 'string "A-1001"', kind: 'field' },
      { label: 'notify', apply: 'notify', detail: 'boolean', kind: 'field' },
    ])
    expect(labels('nodes.fetch.body.')).toEqual(['lines', 'note'])
    expect(completionsAt('1 + nodes.fetch.st', roots, false)).toMatchObject({
      from: 16,
      options: [{ label: 'status', detail: 'number 200' }, { label: 'body' }],
    })
  })

  it('follows indexes, quoted names and optional steps', () => {
    expect(labels('nodes.fetch.body.lines[0].')).toEqual(['sku'])
    expect(labels('nodes["fetch"].')).toEqual(['status', 'body'])
    expect(labels('nodes.?fetch.?')).toEqual(['status', 'body'])
    expect(labels('nodes.?fetch.')).toEqual(['status', 'body'])
    expect(labels('nodes["clean-up"].')).toEqual(['contains()', 'startsWith()', 'endsWith()', 'size()'])
  })

  it('offers what lists can do behind a list', () => {
    expect(labels('nodes.fetch.body.lines.')).toContain('filter()')
  })

  it('begins with the roots, is silent in quotes, behind numbers and where nothing is known', () => {
    expect(labels('in')?.slice(0, 2)).toEqual(['inputs', 'nodes'])
    expect(labels('')).toBeUndefined()
    expect(labels('', true)?.slice(0, 2)).toEqual(['inputs', 'nodes'])
    expect(labels('inputs.orderId == "inputs.')).toBeUndefined()
    expect(labels('nodes.gone.')).toEqual([])
    expect(labels('nothing.')).toBeUndefined()
  })

  it('writes names a dot cannot lead to as an index', () => {
    expect(asMember('status')).toEqual({ apply: 'status', overDot: false })
    expect(asMember('clean-up')).toEqual({ apply: '["clean-up"]', overDot: true })
  })

  it('knows whether the cursor stands in an expression of a template', () => {
    expect(expressionBefore('Hello {{ inputs.')).toBe(' inputs.')
    expect(expressionBefore('Hello {{ inputs.name }} and ')).toBeUndefined()
    expect(expressionBefore('Hello')).toBeUndefined()
    expect(expressionBefore('{{ "}}" + in')).toBe(' "}}" + in')
  })
})

describe('the preview', () => {
  const { preview, check } = createEngine()
  const scope = { inputs: { orderId: 'A-1001' }, nodes: { fetch: { status: 200, total: 99.5 } }, run: { id: '', workflow: 'x' }, vars: {} }
  it('gives the value the run would get, by the evaluator the run uses', () => {
    expect(preview('expression', 'nodes.fetch.status % 100 == 0', scope)).toEqual({ kind: 'value', value: true })
    expect(preview('template', '{{ nodes.fetch.total }}', scope)).toEqual({ kind: 'value', value: 99.5 })
    expect(preview('template', 'Order {{ inputs.orderId }}: {{ nodes.fetch.total * 2 }}', scope)).toEqual({
      kind: 'text',
      text: 'Order A-1001: 199',
      faults: [],
    })
  })

  it('tells what is wrong from what is only not known', () => {
    expect(preview('expression', 'nodes.fetch.', scope)?.kind).toBe('wrong')
    expect(preview('template', '{{ inputs.orderId', scope)).toEqual({ kind: 'wrong', reason: 'An expression is opened by {{ and not closed.' })
    expect(preview('expression', 'nodes.fetch.gone', scope)?.kind).toBe('unknown')
    expect(preview('template', '{{ vars.sample }}/orders/{{ inputs.orderId }}', scope)).toEqual({
      kind: 'text',
      text: '…/orders/A-1001',
      faults: ['Workspace variables are known when it runs.'],
    })
  })

  it('refuses what a run refuses', () => {
    expect(check('nodes.fetch.status == 200')).toBeUndefined()
    expect(check('nodes.fetch ==')?.code).toBe('expression.syntax')
    expect(check('inputs.orderId.matches("a+")')?.code).toBe('expression.refused')
  })

  it('is silent about plain text and nothing', () => {
    expect(preview('template', 'plain', scope)).toBeUndefined()
    expect(preview('expression', '  ', scope)).toBeUndefined()
  })

  it('keeps values short', () => {
    expect(shortValue({ a: 1, b: 2, c: 3, d: 4, e: 5 })).toBe('{a, b, c, d, …}')
    expect(shortValue([1])).toBe('[1 item]')
    expect(shortValue('x'.repeat(100))).toHaveLength(40)
  })
})
