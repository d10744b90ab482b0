import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { fixFor } from './problem-fixes.ts'

const node = (id: string, type = 'join', more: object = {}) => ({ id, type, position: { x: 0, y: 0 }, ...more })
const base: Workflow = { schemaVersion: 1, name: 'x', nodes: [node('a'), node('b')], edges: [{ id: 'ab', from: 'a', to: 'b' }] }
const errors = (document: Workflow) => validateWorkflow(document, { limits: DEFAULT_LIMITS }).problems.filter(({ severity }) => severity === 'error')

/** Takes the first offered way out until there is none. */
function mended(document: Workflow): { document: Workflow; labels: string[] } {
  const labels: string[] = []
  let current = document
  for (let round = 0; round < 10; round++) {
    const fix = errors(current)
      .map((problem) => fixFor(problem, current))
      .find((offer) => offer !== undefined)
    if (!fix) break
    labels.push(fix.label)
    current = fix.apply(current)
  }
  return { document: current, labels }
}

describe('the way out of a problem', () => {
  it.each([
    ['a connection to nowhere', { ...base, edges: [...base.edges, { id: 'x', from: 'a', to: 'gone' }] }, ['Remove the connection']],
    ['a circle', { ...base, edges: [...base.edges, { id: 'ba', from: 'b', to: 'a' }] }, ['Remove the connection']],
    ['a port that is none', { ...base, edges: [{ id: 'ab', from: 'a', to: 'b', fromPort: 'true' }] }, ['Leave by “out”']],
    ['a join that waits for more than come', { ...base, nodes: [node('a'), node('b', 'join', { join: { n: 3 } })] }, ['Wait for all']],
    ['a setting nobody knows', { ...base, nodes: [node('a', 'join', { config: { colour: 'red' } }), node('b')] }, ['Remove “colour”']],
  ] as Array<[string, Workflow, string[]]>)('%s: one step, and nothing is wrong any more', (_, document, labels) => {
    expect(errors(document).length).toBeGreaterThan(0)
    const outcome = mended(document)
    expect(outcome.labels).toEqual(labels)
    expect(errors(outcome.document)).toEqual([])
  })

  it('removes a connection when every port it could leave by is taken', () => {
    const edges = [...base.edges, { id: 'twice', from: 'a', to: 'b', fromPort: 'gone' }]
    expect(mended({ ...base, edges }).labels).toEqual(['Remove the connection'])
  })

  it('is not guessed where a person must decide', () => {
    const document = { ...base, nodes: [node('a', 'http'), node('b')] }
    expect(errors(document).map((problem) => fixFor(problem, document))).toEqual([undefined])
  })

  it('declares an input that is read, as what it is used for, after the ones there are', () => {
    const condition = (id: string, source: string) => node(id, 'conditional', { config: { condition: source } })
    const document: Workflow = {
      ...base,
      inputs: { type: 'object', properties: { city: { type: 'string' } } },
      nodes: [condition('a', 'inputs.city == inputs.zone && inputs.zone != ""'), condition('b', 'inputs.amount > 10 || inputs.zone == ""')],
      edges: [],
    }
    const told = (current: Workflow) => validateWorkflow(current, { limits: DEFAULT_LIMITS }).problems
    let current = document
    const labels: string[] = []
    for (let fix = fixFor(told(current)[0] as never, current); fix; fix = told(current)[0] && fixFor(told(current)[0] as never, current)) {
      labels.push(fix.label)
      current = fix.apply(current)
    }
    expect(labels).toEqual(['Declare “zone”', 'Declare “amount”'])
    expect(told(current)).toEqual([])
    expect(current.inputs).toEqual({
      type: 'object',
      properties: { city: { type: 'string' }, zone: { type: 'string' }, amount: { type: 'number' } },
      required: ['zone', 'amount'],
      'x-order': ['city', 'zone', 'amount'],
    })
  })
})
