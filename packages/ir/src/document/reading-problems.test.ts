import { DEFAULT_LIMITS, type Workflow } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { node, workflow } from '../testing/workflows.ts'
import { closeName } from './close-name.ts'
import { type ValidationOptions, validateWorkflow } from './index.ts'

const options: ValidationOptions = { limits: DEFAULT_LIMITS }

describe('inputs that are read', () => {
  const inputs = { type: 'object', properties: { city: { type: 'string' }, 'post code': { type: 'string' } } }
  const undeclared = (doc: Workflow, over: Partial<ValidationOptions> = {}) =>
    validateWorkflow(doc, { ...options, ...over }).problems.map(({ code, pointer, name, severity, nodeId, edgeId }) => {
      expect([code, severity]).toEqual(['expression.undeclared_input', 'warning'])
      return [pointer, name, nodeId ?? edgeId]
    })
  const condition = (source: string, rest: Partial<Workflow> = { inputs }) => workflow([node('x', 'conditional', { config: { condition: source } })], [], rest)

  test('[V17] one that is not declared is a warning where it is read: in settings, templates, cases, conditions of edges and bodies', () => {
    const body = { nodes: [node('in', 'http', { config: { url: 'https://x.test/{{ inputs.zip }}' } })], edges: [] }
    const doc = workflow(
      [
        node('a', 'http', { config: { url: 'https://x.test/{{ inputs.city }}', headers: { q: '{{ inputs.gone }}', r: '{{ inputs["post code"] }}' } } }),
        node('b', 'switch', { config: { cases: [{ name: 'one', when: 'inputs.kind == 1 && inputs.city != ""' }] } }),
        node('m', 'composite', { config: { body } }),
      ],
      ['a>b?inputs["late"]'],
      { inputs },
    )
    expect(undeclared(doc)).toEqual([
      ['/nodes/0/config/headers/q', 'gone', 'a'],
      ['/nodes/1/config/cases/0/when', 'kind', 'b'],
      ['/nodes/2/config/body/nodes/0/config/url', 'zip', 'm'],
      ['/edges/0/when', 'late', 'ab'],
    ])
    expect(validateWorkflow(doc, options).valid).toBe(true)
  })

  test('[V17] without any declaration everything that is read is named', () => {
    expect(undeclared(condition('inputs.a > inputs.b', {}))).toEqual([
      ['/nodes/0/config/condition', 'a', 'x'],
      ['/nodes/0/config/condition', 'b', 'x'],
    ])
  })

  test.each([
    'has(inputs.x) && inputs.x > 1',
    '"x" in inputs',
    'inputs.?x.orValue(1) == 1',
    'nodes.x.inputs.x',
    'nodes.x.?inputs.x',
    '"say inputs.x" == "" + \'inputs.x\'',
    'size(inputs) > 1',
    'myinputs.x',
  ])('[V17] %s asks for nothing that has to be there', (source) => {
    expect(undeclared(condition(source))).toEqual([])
  })

  test.each<[string, Workflow['inputs']]>([
    ['that lets others in', { ...inputs, additionalProperties: true }],
    ['of several parts', { allOf: [inputs] }],
    ['with patterns', { ...inputs, patternProperties: { '^x': {} } }],
  ])('[V17] a schema %s is taken at its word', (_name, schema) => {
    expect(undeclared(condition('inputs.x', { inputs: schema }))).toEqual([])
  })

  test('[V17] a sub-workflow that was written out reads inputs of its own', () => {
    const body = { nodes: [node('in', 'conditional', { config: { condition: 'inputs.own' } })], edges: [] }
    const called = node('w', 'workflow', { config: { ref: 'other', inputs: { own: '{{ inputs.mine }}' }, body } as object })
    expect(validateWorkflow(workflow([called], [], { inputs }), options).problems.filter(({ code }) => code === 'expression.undeclared_input')).toMatchObject([
      { pointer: '/nodes/0/config/inputs/own', nodeId: 'w' },
    ])
  })

  test('[V17] what is remembered of the elements does not outlive a change of the declaration', () => {
    const memory = { sound: new WeakSet<object>(), reads: new WeakMap() }
    const doc = condition('inputs.city == "" && inputs.x')
    expect(undeclared(doc, memory)).toHaveLength(1)
    expect(undeclared({ ...doc, inputs: { ...inputs, properties: { ...inputs.properties, x: {} } } }, memory)).toEqual([])
    expect(undeclared({ ...doc, inputs: undefined } as Workflow, memory)).toHaveLength(2)
  })
})

describe('nodes that are read', () => {
  const told = (doc: Workflow, over: Partial<ValidationOptions> = {}) =>
    validateWorkflow(doc, { ...options, ...over }).problems.map(({ code, severity, pointer, name, meant, nodeId, edgeId }) => {
      expect([code, severity]).toEqual(['expression.unknown_node', 'warning'])
      return [pointer, name, meant, nodeId ?? edgeId]
    })
  const reading = (source: string, rest: Partial<Workflow> = {}) =>
    workflow([node('fetch', 'join', { name: 'Fetch the order' }), node('x', 'conditional', { config: { condition: source } })], [], rest)

  test('[V18] one that is not there is a warning where it is read: in settings, templates, cases, conditions of edges and bodies', () => {
    const body = { nodes: [node('in', 'http', { config: { url: 'https://x.test/{{ nodes.gone.id }}{{ nodes.a.id }}' } })], edges: [] }
    const doc = workflow(
      [
        node('a', 'http', { config: { url: 'https://x.test/{{ nodes.missing.total }}', headers: { q: '{{ nodes["also away"] }}', r: '{{ nodes.b }}' } } }),
        node('b', 'switch', { config: { cases: [{ name: 'one', when: 'nodes.lost.ok && nodes.a.ok' }] } }),
        node('m', 'composite', { config: { body } }),
      ],
      ['a>b?nodes.elsewhere.ok'],
    )
    expect(told(doc)).toEqual([
      ['/nodes/0/config/url', 'missing', undefined, 'a'],
      ['/nodes/0/config/headers/q', 'also away', undefined, 'a'],
      ['/nodes/1/config/cases/0/when', 'lost', undefined, 'b'],
      ['/nodes/2/config/body/nodes/0/config/url', 'gone', undefined, 'm'],
      ['/edges/0/when', 'elsewhere', undefined, 'ab'],
    ])
    expect(validateWorkflow(doc, options).valid).toBe(true)
  })

  test.each([
    'has(nodes.gone) && nodes.gone.ok',
    '"gone" in nodes',
    'nodes.?gone.ok.orValue(true)',
    'size(nodes) > 1',
    '"nodes.gone" == ""',
    'inputs.nodes.gone',
  ])('[V18] %s asks for nothing that has to be there', (source) => {
    expect(told(reading(source, { inputs: { type: 'object', properties: { nodes: {} } } }))).toEqual([])
  })

  test('[V18] what a scope gives sees the nodes inside it, its other settings do not; what a called workflow gives is not judged', () => {
    const body = { nodes: [node('inside')], edges: [] }
    const output = { got: '{{ nodes.inside }}' }
    const map = node('m', 'map', { config: { items: 'nodes.inside.list', body, output } })
    const called = node('w', 'workflow', { config: { ref: 'other', output: '{{ nodes.theirs }} {{ inputs.theirs }}' } })
    expect(told(workflow([map, called]))).toEqual([['/nodes/0/config/items', 'inside', undefined, 'm']])
  })

  test('[V18] inside a body the nodes around it are seen, those of a body beside it are not', () => {
    const inner = (id: string, source: string) => ({ body: { nodes: [node(id, 'conditional', { config: { condition: source } })], edges: [] } })
    const doc = workflow([node('one', 'composite', { config: inner('p', 'nodes.two.ok') }), node('two', 'composite', { config: inner('q', 'nodes.p.ok') })])
    expect(told(doc)).toEqual([['/nodes/1/config/body/nodes/0/config/condition', 'p', undefined, 'two']])
  })

  test.each([
    ['nodes.fecth.ok', 'fetch'],
    ['nodes.Fetch.ok', 'fetch'],
    ['nodes["Fetch the order"].ok', 'fetch'],
    ['nodes.fetch_the_ordr.ok', 'fetch'],
    ['nodes.catch.ok', undefined],
  ])('[V18] %s means %s', (source, meant) => {
    expect(told(reading(source)).map(([, , close]) => close)).toEqual([meant])
    const [problem] = validateWorkflow(reading(source), options).problems
    expect(problem?.message).toMatch(meant === undefined ? /^There is no step “[^“]*”\.$/ : new RegExp(`Did you mean “${meant}”\\?$`))
  })

  test('[V17] an input that is close to a declared one is said to be meant', () => {
    const inputs = { type: 'object', properties: { city: {}, 'post code': {} } }
    const meant = (source: string) => validateWorkflow(reading(source, { inputs }), options).problems.map((problem) => problem.meant)
    expect([meant('inputs.citty == ""'), meant('inputs.postCode == ""'), meant('inputs.zone == ""')]).toEqual([['city'], ['post code'], [undefined]])
  })

  test('[V18] what is remembered of the elements does not outlive a node that goes', () => {
    const memory = { sound: new WeakSet<object>(), reads: new WeakMap() }
    const doc = reading('nodes.fetch.ok')
    expect(told(doc, memory)).toEqual([])
    expect(told({ ...doc, nodes: doc.nodes.slice(1) }, memory)).toHaveLength(1)
  })
})

describe('a name that is close', () => {
  const close = (name: string, ...names: string[]) =>
    closeName(
      name,
      names.map((there) => [there, there] as const),
    )

  test('is the closest one, and the first of several', () => {
    expect(close('ordr', 'other', 'order', 'border')).toBe('order')
    expect(close('order_2', 'order_1', 'order_3')).toBe('order_1')
  })

  test('is told from another word: short names have to be nearly the same', () => {
    expect(close('a', 'b')).toBeUndefined()
    expect(close('to', 'do')).toBeUndefined()
    expect(close('total', 'title')).toBeUndefined()
    expect(close('', 'a')).toBeUndefined()
    expect(close('-', '_')).toBeUndefined()
  })

  test('swapped letters count once', () => {
    expect(close('tset', 'test')).toBe('test')
  })
})
