import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type Workflow } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { fixesFor } from './problem-fixes.ts'

const node = (id: string, type = 'join', more: object = {}) => ({ id, type, position: { x: 0, y: 0 }, ...more })
const base: Workflow = { schemaVersion: 1, name: 'x', nodes: [node('a'), node('b')], edges: [{ id: 'ab', from: 'a', to: 'b' }] }
const egress = (url: string) => (URL.canParse(url) ? undefined : { code: 'ssrf.url' as const, message: 'No address.' })
const errors = (document: Workflow) => validateWorkflow(document, { limits: DEFAULT_LIMITS, egress }).problems.filter(({ severity }) => severity === 'error')

/** Takes the first offered way out until there is none. */
function mended(document: Workflow, problemsOf = errors): { document: Workflow; labels: string[] } {
  const labels: string[] = []
  let current = document
  for (let round = 0; round < 10; round++) {
    const fix = problemsOf(current)
      .flatMap((problem) => fixesFor(problem, current))
      .at(0)
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
    [
      'a header that cannot be sent',
      { ...base, nodes: [node('a', 'http', { config: { url: 'https://x.test', headers: { ' Content Type:': 'x' } } }), node('b')] },
      ['Call it “Content-Type”'],
    ],
    [
      'an address without its beginning',
      { ...base, nodes: [node('a', 'http', { config: { url: 'x.test/orders' } }), node('b')] },
      ['Put “https://” before it'],
    ],
    [
      'two cases of one name',
      { ...base, nodes: [node('a', 'switch', { config: { cases: ['x', 'x'].map((name) => ({ name, when: 'true' })) } }), node('b')], edges: [] },
      ['Call it “x 2”'],
    ],
    [
      'more agents than the workflow allows itself',
      { ...base, settings: { maxAgents: 1 }, nodes: ['a', 'b'].map((id) => node(id, 'agent', { config: { prompt: 'x' } })) },
      ['Allow 2'],
    ],
    [
      'a deadline that approves what cannot be undone',
      {
        ...base,
        nodes: [node('a', 'hitl', { config: { title: 'Pay?', onTimeout: 'approve' } }), node('b', 'join', { irreversible: true })],
        edges: [{ id: 'ab', from: 'a', to: 'b', fromPort: 'approve' }],
      },
      ['Escalate at the deadline'],
    ],
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

  it('runs a step before the one that reads it, unless that makes a circle or it could be left by several ports', () => {
    const reading = node('b', 'conditional', { config: { condition: 'nodes.a.ok' } })
    const all = (document: Workflow) => validateWorkflow(document, { limits: DEFAULT_LIMITS }).problems
    const { document, labels } = mended({ ...base, nodes: [node('a', 'join', { name: 'First' }), reading], edges: [] }, all)
    expect(labels).toEqual(['Run “First” before it'])
    expect(all(document)).toEqual([])
    const back = { ...base, nodes: [node('a'), reading], edges: [{ id: 'ba', from: 'b', to: 'a', fromPort: 'true' }] }
    expect(all(back).flatMap((problem) => fixesFor(problem, back))).toEqual([])
    const several = { ...base, nodes: [node('a', 'conditional', { config: { condition: 'true' } }), reading], edges: [] }
    expect(all(several).flatMap((problem) => fixesFor(problem, several))).toEqual([])
  })

  it('is not guessed where a person must decide', () => {
    const document = { ...base, nodes: [node('a', 'http'), node('b')] }
    expect(errors(document).flatMap((problem) => fixesFor(problem, document))).toEqual([])
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
    const offered = (current: Workflow) => told(current).flatMap((problem) => fixesFor(problem, current))[0]
    let current = document
    const labels: string[] = []
    for (let fix = offered(current); fix; fix = offered(current)) {
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

  const told = (document: Workflow) => validateWorkflow(document, { limits: DEFAULT_LIMITS }).problems
  const offers = (document: Workflow) => told(document).map((problem) => fixesFor(problem, document).map(({ label }) => label))

  it('puts what was probably meant before declaring it; at one place, and only in what is an expression there', () => {
    const inputs = { type: 'object', properties: { city: { type: 'string' }, 'post code': { type: 'string' } } }
    const config = { url: 'https://x.test/inputs.citty/{{ inputs.citty }}/{{ inputs["postcode"] }}' }
    const document: Workflow = { ...base, inputs, nodes: [node('a', 'http', { config }), node('b', 'http', { config })], edges: [] }
    expect(offers(document)[0]).toEqual(['Read “city”', 'Declare “citty”'])
    const mendedOnce = fixesFor(told(document)[0] as never, document)[0]?.apply(document)
    expect(mendedOnce?.nodes[0]?.config).toEqual({ url: 'https://x.test/inputs.citty/{{ inputs.city }}/{{ inputs["postcode"] }}' })
    expect(mendedOnce?.nodes[1]).toEqual(document.nodes[1])
    const both = mended(document, told).document.nodes.map(({ config: after }) => after)
    expect(both[1]).toEqual({ url: 'https://x.test/inputs.citty/{{ inputs.city }}/{{ inputs["post code"] }}' })
  })

  it('reads the step that was probably meant, also within JSON and inside a scope', () => {
    const asked = { body: { deep: [{ total: 'nodes.fecth stays {{ nodes.fecth.total }}' }] }, url: 'https://x.test' }
    const body = { nodes: [node('in', 'conditional', { config: { condition: 'nodes["Fetch it"].ok' } })], edges: [] }
    const document: Workflow = {
      ...base,
      nodes: [node('fetch', 'join', { name: 'Fetch it' }), node('a', 'http', { config: asked }), node('s', 'composite', { config: { body } })],
      edges: [
        { id: 'fa', from: 'fetch', to: 'a' },
        { id: 'fs', from: 'fetch', to: 's' },
      ],
    }
    expect(offers(document)).toEqual([['Read “fetch”'], ['Read “fetch”']])
    const after = mended(document, told).document
    expect(told(after)).toEqual([])
    expect(after.nodes[1]?.config).toEqual({ ...asked, body: { deep: [{ total: 'nodes.fecth stays {{ nodes.fetch.total }}' }] } })
    expect(after.nodes[2]?.config).toEqual({ body: { ...body, nodes: [{ ...body.nodes[0], config: { condition: 'nodes["fetch"].ok' } }] } })
  })

  it('mends a join inside a scope where it is, not the scope', () => {
    const body = { nodes: [node('x'), node('y', 'join', { join: { n: 3 } })], edges: [{ id: 'xy', from: 'x', to: 'y' }] }
    const document: Workflow = { ...base, nodes: [node('s', 'composite', { join: 'any', config: { body } })], edges: [] }
    const { document: after } = mended(document)
    expect(after.nodes[0]?.join).toBe('any')
    expect(errors(after)).toEqual([])
  })
})
