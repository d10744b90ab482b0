import { DEFAULT_LIMITS, type Workflow } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { node, workflow } from '../testing/workflows.ts'
import { closeName } from './close-name.ts'
import { type ValidationOptions, validateWorkflow } from './index.ts'

const options: ValidationOptions = { limits: DEFAULT_LIMITS }

/** Problems of one code; all others there are must be of what is read, too, and keep nothing from working. */
function about(code: string, doc: Workflow, over: Partial<ValidationOptions> = {}) {
  const { problems } = validateWorkflow(doc, { ...options, ...over })
  for (const problem of problems) expect([problem.code, problem.severity]).toEqual([expect.stringMatching(/^expression\./), 'warning'])
  return problems.filter((problem) => problem.code === code)
}

describe('inputs that are read', () => {
  const inputs = { type: 'object', properties: { city: { type: 'string' }, 'post code': { type: 'string' } } }
  const undeclared = (doc: Workflow, over: Partial<ValidationOptions> = {}) =>
    about('expression.undeclared_input', doc, over).map(({ pointer, name, nodeId, edgeId }) => [pointer, name, nodeId ?? edgeId])
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
    about('expression.unknown_node', doc, over).map(({ pointer, name, meant, nodeId, edgeId }) => [pointer, name, meant, nodeId ?? edgeId])
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

describe('outputs that are there by then', () => {
  const late = (doc: Workflow) => about('expression.not_before', doc).map(({ pointer, name, nodeId, edgeId }) => [pointer, name, nodeId ?? edgeId])
  const asks = (id: string, source: string) => node(id, 'conditional', { config: { condition: source } })

  test('[V19] a step reads what runs before it: not itself, not what runs beside or after it', () => {
    const doc = workflow(
      [asks('a', 'nodes.c.ok'), asks('b', 'nodes.a.ok && nodes.b.ok && nodes.beside.ok'), asks('c', 'nodes.a.ok && nodes.b.ok'), node('beside')],
      ['a:true>b', 'b:true>c'],
    )
    expect(late(doc)).toEqual([
      ['/nodes/0/config/condition', 'c', 'a'],
      ['/nodes/1/config/condition', 'b', 'b'],
      ['/nodes/1/config/condition', 'beside', 'b'],
    ])
    expect(about('expression.not_before', doc)[2]?.message).toBe('“beside” does not run before this: no connection leads from it to here.')
  })

  test('[V19] the condition of an edge reads the node it leaves, and what was before that', () => {
    const doc = (source: string) => workflow([node('a', 'join'), node('b', 'join'), node('c', 'join')], ['a>b', `b>c?${source}`])
    expect(late(doc('nodes.a.ok && nodes.b.ok'))).toEqual([])
    expect(late(doc('nodes.c.ok'))).toEqual([['/edges/1/when', 'c', 'bc']])
  })

  test('[V19] inside a body what is before the scope is there, and what a scope gives sees all of its body', () => {
    const body = { nodes: [asks('one', 'nodes.before.ok'), asks('two', 'nodes.one.ok || nodes.after.ok')], edges: [] }
    const scope = node('s', 'composite', { config: { body, output: { both: '{{ nodes.one }}{{ nodes.two }}{{ nodes.before }}' } } })
    expect(late(workflow([node('before', 'join'), scope, node('after', 'join')], ['before>s', 's>after']))).toEqual([
      ['/nodes/1/config/body/nodes/1/config/condition', 'one', 's'],
      ['/nodes/1/config/body/nodes/1/config/condition', 'after', 's'],
    ])
  })

  test('[V19] an id that is a step before the scope and a later one inside it is the former', () => {
    const body = { nodes: [asks('x', 'nodes.same.ok'), node('same', 'join')], edges: [] }
    expect(late(workflow([node('same', 'join'), node('s', 'composite', { config: { body } })], ['same>s']))).toEqual([])
  })

  test('[V19] what many steps in a line read is looked for only as long as there is patience', () => {
    const nodes = Array.from({ length: 2_000 }, (_, index) => asks(`n${index}`, index === 0 ? 'true' : 'nodes.n0.ok'))
    const edges = nodes.slice(1).map((_, index) => `n${index}:true>n${index + 1}`)
    expect(late(workflow(nodes, edges))).toEqual([])
  })
})

describe('names that are known in some places', () => {
  const misplaced = (doc: Workflow) => about('expression.out_of_place', doc).map(({ pointer, name }) => [pointer, name])
  const asks = (source: string) => node('x', 'conditional', { config: { condition: source } })

  test('[V20] an item is known in the body of a map and in what it gives, not before and not outside', () => {
    const body = { nodes: [asks('item.ok && index > 0 && iteration > 0')], edges: [] }
    const map = node('m', 'map', { config: { items: 'item.list', body, output: { id: '{{ item.id }}' } } })
    expect(misplaced(workflow([map, asks('item.ok')]))).toEqual([
      ['/nodes/0/config/items', 'item'],
      ['/nodes/0/config/body/nodes/0/config/condition', 'iteration'],
      ['/nodes/1/config/condition', 'item'],
    ])
  })

  test('[V20] a loop knows its turn in its conditions, its body, a map in it, and what it gives', () => {
    const inner = node('m', 'map', { config: { items: '[1, 2]', body: { nodes: [asks('iteration + index > item')], edges: [] } } })
    const loop = node('l', 'loop', {
      config: { until: 'previous.done || iteration > 3', body: { nodes: [inner], edges: [] }, output: { turn: '{{ iteration }}' } },
    })
    expect(misplaced(workflow([loop]))).toEqual([])
  })

  test('[V20] an output is known in the condition of an edge only', () => {
    expect(misplaced(workflow([node('a', 'join'), asks('output.ok')], ['a>x?output.ok']))).toEqual([['/nodes/1/config/condition', 'output']])
  })

  test.each(['[1].map(item, item > 0) == []', '"item" == ""', 'nodes.x.item', 'nodes.x.?item', 'items > 1', 'has(inputs.item)'])(
    '[V20] %s reads none of them',
    (source) => {
      expect(misplaced(workflow([asks(source)]))).toEqual([])
    },
  )
})
