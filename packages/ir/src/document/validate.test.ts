import { DEFAULT_LIMITS, type FieldProblem, type WorkflowNode } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { configOf } from '../testing/random-workflow.ts'
import { node, workflow } from '../testing/workflows.ts'
import { MAX_PROBLEMS, type ValidationOptions, validateWorkflow } from './index.ts'

const options: ValidationOptions = { limits: DEFAULT_LIMITS }

/** Code and pointer of every problem, errors first. */
function problems(doc: unknown, over: Partial<ValidationOptions> = {}): [string, string][] {
  return validateWorkflow(doc, { ...options, ...over }).problems.map(({ code, pointer }) => [code, pointer])
}

function first(doc: unknown, over: Partial<ValidationOptions> = {}): FieldProblem | undefined {
  return validateWorkflow(doc, { ...options, ...over }).problems[0]
}

const one = (type: string, config: object, rest: Partial<WorkflowNode> = {}) => workflow([node('x', type, { config, ...rest })])

describe('shape', () => {
  test('a valid document has no problems', () => {
    const types = ['agent', 'hitl', 'conditional', 'switch', 'function', 'join']
    expect(validateWorkflow(workflow(types.map((type) => node(type, type, { config: configOf(type) }))), options)).toEqual({ valid: true, problems: [] })
  })

  test.each<[string, unknown, [string, string]]>([
    ['a surplus field', { ...workflow([]), nods: [] }, ['workflow.invalid', '/nods']],
    ['a missing field', { schemaVersion: 1, name: 'x', edges: [] }, ['workflow.invalid', '/nodes']],
    ['no object', [], ['workflow.invalid', '']],
    ['null', null, ['workflow.invalid', '']],
    ['a wrong name', workflow([], [], { name: 'a/b' }), ['workflow.invalid', '/name']],
    ['a node without position', { ...workflow([]), nodes: [{ id: 'a', type: 'join' }] }, ['workflow.invalid', '/nodes/0/position']],
    ['an odd id', workflow([node('a b')]), ['workflow.invalid', '/nodes/0/id']],
    ['an odd join', workflow([node('a', 'join', { join: 'some' as never })]), ['workflow.invalid', '/nodes/0/join']],
  ])('[V2] %s is named by pointer', (_name, doc, expected) => {
    expect(validateWorkflow(doc, options).valid).toBe(false)
    expect(problems(doc)).toEqual([expected])
  })

  test('[V2] messages read like sentences', () => {
    expect(first({ ...workflow([]), nods: [] })?.message).toBe('nods is not a known field.')
    expect(first({ schemaVersion: 1, name: 'x', edges: [] })?.message).toBe('nodes is missing.')
    expect(first({ ...workflow([]), schemaVersion: -1 })?.message).toBe('schemaVersion must be 1.')
    expect(first({ ...workflow([]), nodes: [7] })?.message).toBe('Item 1 of nodes must be an object.')
    expect(first(workflow([node('a', 'http', { config: { url: '' } })]))?.message).toBe('url must not be empty.')
    const asks = (config: object) => first(workflow([node('a', 'http', { config })]))?.message
    expect(asks({ url: 'x', expectStatus: [200, 7] })).toBe('Item 2 of expectStatus must be at least 100.')
    expect(asks({ url: 'x', expectStatus: ['ok'] })).toBe('Item 1 of expectStatus must be a whole number.')
    expect(asks({ url: 'x', headers: { 7: 7 } })).toBe('7 must be text.')
  })

  test('[V1] more nodes or edges than allowed are refused at the edge of the limit', () => {
    const limits = { ...DEFAULT_LIMITS, maxNodes: 2, maxEdges: 1 }
    expect(problems(workflow([node('a'), node('b')], ['a>b']), { limits })).toEqual([])
    expect(problems(workflow([node('a'), node('b'), node('c')], ['a>b', 'b>c']), { limits })).toEqual([
      ['limit.nodes', '/nodes'],
      ['limit.edges', '/edges'],
    ])
  })

  test('no more problems are listed than anybody reads', () => {
    const nodes = Array.from({ length: MAX_PROBLEMS + 50 }, () => node('same'))
    expect(validateWorkflow(workflow(nodes), options).problems).toHaveLength(MAX_PROBLEMS)
  })

  test('[V2] a document with hundreds of thousands of faults is refused like any other, not with a full stack', () => {
    const members = Array.from({ length: 200_000 }, (_, index) => [`k${index}`, 1] as const)
    const found = validateWorkflow({ ...workflow([]), ...Object.fromEntries(members) }, options)
    expect([found.valid, found.problems.length, found.problems[0]?.pointer]).toEqual([false, MAX_PROBLEMS, '/k0'])
  })
})

describe('graph', () => {
  test('[V3] a workflow without nodes is worth a warning', () => {
    expect(validateWorkflow(workflow([]), options)).toMatchObject({ valid: true, problems: [{ code: 'graph.empty', severity: 'warning' }] })
  })

  test('[V4] ids occur once among nodes and once among edges', () => {
    const doc = workflow([node('a'), node('b'), node('a')], ['a>b', 'a>b'])
    expect(problems(doc)).toEqual([
      ['graph.duplicate_id', '/nodes/2/id'],
      ['graph.duplicate_id', '/edges/1/id'],
    ])
  })

  test.each(['__proto__', 'constructor', 'toString'])('[V4] the id %s is reserved', (id) => {
    expect(problems(workflow([node(id)]))).toEqual([['workflow.invalid', '/nodes/0/id']])
  })

  test('[V5] both ends of an edge exist', () => {
    expect(problems(workflow([node('a')], ['a>b', 'c>a']))).toEqual([
      ['graph.unknown_node', '/edges/0/to'],
      ['graph.unknown_node', '/edges/1/from'],
    ])
  })

  test('[V6][D-27] an edge leaves by a port of its node', () => {
    const doc = workflow(
      [node('c', 'conditional'), node('s', 'switch'), node('z')],
      ['c>z', 'c:true>z', 's:left>z', 's:default>z', 's:right>z', 'z:error>s'].slice(0, 5),
    )
    expect(problems(doc)).toEqual([
      ['graph.unknown_port', '/edges/0/fromPort'],
      ['graph.unknown_port', '/edges/4/fromPort'],
    ])
    expect(first(doc)?.message).toBe('Edge cz leaves c by the port out; a conditional has true, false, error.')
  })

  test('[V6] of an unknown type other ports are a warning', () => {
    const doc = workflow([node('u', 'future_feature'), node('z')], ['u:done>z'])
    expect(validateWorkflow(doc, options)).toMatchObject({
      valid: true,
      problems: [{ code: 'graph.unknown_port', severity: 'warning' }, { code: 'node.unknown_type' }],
    })
  })

  test('[V7] a cycle is shown with its path, and what only it leads to', () => {
    const doc = workflow([node('a'), node('b'), node('c'), node('d')], ['a>b', 'b>c', 'c>a', 'c>d'])
    expect(first(doc)).toMatchObject({ code: 'graph.cycle', pointer: '/edges/2', path: ['a', 'b', 'c'], message: 'The edges form a cycle: a → b → c → a.' })
    expect(problems(doc)).toContainEqual(['graph.unreachable', '/nodes/3'])
  })

  test('[V8] a join waits for no more branches than there are', () => {
    const doc = (n: number) => workflow([node('a'), node('b'), node('j', 'join', { join: { n } })], ['a>j', 'b>j'])
    expect(problems(doc(2))).toEqual([])
    expect(problems(doc(3))).toEqual([['graph.join', '/nodes/2/join/n']])
  })
})

describe('configs', () => {
  test('[V9][PP-11] fit their type; pointers lead to the field', () => {
    expect(problems(one('http', {}))).toEqual([['node.config_invalid', '/nodes/0/config/url']])
    expect(problems(one('http', { url: 'http://x/', method: 'GRAB' }))).toEqual([['node.config_invalid', '/nodes/0/config/method']])
    expect(problems(one('http', { url: 'http://x/', 'a/b': 1 }))).toEqual([['node.config_invalid', '/nodes/0/config/a~1b']])
    expect(first(one('http', {}))?.nodeId).toBe('x')
  })

  test('[V9] a missing config is judged as an empty one; an alias as its type; an unknown type not at all', () => {
    const { config: _config, ...bare } = node('x', 'http')
    expect(problems(workflow([bare]))).toEqual([['node.config_invalid', '/nodes/0/config/url']])
    expect(problems(one('task', {}))).toEqual([['node.config_invalid', '/nodes/0/config/code']])
    expect(validateWorkflow(one('future_feature', { whatever: [1] }), options).valid).toBe(true)
  })

  const expression = (source: string) => (source.includes('!') ? { code: 'expression.syntax' as const, message: `Not CEL: ${source}` } : undefined)

  test.each<[string, WorkflowNode, string]>([
    ['a condition', node('x', 'conditional', { config: { condition: 'a !' } }), '/nodes/0/config/condition'],
    [
      'a switch case',
      node('x', 'switch', {
        config: {
          cases: [
            { name: 'a', when: 'ok' },
            { name: 'b', when: '!' },
          ],
        },
      }),
      '/nodes/0/config/cases/1/when',
    ],
    ['a template in a URL', node('x', 'http', { config: { url: 'http://x/{{ ! }}' } }), '/nodes/0/config/url'],
    ['a template deep in a body', node('x', 'http', { config: { url: 'http://x/', body: { list: ['{{ ! }}'] } } }), '/nodes/0/config/body/list/0'],
    ['a template of a prompt', node('x', 'agent', { config: { prompt: 'Hi {{ ok }} {{ ! }}' } }), '/nodes/0/config/prompt'],
    ['an expression that is not closed', node('x', 'hitl', { config: { title: 'Hi {{ inputs.name' } }), '/nodes/0/config/title'],
  ])('[V10] %s is checked', (_name, each, pointer) => {
    expect(problems(workflow([each]), { expression })).toEqual([['expression.syntax', pointer]])
  })

  test('[V10] an edge condition is checked', () => {
    expect(first(workflow([node('a'), node('b')], ['a>b?!']), { expression })).toMatchObject({
      code: 'expression.syntax',
      pointer: '/edges/0/when',
      edgeId: 'ab',
    })
  })

  test('[V10] code is no template, and braces in map literals and quotes do not close one', () => {
    expect(problems(one('function', { code: 'return "{{ ! }}" + {a: {}}' }), { expression })).toEqual([])
    const seen: string[] = []
    const record = (source: string) => void seen.push(source)
    validateWorkflow(one('notify', { channel: 'slack', url: 'http://x/', message: '{{ {"a": {"b": 1}} }} and {{ "}}" }}' }), { ...options, expression: record })
    expect(seen).toEqual(['{"a": {"b": 1}}', '"}}"'])
  })

  const egress = (url: string) => (url.startsWith('http://169.254.') ? { code: 'ssrf.address' as const, message: 'Link-local.' } : undefined)

  test.each<[string, string, boolean]>([
    ['a fixed address', 'http://169.254.169.254/latest', true],
    ['an address with a computed path', 'http://169.254.169.254/{{ vars.path }}', true],
    ['a computed host', 'http://169.254.{{ vars.rest }}/', false],
    ['an address computed as a whole', '{{ vars.sample }}/orders', false],
    ['another address', 'https://example.com/', false],
  ])('[V11] %s', (_name, url, refused) => {
    expect(problems(one('http', { url }), { egress })).toEqual(refused ? [['ssrf.address', '/nodes/0/config/url']] : [])
    expect(problems(one('notify', { channel: 'webhook', url, message: 'x' }), { egress })).toHaveLength(refused ? 1 : 0)
  })

  test('[V12] switch cases have distinct names, none that is a port anyway', () => {
    const cases = (...names: string[]) => one('switch', { cases: names.map((name) => ({ name, when: 'true' })) })
    expect(problems(cases('a', 'b'))).toEqual([])
    expect(problems(cases('a', 'a', 'error', 'default'))).toEqual([
      ['node.config_invalid', '/nodes/0/config/cases/1/name'],
      ['node.config_invalid', '/nodes/0/config/cases/2/name'],
      ['node.config_invalid', '/nodes/0/config/cases/3/name'],
    ])
  })

  test('[V12] a header has a name that can be sent', () => {
    const headers = { 'X-Api-Key': '1', 'bad header': '2', Größe: '3', 'Content-Type:': '4' }
    expect(problems(one('http', { url: 'http://x/', headers }))).toEqual(
      ['bad header', 'Größe', 'Content-Type:'].map((name) => ['node.config_invalid', `/nodes/0/config/headers/${name}`]),
    )
  })

  test('[V22] an instant to wait for is one, with its offset, where it is known', () => {
    const told = (until: string) => problems(one('delay', { until }))
    for (const until of ['2026-12-24T18:00:00Z', '2026-12-24t18:00+01:00', '{{ vars.until }}', '2026-{{ vars.day }}']) expect(told(until)).toEqual([])
    for (const until of ['tomorrow', '2026-12-24', '2026-12-24T18:00:00', '2026-13-40T00:00:00Z'])
      expect(told(until)).toEqual([['node.config_invalid', '/nodes/0/config/until']])
    expect(validateWorkflow(one('delay', { until: 'tomorrow' }), options).valid).toBe(true)
  })

  test('[V23] a condition that reads nothing is told: a text or a number fails a run, constants compared come to the same', () => {
    const told = (when: string) => validateWorkflow(workflow([node('a'), node('b')], [], { edges: [{ id: 'ab', from: 'a', to: 'b', when }] }), options)
    for (const when of ['"yes"', "'it\\'s'", '5', '-1.5e3', ' null ']) {
      expect(told(when)).toMatchObject({ valid: true, problems: [{ code: 'expression.constant', pointer: '/edges/0/when', edgeId: 'ab' }] })
      expect(told(when).problems[0]?.message).toContain('a run that comes here fails')
    }
    for (const when of ['1 == 1', '"a" == "b"', '!true', '1 in [1, 2]', '5 > 3 && true']) expect(told(when).problems[0]?.message).toContain('reads nothing')
    for (const when of ['true', ' false', 'output == "yes"', 'inputs.n > 5', 'size(nodes.a) > 0', 'output'])
      expect(told(when).problems).not.toContainEqual(expect.objectContaining({ code: 'expression.constant' }))
    expect(problems(one('conditional', { condition: '"yes"' }))).toEqual([['expression.constant', '/nodes/0/config/condition']])
    expect(
      problems(
        one('switch', {
          cases: [
            { name: 'a', when: '5' },
            { name: 'rest', when: 'true' },
          ],
        }),
      ),
    ).toEqual([['expression.constant', '/nodes/0/config/cases/0/when']])
    expect(problems(one('map', { items: '[1, 2]', body: workflow([node('in')]) })).map(([code]) => code)).not.toContain('expression.constant')
    // A source that does not parse is told as that alone.
    expect(problems(one('conditional', { condition: '5 +' }), { expression: () => ({ code: 'expression.syntax', message: 'No.' }) })).toEqual([
      ['expression.syntax', '/nodes/0/config/condition'],
    ])
  })

  test('[V24] what a called workflow is started with is an object, where it is known', () => {
    const told = (inputs: unknown) => problems(one('workflow', { ref: 'other', inputs }))
    for (const inputs of [undefined, {}, { id: '{{ vars.id }}' }, '{{ vars.all }}', '{{ {"a": "}}"} }}']) expect(told(inputs)).toEqual([])
    for (const inputs of [[], ['a'], 5, 'id', null, true, 'id {{ inputs.id }}', '{{ inputs.a }}{{ inputs.b }}'])
      expect(told(inputs).filter(([code]) => code === 'node.config_invalid')).toEqual([['node.config_invalid', '/nodes/0/config/inputs']])
    expect(validateWorkflow(one('workflow', { ref: 'other', inputs: [] }), options).valid).toBe(true)
  })

  test('[V21] inputs that are no schema are a problem, and a draft may have it', () => {
    expect(problems(workflow([node('a')], [], { inputs: { type: 'strng' } }))).toEqual([['inputs.schema_invalid', '/inputs/type']])
  })

  test('[V12][D-08] no gate before an irreversible node approves by itself', () => {
    const gate = node('g', 'hitl', { config: { title: 'Pay?', deadlineMs: 1000, onTimeout: 'approve' } })
    const doc = (irreversible: boolean) =>
      workflow([gate, node('m'), node('pay', 'http', { config: { url: 'http://x/' }, irreversible })], ['g:approve>m', 'm>pay'])
    expect(problems(doc(false))).toEqual([])
    expect(problems(doc(true))).toEqual([['node.config_invalid', '/nodes/0/config/onTimeout']])
  })
})

describe('limits', () => {
  const agents = (count: number, maxAgents?: number) =>
    workflow(
      Array.from({ length: count }, (_, index) => node(`a${index}`, 'agent')),
      [],
      maxAgents === undefined ? {} : { settings: { maxAgents } },
    )

  test('[V13][PP-09] five agents fit, the sixth does not', () => {
    expect(problems(agents(5))).toEqual([])
    expect(first(agents(6))).toMatchObject({
      code: 'limit.agents',
      pointer: '/nodes/5',
      nodeId: 'a5',
      message: 'Agent limit exceeded (max 5): agent limit exceeded: 5 + 1 > 5',
    })
  })

  test('[V13][PP-10] a document may ask for less than the workspace allows, not for more', () => {
    expect(problems(agents(2, 1))).toEqual([['limit.agents', '/nodes/1']])
    expect(problems(agents(6, 50))).toEqual([['limit.agents', '/nodes/5']])
    expect(problems(agents(6), { limits: { ...DEFAULT_LIMITS, maxAgents: 8 } })).toEqual([])
  })

  test('[V14][D-09] an unknown type is a warning, under fail an error', () => {
    expect(validateWorkflow(one('future_feature', {}), options)).toMatchObject({ valid: true, problems: [{ severity: 'warning', pointer: '/nodes/0/type' }] })
    expect(validateWorkflow(one('future_feature', {}, { unknownPolicy: 'fail' }), options)).toMatchObject({
      valid: false,
      problems: [{ code: 'node.unknown_type' }],
    })
  })
})
