import { describe, expect, test } from 'vitest'
import { importN8n, looksLikeN8n } from './index.ts'
import { base, file, imported, run } from './testing/imported.ts'

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
      config: {
        condition:
          '(nodes.set_me.?who.?name.orValue(null) != null && nodes.set_me.?who.?name.orValue(null).lowerAscii() == "ADA".lowerAscii()) || (nodes.set_me.?n.orValue(null) != null && nodes.set_me.?n.orValue(null) < 2)',
      },
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
        { name: 'First', when: 'inputs.?kind.orValue(null) == "a"' },
        { name: 'case 2', when: 'inputs.?kind.orValue(null) == "b"' },
        { name: 'default 2', when: 'inputs.?kind.orValue(null) == "c"' },
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
    expect(node('if').config).toEqual({
      condition:
        '(inputs.?a.orValue(null) == "x") || (inputs.?n.orValue(null) != null && inputs.?n.orValue(null) > 5) || (inputs.?done.orValue(null) == false)',
    })
    expect(node('cases').config).toEqual({
      cases: [
        { name: 'case 1', when: 'inputs.?a.orValue(null) == "x"' },
        { name: 'case 2', when: 'inputs.?a.orValue(null) != null && inputs.?a.orValue(null).startsWith("y")' },
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
      'There is no step for Google Sheets here.',
      expect.stringContaining('the clock'),
      expect.stringContaining('python'),
      expect.stringContaining('switched off'),
      expect.stringContaining('sends a file'),
      expect.stringContaining('$now'),
    ])
    expect(report.totals).toEqual({ mapped: 0, adapted: 0, kept: 6, note: 0 })
    expect(edges).toEqual(['sheet out clock', 'clock out python', 'off out upload'])
  })
})
