import { createExpressions } from '@aob/expressions'
import { validateWorkflow } from '@aob/ir/document'
import { DEFAULT_LIMITS, type WorkflowNode } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { importN8n, looksLikeN8n } from './index.ts'

type Raw = { name: string; type: string; [key: string]: unknown }

const base = (name: string, type: string, parameters: object = {}, more: object = {}): Raw => ({
  name,
  type: type.includes('.') ? type : `n8n-nodes-base.${type}`,
  typeVersion: 3,
  position: [0, 0],
  parameters,
  ...more,
})

type Target = string | [string, number]

/** `{ A: ['B', 'C'] }`: A's output to B and to C; `{ A: [['B', 1]] }`: A's second output. */
function file(nodes: Raw[], flow: Record<string, Target[]> = {}, more: object = {}) {
  const connections = Object.fromEntries(
    Object.entries(flow).map(([from, targets]) => {
      const outputs: { node: string; type: string; index: number }[][] = []
      for (const target of targets) {
        const [node, output] = typeof target === 'string' ? [target, 0] : target
        outputs[output] ??= []
        outputs[output].push({ node, type: 'main', index: 0 })
      }
      return [from, { main: Array.from(outputs, (list) => list ?? []) }]
    }),
  )
  return { name: 'A test', nodes, connections, ...more }
}

const { check } = createExpressions()

/** Imports a file and expects what comes out to be a workflow without faults. */
function imported(raw: object, maxAgents?: number) {
  const result = importN8n(raw, { fallbackName: 'file', maxAgents })
  const { problems } = validateWorkflow(result.workflow, { limits: DEFAULT_LIMITS, expression: check })
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const node = (id: string): WorkflowNode => {
    const found = result.workflow.nodes.find((one) => one.id === id)
    if (!found) throw new Error(`no node ${id} among ${result.workflow.nodes.map((one) => one.id)}`)
    return found
  }
  const edges = result.workflow.edges.map(({ from, fromPort, to }) => [from, fromPort ?? 'out', to].join(' '))
  return { ...result, node, edges }
}

/** Settings of a node; their shape is its type's business. */
const settingsOf = ({ config }: WorkflowNode): Record<string, unknown> => ({ ...config })

/** Runs a function node's code as the sandbox would. */
const run = (node: WorkflowNode, input: unknown): unknown => new Function('input', String(settingsOf(node).code))(input)

describe('a workflow of n8n', () => {
  test('is told from one of ours and from anything else', () => {
    expect(looksLikeN8n(file([]))).toBe(true)
    for (const other of [null, 1, [], {}, { nodes: [], edges: [] }, { nodes: {}, connections: {} }]) expect(looksLikeN8n(other)).toBe(false)
    expect(() => importN8n({ nodes: [] }, { fallbackName: 'x' })).toThrow(TypeError)
  })

  test('requests: address, query, headers, JSON body, credentials told and not kept', () => {
    const { node, report } = imported(
      file([
        base(
          'Ask',
          'httpRequest',
          {
            method: 'POST',
            url: '=https://api.example.org/orders/{{ $json.id }}',
            authentication: 'genericCredentialType',
            sendQuery: true,
            queryParameters: { parameters: [{ name: 'limit', value: '5' }] },
            sendHeaders: true,
            headerParameters: { parameters: [{ name: 'X-From', value: '={{ $json.from }}' }] },
            sendBody: true,
            specifyBody: 'json',
            jsonBody: '={ "name": "Mr {{ $json.name }}", "total": {{ $json.total }}, "literal": "{{ \'}}\' }}" }',
            options: { timeout: 5000 },
          },
          { credentials: { httpHeaderAuth: { id: '12', name: 'secret thing' } }, retryOnFail: true, maxTries: 99, waitBetweenTries: 250 },
        ),
      ]),
    )
    expect(node('ask')).toMatchObject({
      type: 'http',
      timeoutMs: 5000,
      retry: { maxAttempts: 20, baseMs: 250 },
      config: {
        method: 'POST',
        url: 'https://api.example.org/orders/{{ inputs.id }}',
        query: { limit: '5' },
        headers: { 'X-From': '{{ inputs.from }}' },
        body: { name: 'Mr {{ inputs.name }}', total: '{{ inputs.total }}', literal: '{{ "}}" }}' },
      },
    })
    expect(report.nodes[0]?.remarks.join()).toContain('credentials are not part')
    expect(JSON.stringify(node('ask'))).not.toContain('secret thing')
  })

  test('what a node reads is found through those that only hand on', () => {
    const { node, workflow } = imported(
      file(
        [
          base('Webhook', 'webhook', { path: 'x', httpMethod: 'POST' }),
          base(
            'Set me',
            'set',
            {
              mode: 'manual',
              assignments: {
                assignments: [
                  { name: 'who.name', type: 'string', value: '={{ $json.body.name }}' },
                  { name: 'n', type: 'number', value: '3' },
                ],
              },
            },
            { typeVersion: 3.4 },
          ),
          base(
            'Is it Ada?',
            'if',
            {
              conditions: {
                options: { caseSensitive: false },
                combinator: 'or',
                conditions: [
                  { leftValue: '={{ $json.who.name }}', rightValue: 'ADA', operator: { type: 'string', operation: 'equals' } },
                  { leftValue: '={{ $json.n }}', rightValue: '2', operator: { type: 'number', operation: 'lt' } },
                ],
              },
            },
            { typeVersion: 2 },
          ),
          base('Pause', 'wait', { amount: 2, unit: 'minutes' }),
          base('Tell', 'httpRequest', {
            url: 'https://example.org',
            sendQuery: true,
            queryParameters: { parameters: [{ name: 'n', value: '={{ $json.n }}' }] },
          }),
        ],
        { Webhook: ['Set me'], 'Set me': ['Is it Ada?'], 'Is it Ada?': ['Pause', ['Tell', 1]], Pause: ['Tell'] },
      ),
    )
    expect(node('set_me')).toMatchObject({ type: 'function', config: { input: { who: { name: '{{ inputs.name }}' }, n: 3 }, code: 'return input' } })
    expect(node('is_it_ada')).toMatchObject({
      type: 'conditional',
      config: { condition: '(nodes.set_me.who.name.lowerAscii() == "ADA".lowerAscii()) || (nodes.set_me.n < 2)' },
    })
    expect(node('pause')).toMatchObject({ type: 'delay', config: { durationMs: 120_000 } })
    expect(node('tell').config).toMatchObject({ query: { n: '{{ nodes.set_me.n }}' } })
    expect(workflow.inputs).toEqual({ type: 'object', properties: { name: { title: 'name' } } })
    expect(workflow.notes?.[0]?.text).toContain('"path": "x"')
  })

  test('branches: true and false, cases and what no case takes, errors', () => {
    const rule = (value: string, name?: string) => ({
      ...(name ? { renameOutput: true, outputKey: name } : {}),
      conditions: { conditions: [{ leftValue: '={{ $json.kind }}', rightValue: value, operator: { type: 'string', operation: 'equals' } }] },
    })
    const { edges, node } = imported(
      file(
        [
          base('Which', 'switch', { rules: { values: [rule('a', 'First!'), rule('b'), rule('c', 'default')] }, options: { fallbackOutput: 'extra' } }),
          ...['A', 'B', 'C', 'Else'].map((name) => base(name, 'httpRequest', { url: 'https://example.org' }, { onError: 'continueErrorOutput' })),
          base('Failed', 'stopAndError', { errorMessage: '=No {{ $json.x }}' }),
        ],
        { Which: ['A', ['B', 1], ['C', 2], ['Else', 3]], A: [['Failed', 1]] },
      ),
    )
    expect(node('which').config).toEqual({
      cases: [
        { name: 'First', when: 'inputs.kind == "a"' },
        { name: 'case 2', when: 'inputs.kind == "b"' },
        { name: 'default 2', when: 'inputs.kind == "c"' },
      ],
    })
    expect(edges).toEqual(['which First a', 'which case 2 b', 'which default 2 c', 'which default else', 'a error failed'])
    expect(() => run(node('failed'), { message: 'No luck' })).toThrow('No luck')
  })

  test('the older forms of conditions, cases and fields', () => {
    const { node } = imported(
      file([
        base(
          'If',
          'if',
          {
            combineOperation: 'any',
            conditions: {
              string: [{ value1: '={{$json["a"]}}', value2: 'x' }],
              number: [{ value1: '={{$json["n"]}}', operation: 'larger', value2: 5 }],
              boolean: [{ value1: '={{ $json.done }}' }],
            },
          },
          { typeVersion: 1 },
        ),
        base(
          'Cases',
          'switch',
          {
            dataType: 'string',
            value1: '={{ $json.a }}',
            rules: { rules: [{ value2: 'x' }, { value2: 'y', operation: 'startsWith', output: 2 }] },
            fallbackOutput: 1,
          },
          { typeVersion: 1 },
        ),
        base('Fields', 'set', { keepOnlySet: true, values: { string: [{ name: 'a', value: 'b' }], number: [{ name: 'n', value: 1 }] } }, { typeVersion: 1 }),
        base('More fields', 'set', { values: { boolean: [{ name: 'b', value: true }] } }, { typeVersion: 1 }),
      ]),
    )
    expect(node('if').config).toEqual({ condition: '(inputs.a == "x") || (inputs.n > 5) || (inputs.done == false)' })
    expect(node('cases').config).toEqual({
      cases: [
        { name: 'case 1', when: 'inputs.a == "x"' },
        { name: 'case 2', when: 'inputs.a.startsWith("y")' },
      ],
    })
    expect(node('fields').config).toEqual({ input: { a: 'b', n: 1 }, code: 'return input' })
    expect(run(node('more_fields'), { kept: { a: 1, b: 2 }, set: { b: true } })).toEqual({ a: 1, b: true })
  })

  test("code: n8n's variables are there, one item stands for itself, several are a list", () => {
    const code = (jsCode: string) => base('Code', 'code', { jsCode })
    const result = (jsCode: string, body: unknown) => {
      const { node } = imported(file([base('Get', 'httpRequest', { url: 'https://example.org' }), code(jsCode)], { Get: ['Code'] }))
      return run(node('code'), { inputs: {}, nodes: { get: { body } } })
    }
    expect(result('return [{ json: { twice: $json.n * 2 } }]', { n: 2 })).toEqual({ twice: 4 })
    expect(result('return items.map((item) => ({ json: { n: item.json.n + 1 } }))', [{ n: 1 }, { n: 2 }])).toEqual([{ n: 2 }, { n: 3 }])
    expect(result("for (const item of $input.all()) { item.json.seen = $('Get').first().json.n }\nreturn $input.all()", { n: 5 })).toEqual({ n: 5, seen: 5 })
    expect(result('return []', {})).toEqual([])
    const older = imported(file([base('F', 'functionItem', { functionCode: 'item.x = 1; return item' })])).node('f')
    expect(run(older, { inputs: { a: 2 }, nodes: {} })).toEqual({ a: 2, x: 1 })
  })

  test('what cannot be said is kept whole and passed by, and the report says why', () => {
    const { node, report, edges } = imported(
      file(
        [
          base('Sheet', 'googleSheets', { range: 'A:B', documentId: { value: '={{ $json.id }}' } }),
          base('Clock', 'code', { jsCode: 'return [{ json: { now: new Date() } }]' }),
          base('Python', 'code', { language: 'python', pythonCode: 'return items' }),
          base('Off', 'httpRequest', { url: 'https://example.org' }, { disabled: true }),
          base('Upload', 'httpRequest', { method: 'POST', url: 'https://example.org', sendBody: true, contentType: 'binaryData' }),
          base('Nothing', 'set', { assignments: { assignments: [{ name: 'x', type: 'string', value: '={{ $now }}' }] } }, { typeVersion: 3.4 }),
        ],
        { Sheet: ['Clock'], Clock: ['Python'], Off: ['Upload'] },
      ),
    )
    expect(node('sheet')).toMatchObject({ type: 'n8n-nodes-base.googleSheets', config: { n8n: { typeVersion: 3, parameters: { range: 'A:B' } } } })
    expect(node('off')).toMatchObject({ type: 'n8n-disabled.n8n-nodes-base.httpRequest', unknownPolicy: 'skip' })
    expect(report.nodes.map(({ outcome }) => outcome)).toEqual(['kept', 'kept', 'kept', 'kept', 'kept', 'kept'])
    expect(report.nodes.map(({ remarks }) => remarks.join(' '))).toEqual([
      expect.stringContaining('no such step'),
      expect.stringContaining('the clock'),
      expect.stringContaining('python'),
      expect.stringContaining('switched off'),
      expect.stringContaining('sends a file'),
      expect.stringContaining('$now'),
    ])
    expect(report.totals).toEqual({ mapped: 0, adapted: 0, kept: 6, note: 0 })
    expect(edges).toEqual(['sheet out clock', 'clock out python', 'off out upload'])
  })

  test('a loop over items becomes a map whose body reads the item; what follows reads the list', () => {
    const { node, edges, report } = imported(
      file(
        [
          base('Get all', 'httpRequest', { url: 'https://example.org/orders' }),
          base('Loop', 'splitInBatches', { options: {} }),
          base('Send', 'httpRequest', { url: "=https://example.org/{{ $json.id }}/{{ $('Loop').item.json.name }}/{{ $('Get all').first().json.length2 }}" }),
          base('Mark', 'set', { assignments: { assignments: [{ name: 'ok', type: 'boolean', value: 'true' }] } }, { typeVersion: 3.4 }),
          base('After', 'code', { jsCode: 'return [{ json: { count: $input.all().length } }]' }),
        ],
        { 'Get all': ['Loop'], Loop: ['After', ['Send', 1]], Send: ['Mark'], Mark: ['Loop'] },
      ),
    )
    const map = node('loop')
    expect(map).toMatchObject({
      type: 'map',
      config: { items: 'type(nodes.get_all.body) == list ? nodes.get_all.body : [nodes.get_all.body]', concurrency: 1 },
    })
    const body = settingsOf(map).body as { nodes: WorkflowNode[]; edges: { from: string; to: string }[] }
    expect(body.nodes.map(({ id }) => id)).toEqual(['send', 'mark'])
    expect(body.nodes[0]?.config).toMatchObject({ url: 'https://example.org/{{ item.id }}/{{ item.name }}/{{ nodes.get_all.body.length2 }}' })
    expect(body.edges).toMatchObject([{ from: 'send', to: 'mark' }])
    expect(edges).toEqual(['get_all out loop', 'loop out after'])
    expect(run(node('after'), { inputs: {}, nodes: { loop: [{ ok: true }, { ok: true }] } })).toEqual({ count: 2 })
    expect(report.nodes.find(({ name }) => name === 'Loop')).toMatchObject({ outcome: 'adapted', becomes: 'map' })
  })

  test('loops inside loops, and one whose steps lead elsewhere', () => {
    const loop = (name: string) => base(name, 'splitInBatches')
    const step = (name: string) => base(name, 'noOp')
    const inner = imported(
      file([loop('Outer'), loop('Inner'), step('Work'), step('Tail')], {
        Outer: [['Inner', 1]],
        Inner: ['Tail', ['Work', 1]],
        Work: ['Inner'],
        Tail: ['Outer'],
      }),
    )
    const body = settingsOf(inner.node('outer')).body as { nodes: WorkflowNode[] }
    expect(body.nodes.map(({ id, type }) => `${id} ${type}`)).toEqual(['inner map', 'tail function'])
    const leaking = imported(file([loop('L'), step('A'), step('B')], { L: ['B', ['A', 1]], A: ['L', 'B'] }))
    expect(leaking.node('l').type).toBe('n8n-nodes-base.splitInBatches')
    expect(leaking.report.remarks.join()).toContain('was left out: repetition is a map or a loop node')
  })

  test('circles are cut, not followed; a node that leads to itself as well', () => {
    const { edges, report } = imported(file([base('A', 'noOp'), base('B', 'noOp')], { A: ['B', 'A'], B: ['A'] }))
    expect(edges).toEqual(['a out b'])
    expect(report.remarks.filter((remark) => remark.includes('left out'))).toHaveLength(2)
  })

  test('merging lays objects over one another and joins lists, whatever branch ran', () => {
    const { node } = imported(
      file([base('A', 'set', {}, { typeVersion: 3.4 }), base('B', 'httpRequest', { url: 'https://example.org' }), base('M', 'merge')], {
        A: ['M'],
        B: [['M', 0]],
      }),
    )
    expect(run(node('m'), { inputs: {}, nodes: { a: { x: 1 }, b: { body: { y: 2 } } } })).toEqual({ x: 1, y: 2 })
    expect(run(node('m'), { inputs: {}, nodes: { b: { body: [1, 2] } } })).toEqual([1, 2])
    expect(run(node('m'), { inputs: {}, nodes: { a: { x: 1 } } })).toEqual({ x: 1 })
  })

  test('agents: prompt and instructions; beyond the limit they are kept', () => {
    const agent = (name: string) => base(name, '@n8n/n8n-nodes-langchain.agent', { text: '=Judge {{ $json.body }}', options: { systemMessage: 'Be brief.' } })
    const { workflow, report } = imported(file([agent('A'), agent('B'), agent('C')]), 2)
    expect(workflow.nodes.map(({ type }) => type)).toEqual(['agent', 'agent', 'n8n-nodes-langchain.agent'])
    expect(workflow.nodes[0]?.config).toEqual({ prompt: 'Judge {{ inputs.body }}', system: 'Be brief.', tools: [] })
    expect(report.nodes[2]).toMatchObject({ outcome: 'kept', remarks: [expect.stringContaining('more agents')] })
  })

  test('triggers and stickies become notes that say how to start it here', () => {
    const { workflow, report } = imported(
      file([
        base('Every day', 'scheduleTrigger', { rule: { interval: [{ field: 'cronExpression', expression: '0 9 * * 1-5' }] } }),
        base('Sticky', 'stickyNote', { content: '## Hello', width: 300, height: 100 }),
      ]),
    )
    expect(workflow.nodes).toEqual([])
    expect(workflow.notes?.[0]?.text).toContain('make one with `0 9 * * 1-5`')
    expect(workflow.notes?.[1]).toMatchObject({ text: '## Hello', width: 432, height: 128 })
    expect(report.totals).toEqual({ mapped: 0, adapted: 0, kept: 0, note: 2 })
  })

  test('pinned data, names and settings', () => {
    const { workflow, node } = imported(
      file(
        [base('Get it', 'httpRequest', { url: 'https://example.org' })],
        {},
        { name: '✨ My „flow“: v2 ✨', settings: { executionTimeout: 60 }, pinData: { 'Get it': [{ json: { a: 1 } }] } },
      ),
    )
    expect(workflow).toMatchObject({ name: 'My flow v2', settings: { timeoutMs: 60_000 } })
    expect(node('get_it').pin).toEqual({ status: 200, headers: {}, body: { a: 1 } })
    expect(importN8n(file([], {}, { name: '日本' }), { fallbackName: 'picked.json' }).workflow.name).toBe('picked json')
  })

  test('hostile files: prototypes, the same name twice, connections to nowhere, nonsense in every place', () => {
    const raw = JSON.parse(`{
      "name": 5, "description": [], "settings": "x", "pinData": [],
      "nodes": [null, 4, {}, {"name": "constructor", "type": "n8n-nodes-base.noOp", "position": "here", "parameters": []},
        {"name": "constructor", "type": "n8n-nodes-base.noOp"}, {"name": "__proto__", "type": "__proto__", "parameters": {"__proto__": {"polluted": true}}},
        {"name": "S", "type": "n8n-nodes-base.set", "typeVersion": 3.4, "parameters": {"assignments": {"assignments": [{"name": "__proto__.polluted", "value": "yes"}]}}}],
      "connections": {"__proto__": {"main": [[{"node": "S"}]]}, "nobody": {"main": [[{"node": "S"}, null, {"node": 7}]]}, "S": {"main": [null, "x"]}}
    }`)
    const { workflow, report } = imported(raw)
    expect(workflow.nodes).toHaveLength(3)
    expect(workflow.nodes.map(({ id }) => id)).not.toContain('constructor')
    expect(report.remarks.join('\n')).toMatch(/Node 1 of the file[\s\S]*A second node named "constructor"/)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('two thousand nodes in a row are no deep recursion, and names that read alike get ids of their own', () => {
    const names = Array.from({ length: 2000 }, (_, index) => (index % 2 ? `Step ${index}` : `step-${index - (index % 4)}`) + (index % 4 === 2 ? '!' : ''))
    const flow = Object.fromEntries(names.slice(0, -1).map((name, index) => [name, [names[index + 1] ?? '']]))
    const { workflow } = importN8n(
      file(
        names.map((name) => base(name, 'set', {}, { typeVersion: 3.4 })),
        flow,
      ),
      { fallbackName: 'long' },
    )
    expect(new Set(workflow.nodes.map(({ id }) => id)).size).toBe(2000)
    expect(workflow.edges).toHaveLength(1999)
  })
})
