import { describe, expect, test } from 'vitest'
import { base, file, imported, run, settingsOf } from './testing/imported.ts'

const lists = [
  { sku: 'b', price: 2, at: { day: 1 } },
  { sku: 'a', price: 3, at: { day: 2 } },
  { sku: 'b', price: 2, at: { day: 1 } },
]
/** What the function node after a list gives for it. */
function onList(type: string, parameters: object, data: unknown = lists): unknown {
  const { node } = imported(file([base('Get', 'httpRequest', { url: 'https://x.test' }), base('It', type, parameters)], { Get: ['It'] }))
  return run(node('it'), { data })
}

describe('steps over lists', () => {
  test('aggregate puts a list into one field, whole or by fields', () => {
    expect(onList('aggregate', { aggregate: 'aggregateAllItemData' })).toEqual({ data: lists })
    expect(onList('aggregate', { aggregate: 'aggregateAllItemData', include: 'specifiedFields', fieldsToInclude: 'sku', destinationFieldName: 'all' })).toEqual(
      {
        all: [{ sku: 'b' }, { sku: 'a' }, { sku: 'b' }],
      },
    )
    const fields = [{ fieldToAggregate: 'at.day' }, { fieldToAggregate: 'sku', renameField: true, outputFieldName: 'skus' }]
    expect(onList('aggregate', { fieldsToAggregate: { fieldToAggregate: fields } })).toEqual({ day: [1, 2, 1], skus: ['b', 'a', 'b'] })
  })

  test('duplicates go, the first of each stays', () => {
    expect(onList('removeDuplicates', {})).toEqual(lists.slice(0, 2))
    expect(onList('removeDuplicates', { compare: 'selectedFields', fieldsToCompare: 'at.day' })).toEqual(lists.slice(0, 2))
    expect(onList('removeDuplicates', { compare: 'allFieldsExcept', fieldsToExclude: 'sku, at' })).toEqual([lists[0], lists[1]])
  })

  test('lists are sorted by fields, and keys get other names', () => {
    const by = { sortFieldsUi: { sortField: [{ fieldName: 'at.day', order: 'descending' }, { fieldName: 'sku' }] } }
    expect(onList('sort', by)).toEqual([lists[1], lists[0], lists[2]])
    expect(onList('itemLists', { operation: 'sort', ...by })).toEqual([lists[1], lists[0], lists[2]])
    expect(onList('renameKeys', { keys: { key: [{ currentKey: 'sku', newKey: 'id' }] } }, { sku: 'a', b: 1 })).toEqual({ id: 'a', b: 1 })
  })

  test('what remembers other runs, or chance, is kept', () => {
    const nodes = [base('Seen', 'removeDuplicates', { operation: 'removeItemsSeenInPreviousExecutions' }), base('Any', 'sort', { type: 'random' })]
    expect(imported(file(nodes)).report.nodes.map(({ outcome }) => outcome)).toEqual(['kept', 'kept'])
  })
})

describe('messages', () => {
  test('are sent by the services the node was of, with a secret of the server', () => {
    const { node, report } = imported(
      file(
        [
          base('Start', 'manualTrigger'),
          base('Tell', 'telegram', { chatId: '7', text: '=Hello {{ $json.name }}', additionalFields: { parse_mode: 'HTML' } }),
          base('After', 'set', { fields: { values: [{ name: 'id', stringValue: '={{ $json.result.message_id }}' }] } }),
          base('Say', 'slack', { text: 'Done', channel: 'ops' }),
          base('Shout', 'discord', { content: 'Done' }),
          base('Mail', 'emailSend', { toEmail: 'a@x.test', subject: 'Hi', html: '<b>Done</b>' }),
        ],
        { Start: ['Tell'], Tell: ['After'], After: ['Say', 'Shout', 'Mail'] },
      ),
    )
    expect(settingsOf(node('tell'))).toEqual({
      method: 'POST',
      url: 'https://api.telegram.org/bot{{ vars.telegram_token }}/sendMessage',
      body: { chat_id: '7', text: 'Hello {{ inputs.name }}', parse_mode: 'HTML' },
    })
    expect(JSON.stringify(settingsOf(node('after')))).toContain('nodes.tell.body.result.message_id')
    expect(settingsOf(node('say'))).toEqual({ channel: 'slack', url: '{{ vars.slack_hook }}', message: 'Done' })
    expect(settingsOf(node('shout'))).toMatchObject({ url: '{{ vars.discord_hook }}', body: { content: 'Done' } })
    expect(settingsOf(node('mail'))).toMatchObject({ channel: 'email', to: 'a@x.test', subject: 'Hi', message: '<b>Done</b>' })
    expect(report.totals).toMatchObject({ kept: 0 })
  })

  test('files, edits and answers that are waited for are kept', () => {
    const { report } = imported(
      file([
        base('Photo', 'telegram', { operation: 'sendPhoto', chatId: '7' }),
        base('Find', 'slack', { operation: 'search', query: 'x' }),
        base('Ask', 'emailSend', { operation: 'sendAndWait', message: 'May I?' }),
      ]),
    )
    expect(report.nodes.map(({ outcome }) => outcome)).toEqual(['kept', 'kept', 'kept'])
  })

  test('who called a webhook reads the answer as an output, and what follows gets what came before', () => {
    const { node } = imported(
      file(
        [
          base('Called', 'webhook'),
          base('Answer', 'respondToWebhook', { respondWith: 'json', responseBody: '={ "ok": {{ $json.body.ok }} }' }),
          base('After', 'set', { fields: { values: [{ name: 'x', stringValue: '={{ $json.body.x }}' }] } }),
        ],
        { Called: ['Answer'], Answer: ['After'] },
      ),
    )
    expect(settingsOf(node('answer')).input).toEqual({ ok: '{{ inputs.ok }}' })
    expect(JSON.stringify(settingsOf(node('after')))).toContain('inputs.x')
  })
})

describe('agents', () => {
  const attach = (kind: string, to: string) => ({ [kind]: [[{ node: to, type: kind, index: 0 }]] })
  const langchain = (name: string) => `@n8n/n8n-nodes-langchain.${name}`

  test('take the schema of their parser; what else hung on them says what it was', () => {
    const raw = file(
      [
        base('Start', 'manualTrigger'),
        base('Judge', langchain('agent'), { text: 'Judge it' }),
        base('Model', langchain('lmChatOpenAi'), { model: { __rl: true, value: 'gpt-4o-mini' } }),
        base('Memory', langchain('memoryBufferWindow'), {}),
        base('Parser', langchain('outputParserStructured'), { jsonSchemaExample: '{ "score": 3, "why": ["late"] }' }),
        base('Use', 'set', { fields: { values: [{ name: 's', stringValue: '={{ $json.output.score }}' }] } }),
      ],
      { Start: ['Judge'], Judge: ['Use'] },
    )
    Object.assign(raw.connections, {
      Model: attach('ai_languageModel', 'Judge'),
      Memory: attach('ai_memory', 'Judge'),
      Parser: attach('ai_outputParser', 'Judge'),
    })
    const { node, workflow, report } = imported(raw)
    expect(settingsOf(node('judge')).outputSchema).toEqual({
      type: 'object',
      properties: { score: { type: 'number' }, why: { type: 'array', items: { type: 'string' } } },
      required: ['score', 'why'],
    })
    expect(JSON.stringify(settingsOf(node('use')))).toContain('nodes.judge.data.score')
    expect(workflow.nodes.map(({ id }) => id)).not.toContain('parser')
    const remark = (name: string) => report.nodes.find((one) => one.name === name)?.remarks.join(' ')
    expect(remark('Judge')).toBe(
      'It asks the model this server is set up with. In n8n that was gpt-4o-mini. Kept beside it, unconnected: “Model” (model), “Memory” (memory).',
    )
    expect(remark('Parser')).toBe('It became the output schema of “Judge”.')
    expect(remark('Memory')).toBe('It was the memory of “Judge”: an agent remembers nothing of other runs here.')
  })

  test('a node of OpenAI is an agent when it asks for a text, and no other: it became one for pictures, too', () => {
    const { report } = imported(
      file([
        base('Text', langchain('openAi'), { messages: { values: [{ content: 'Hello' }] } }),
        base('Old', 'openAi', { resource: 'chat', prompt: { messages: [{ content: 'Hello' }] } }),
        base('Picture', langchain('openAi'), { resource: 'image', prompt: 'A cat' }),
        base('Voice', langchain('openAi'), { resource: 'audio', input: 'Hello' }),
      ]),
    )
    expect(report.nodes.map(({ outcome }) => outcome)).toEqual(['adapted', 'adapted', 'kept', 'kept'])
  })

  test('what is extracted from a text is the schema of an answer', () => {
    const attributes = {
      attributes: [
        { name: 'city', description: 'Where', required: true },
        { name: 'guests', type: 'number' },
      ],
    }
    const { node } = imported(file([base('Extract', langchain('informationExtractor'), { text: '={{ $json.mail }}', attributes })]))
    expect(settingsOf(node('extract'))).toMatchObject({
      prompt: '{{ inputs.mail }}',
      outputSchema: { properties: { city: { type: 'string', description: 'Where' }, guests: { type: 'number' } }, required: ['city'] },
    })
  })
})

describe('what n8n never ran', () => {
  const flow = { Start: ['Used'] }
  test('does not run here: a request somebody had put aside would have been sent', () => {
    const { node, report } = imported(
      file([base('Start', 'manualTrigger'), base('Used', 'noOp'), base('Aside', 'httpRequest', { url: 'https://x.test' })], flow),
    )
    expect(node('aside')).toMatchObject({ unknownPolicy: 'skip' })
    expect(report.nodes.find(({ name }) => name === 'Aside')).toMatchObject({ outcome: 'kept', remarks: [expect.stringContaining('n8n never ran it')] })
  })

  test('a part of a workflow has no triggers: there only an end in an error that nothing leads to is passed by', () => {
    const { report } = imported(file([base('Get', 'httpRequest', { url: 'https://x.test' }), base('Error handler', 'stopAndError')]))
    expect(report.nodes.map(({ outcome }) => outcome)).toEqual(['mapped', 'kept'])
  })

  test('several triggers with parts of their own are told of', () => {
    const nodes = [base('A', 'manualTrigger'), base('B', 'scheduleTrigger'), base('One', 'noOp'), base('Two', 'noOp')]
    const told = (more: Record<string, string[]>) => imported(file(nodes, more)).report.remarks.some((remark) => remark.startsWith('Several triggers'))
    expect([told({ A: ['One'], B: ['Two'] }), told({ A: ['One'], B: ['One'] })]).toEqual([true, false])
  })
})

describe('files other tools went through', () => {
  test('connections to nodes that are not there are told of by the names of those that are', () => {
    const raw = file([base('Get', 'httpRequest', { url: 'https://x.test' }), base('Put', 'noOp')], {
      Get: ['error-handler-1', 'error-handler-2'],
      ghost: ['Put'],
    })
    expect(imported(raw).report.remarks.slice(-2)).toEqual([
      '3 connections lead to nodes that are not in the file and were left out: 2 of “Get”, 1 of “Put”.',
      'No connection of the file joins two of its nodes: draw them here.',
    ])
  })

  test('methods every object has are no methods of texts: such a file was not taken at all', () => {
    const conditions = (leftValue: string) => ({
      conditions: { conditions: [{ leftValue, rightValue: '', operator: { type: 'boolean', operation: 'true' } }] },
    })
    const { report } = imported(
      file([
        base('Is error', 'if', conditions('={{ $json.hasOwnProperty("error") }}')),
        base('Say', 'set', { fields: { values: [{ name: 'x', stringValue: '={{ $json.x.toString() }}' }] } }),
      ]),
    )
    expect(report.nodes.map(({ outcome }) => outcome)).toEqual(['adapted', 'adapted'])
  })

  test('values that are written out are compared, whatever they are', () => {
    const conditions = [
      { leftValue: 'voice_id', rightValue: '', operator: { type: 'string', operation: 'exists' } },
      { leftValue: null, rightValue: 'x', operator: { type: 'string', operation: 'equals' } },
    ]
    expect(imported(file([base('If', 'if', { conditions: { conditions } })])).report.totals.kept).toBe(0)
  })

  test('code that logs, or makes a date of a time it is given, runs', () => {
    const { node } = imported(file([base('Code', 'code', { jsCode: 'console.log(1); return [{ json: { at: new Date(0).toISOString() } }]' })]))
    expect(run(node('code'), { inputs: {}, nodes: {} })).toEqual({ at: '1970-01-01T00:00:00.000Z' })
  })
})

describe('notes of n8n', () => {
  test('hold the cards they lay behind: a card is twice as wide as a square of n8n', () => {
    const sticky = { ...base('Sticky', 'stickyNote', { width: 240, height: 200 }), position: [0, 0] }
    const { workflow } = imported(file([sticky, { ...base('On it', 'noOp'), position: [120, 80] }, { ...base('Aside', 'noOp'), position: [400, 80] }]))
    expect(workflow.notes?.[0]).toMatchObject({ width: 424, height: 248 })
  })
})

describe('where things stand', () => {
  const at = (x: number, y: number) => ({ position: [x, y] })
  test('a function before a node has a column of its own, and what is behind moves on: it lay over the card, and led back', () => {
    const raw = file(
      [
        base('Start', 'manualTrigger', {}, at(0, 0)),
        base('One', 'noOp', {}, at(200, 0)),
        base('Two', 'httpRequest', { url: '={{ $json.urls.map((url) => url.trim())[0] }}' }, at(400, 0)),
        base('Three', 'noOp', {}, at(600, 0)),
        { ...base('Behind', 'stickyNote', { width: 500, height: 300 }), position: [380, -80] },
      ],
      { Start: ['One'], One: ['Two'], Two: ['Three'] },
    )
    const { node, workflow } = imported(raw)
    const x = (id: string) => node(id).position.x
    expect([x('one'), x('prepare_two'), x('two'), x('three')]).toEqual([288, 584, 888, 1176])
    expect(node('prepare_two').position.y).toBe(node('two').position.y)
    const [note] = (workflow.notes ?? []).filter(({ text }) => !text.includes('Started'))
    expect(note?.position.x).toBeLessThanOrEqual(x('prepare_two'))
    expect((note?.position.x ?? 0) + (note?.width ?? 0)).toBeGreaterThan(x('three') + 232)
  })

  test('no card lies over another: what hung on agents stood closer than cards are wide', () => {
    const { node } = imported(file([base('A', 'noOp', {}, at(0, 0)), base('B', 'noOp', {}, at(120, 0)), base('C', 'noOp', {}, at(240, 0))]))
    expect(['a', 'b', 'c'].map((id) => [node(id).position.x, node(id).position.y])).toEqual([
      [0, 0],
      [176, 136],
      [352, 0],
    ])
  })

  test('cards at the rim of the canvas are left there: pushing them on never ended', () => {
    const { node } = imported(file([base('A', 'noOp', {}, at(0, 1e9)), base('B', 'noOp', {}, at(0, 1e9))]))
    expect([node('a').position.y, node('b').position.y]).toEqual([10_000_000, 10_000_000])
  })
})
