/** Workflows that are looked at. */
import { readFileSync } from 'node:fs'
import type { Workflow } from '@aob/schemas'

export const EXAMPLE = JSON.parse(readFileSync(new URL('../../examples/workflows/02-order-enrichment.json', import.meta.url), 'utf8')) as Workflow

const TYPES = ['http', 'function', 'agent', 'hitl', 'conditional', 'switch', 'join', 'delay', 'notify', 'map', 'loop', 'composite', 'workflow'] as const
export type LookedAtType = (typeof TYPES)[number]

const inner = { nodes: [{ id: 'inside', type: 'function', name: 'Inside', config: { code: 'return input' }, position: { x: 0, y: 0 } }], edges: [] }

/** One setting of each kind as people have them. */
const CONFIGS: Record<LookedAtType, object> = {
  http: { method: 'POST', url: '{{ vars.sample }}/orders/{{ inputs.id }}', query: { page: '1' }, headers: { accept: 'application/json' }, body: { id: 7 } },
  function: { code: 'const total = input.lines.reduce((sum, line) => sum + line.price, 0)\nreturn { total }' },
  agent: { prompt: 'Read the order and say whether it needs a person.', system: 'You are careful.', model: 'scripted', maxCalls: 4 },
  hitl: { title: 'Accept this order?', message: 'It is **large**.', evidence: { total: 7 }, assignee: 'ada', deadlineMs: 3_600_000 },
  conditional: { condition: 'inputs.total > 500' },
  switch: {
    cases: [
      { name: 'large', when: 'inputs.total > 500' },
      { name: 'small', when: 'inputs.total > 5' },
    ],
  },
  join: {},
  delay: { durationMs: 60_000 },
  notify: { channel: 'webhook', url: 'https://hooks.example/orders', to: 'operations', message: 'Order {{ inputs.id }} is in.' },
  map: { items: 'inputs.lines', concurrency: 4, body: inner },
  loop: { while: 'index < 3', maxIterations: 10, body: inner },
  composite: { body: inner },
  workflow: { ref: 'Order check', inputs: { id: '{{ inputs.id }}' } },
}

const INPUTS = { type: 'object', properties: { id: { type: 'string' }, total: { type: 'number' }, lines: { type: 'array' } } }

/** Every type of step once, chained in rows of four. */
export function everyType(name: string): object {
  const nodes = TYPES.map((type, index) => ({
    id: type,
    type,
    config: CONFIGS[type],
    position: { x: (index % 4) * 304, y: Math.floor(index / 4) * 176 },
  }))
  const edges = TYPES.slice(1).map((type, index) => ({ id: `to_${type}`, from: TYPES[index], to: type }))
  return { schemaVersion: 1, name, inputs: INPUTS, nodes, edges: edges.map((edge) => withPort(edge)) }
}

function withPort(edge: { id: string; from: LookedAtType | undefined; to: string }): object {
  const port = edge.from === 'hitl' ? 'approve' : edge.from === 'conditional' ? 'true' : edge.from === 'switch' ? 'large' : undefined
  return port ? { ...edge, fromPort: port } : edge
}
export const NODE_TYPES = TYPES

const step = (id: string, name: string, x: number, y = 0) => ({ id, type: 'function', name, config: { code: `return "${id}"` }, position: { x, y } })

/** Three in a row and one alone: enough for everything a hand does. */
export const FOUR_STEPS = {
  schemaVersion: 1,
  name: 'Four steps',
  nodes: [
    step('first', 'Fetch the order', 0),
    step('second', 'Work it out', 304),
    step('third', 'Tell the customer', 608),
    step('lone', 'Write it down', 304, 240),
  ],
  edges: [
    { id: 'one', from: 'first', to: 'second' },
    { id: 'two', from: 'second', to: 'third' },
  ],
}

/** A map whose body is a small workflow of its own. */
export const LOOPED = {
  schemaVersion: 1,
  name: 'Prices of an order',
  nodes: [
    step('order', 'Fetch the order', 0),
    {
      id: 'each',
      type: 'map',
      name: 'Each line',
      config: {
        items: 'nodes.order.lines',
        body: {
          nodes: [step('stock', 'Look it up', 0), step('price', 'Work out the price', 304), step('total', 'Add it up', 608)],
          edges: [
            { id: 'stock-price', from: 'stock', to: 'price' },
            { id: 'price-total', from: 'price', to: 'total' },
          ],
        },
      },
      position: { x: 304, y: 0 },
    },
  ],
  edges: [{ id: 'order-each', from: 'order', to: 'each' }],
}

const HTML = '<img src=x onerror="window.hacked=1"><b>bold</b>'
const TURNED = 'invoice\u202Egpj.exe'

/** Every place a label can stand in, with what should not be in any. */
export const HOSTILE = {
  schemaVersion: 1,
  name: 'Hostile labels',
  description: HTML,
  nodes: [
    { ...step('html', HTML, 0) },
    { ...step('turned', TURNED, 304) },
    { ...step('unseen', '\u200B\u2060\uFEFF', 608) },
    { id: 'long', type: 'agent', name: 'x'.repeat(200), config: { prompt: 'long '.repeat(6_000) }, position: { x: 0, y: 200 } },
    { id: 'asks', type: 'hitl', name: 'Asks', config: { title: HTML, message: TURNED }, position: { x: 304, y: 200 } },
  ],
  edges: [
    { id: 'e1', from: 'html', to: 'turned', when: `"${HTML.replaceAll('"', '\\"')}" != "${TURNED}"` },
    { id: 'e2', from: 'turned', to: 'unseen' },
    { id: 'e3', from: 'long', to: 'asks' },
  ],
  groups: [{ id: 'g', name: HTML, nodes: ['html', 'turned'] }],
  notes: [{ id: 'n', text: `# ${HTML}\n\n${TURNED} [link](javascript:window.hacked=3)`, position: { x: 700, y: 260 } }],
}

/** Groups, open and folded, and notes in markdown. */
export function grouped(collapsed: boolean): object {
  return {
    ...FOUR_STEPS,
    name: 'Grouped',
    groups: [{ id: 'g', name: 'What the customer gets', nodes: ['second', 'third'], ...(collapsed ? { collapsed: true } : {}) }],
    notes: [
      {
        id: 'n',
        text: '## Mind the order\n\nThe **customer** is told last.\n\n- first the stock\n- then the price\n\n`A-1001` is a good one to try.',
        position: { x: 0, y: 240 },
      },
    ],
  }
}

/** Settings that are wrong, each in its own way. */
export const WRONG = {
  schemaVersion: 1,
  name: 'Problems',
  nodes: [
    { id: 'call', type: 'http', name: 'Call the shop', config: { method: 'GET', url: '', expectStatus: [7] }, position: { x: 0, y: 0 } },
    { id: 'decide', type: 'conditional', name: 'Is it large', config: { condition: 'inputs.total >' }, position: { x: 304, y: 0 } },
    {
      id: 'tell',
      type: 'notify',
      name: 'Tell them',
      config: { channel: 'webhook', url: 'https://x.example', message: '{{ nodes.missing.total }}' },
      position: { x: 608, y: 0 },
    },
    { id: 'strange', type: 'teleport', name: 'From elsewhere', config: { any: 1 }, position: { x: 608, y: 200 } },
  ],
  edges: [
    { id: 'a', from: 'call', to: 'decide' },
    { id: 'b', from: 'decide', to: 'tell', fromPort: 'true' },
  ],
}

const foreign = (name: string, type: string, x: number, parameters: object) => ({
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion: 3,
  position: [x, 0],
  parameters,
})

/** As n8n writes it. */
export const FOREIGN_FILE = {
  name: 'Order lines',
  nodes: [
    foreign('When called', 'webhook', 0, { path: 'orders', httpMethod: 'POST' }),
    foreign('Get order', 'httpRequest', 220, { url: '={{ $vars.shop }}/orders/{{ $json.body.orderId }}' }),
    foreign('Is it large', 'if', 440, { conditions: { number: [{ value1: '={{ $json.total }}', operation: 'larger', value2: 500 }] } }),
    foreign('Append to sheet', 'googleSheets', 660, { range: 'A:B' }),
  ],
  connections: {
    'When called': { main: [[{ node: 'Get order', type: 'main', index: 0 }]] },
    'Get order': { main: [[{ node: 'Is it large', type: 'main', index: 0 }]] },
    'Is it large': { main: [[{ node: 'Append to sheet', type: 'main', index: 0 }]] },
  },
}

const SPOKEN = [
  'A rather long name of a step that goes on for more than a line can hold',
  '数据处理与客户订单风险评估的步骤名称很长',
  'التحقق من طلب العميل وحساب المخاطر',
  'עברית with English 123',
  'W'.repeat(100),
  '🚀 Ready to launch 🎉',
]

/** Names in other writings, too long, without a space; many ways out; a condition and a long case where the next step is near. */
export const NAMES = {
  schemaVersion: 1,
  name: 'Names',
  nodes: [
    ...SPOKEN.map((name, index) => step(`named_${index}`, name, (index % 3) * 304, Math.floor(index / 3) * 160)),
    {
      id: 'ways',
      type: 'switch',
      name: 'Ten ways out',
      config: { cases: Array.from({ length: 9 }, (_, index) => ({ name: index === 3 ? 'large_orders_of_new_customers' : `case_${index}`, when: 'true' })) },
      position: { x: 0, y: 336 },
    },
    step('first', 'First', 304, 336),
    step('second', 'Second', 304, 496),
    step('third', 'Third', 608, 336),
  ],
  edges: [
    { id: 'one', from: 'named_0', to: 'named_1' },
    { id: 'two', from: 'ways', fromPort: 'case_0', to: 'first' },
    { id: 'three', from: 'ways', fromPort: 'large_orders_of_new_customers', to: 'second' },
    { id: 'four', from: 'first', to: 'third', when: 'output.status == 200 && size(output.items) > 12' },
  ],
}
