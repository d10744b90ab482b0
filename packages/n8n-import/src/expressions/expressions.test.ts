import { createExpressions } from '@aob/expressions'
import { describe, expect, test } from 'vitest'
import type { Lookup } from './references.ts'
import { Inexpressible, Settings } from './settings.ts'
import type { Source } from './source.ts'

/** What the nodes of this test gave in n8n. */
const DATA = {
  order: { id: 7, total: 12.5, tags: ['new', 'big'], customer: { name: 'Ada', 'e mail': 'ada@example.org' }, in: 'a word of CEL', note: '  hi ' },
  hook: { city: 'Oslo' },
}
const SCOPE = {
  inputs: DATA.hook,
  nodes: { get_order: { status: 200, headers: {}, body: DATA.order }, judge: { text: 'fine' } },
  run: { id: 'r', workflow: 'w' },
  vars: { base: 'https://example.org' },
}
const SOURCES: Record<string, Source> = {
  'Get order': { kind: 'node', id: 'get_order', path: ['body'] },
  Webhook: { kind: 'inputs', webhook: true },
  Judge: { kind: 'node', id: 'judge', path: [], answer: 'agent' },
  Chat: { kind: 'node', id: 'judge', path: [], answer: 'chat' },
  Missing: {
    kind: 'one_of',
    sources: [
      { kind: 'node', id: 'not_run', path: [] },
      { kind: 'node', id: 'get_order', path: ['body'] },
    ],
  },
}
const LOOKUP: Lookup = { current: SOURCES['Get order'], named: (name) => SOURCES[name] }
const expressions = createExpressions()

/** Converts a parameter and gives what it is worth here, computing the preparation as a run would. */
function worth(parameter: string): { value: unknown; prepared: boolean } {
  const settings = new Settings(LOOKUP, 'prepare')
  const template = settings.template(parameter)
  const code = settings.preparation()
  const prepared: unknown = code === undefined ? undefined : new Function('input', code)({ inputs: SCOPE.inputs, nodes: SCOPE.nodes })
  return { value: expressions.render(template, { ...SCOPE, nodes: { ...SCOPE.nodes, prepare: prepared } }), prepared: code !== undefined }
}

describe('expressions of n8n', () => {
  test.each([
    ['plain text', 'plain text'],
    ['a {{ brace }} that is no expression', 'a {{ brace }} that is no expression'],
    ['=text only', 'text only'],
    ['={{ $json.id }}', 7],
    ['={{$json["customer"]["e mail"]}}', 'ada@example.org'],
    ['={{ $json.in }}', 'a word of CEL'],
    ['={{ $json.tags[1] }}', 'big'],
    ['=Order {{ $json.id }} of {{ $json.customer.name }}', 'Order 7 of Ada'],
    ["={{ $('Get order').item.json.total }}", 12.5],
    ["={{ $('Get order').first().json.total * 2 }}", 25],
    ['={{ $node["Get order"].json["total"] }}', 12.5],
    ['={{ $item("0").$node["Get order"].json.id }}', 7],
    ['={{ $input.first().json.id }}', 7],
    ["={{ $('Webhook').item.json.body.city }}", 'Oslo'],
    ["={{ $('Judge').item.json.output }}", 'fine'],
    ["={{ $('Chat').item.json.message.content }}", 'fine'],
    ["={{ $('Missing').item.json.id }}", 7],
    ['={{ $json.total > 10 && $json.id === 7 }}', true],
    ['={{ $json.total > 10 ? "big" : "small" }}', 'big'],
    ['={{ $json.id / 2 }}', 3.5],
    ['={{ "No. " + $json.id }}', 'No. 7'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text under test is JavaScript
    ['={{ `${$json.id}: ${$json.customer.name}` }}', '7: Ada'],
    ['={{ $json.customer.name.toUpperCase() }}', 'ADA'],
    ['={{ $json.note.trim() }}', 'hi'],
    ['={{ $vars.base }}/x', 'https://example.org/x'],
    ['={{ !($json.id === 8) }};', undefined],
  ])('%s is said in CEL', (parameter, value) => {
    if (value === undefined) expect(worth(parameter)).toEqual({ value: 'true;', prepared: false })
    else expect(worth(parameter)).toEqual({ value, prepared: false })
  })

  test.each([
    ['={{ $json.tags.map((tag) => tag.length) }}', [3, 3]],
    ["={{ $json.tags.join(', ') }}", 'new, big'],
    ["={{ $json.customer.name.replace(/a$/, 'e') }}", 'Ade'],
    ['={{ $json.missing ?? "none" }}', 'none'],
    ['={{ $json.missing?.deeper }}', null],
    ['={{ JSON.stringify($json.tags) }}', '["new","big"]'],
    ['={{ Object.keys($json.customer).length }}', 2],
    ["={{ $('Get order').all().length }}", 1],
    ['={{ $json.tags // the first\n  .at(0) // one\n}}', 'new'],
    ['={{ { a: { b: $json.id } } }}', { a: { b: 7 } }],
    ['={{ (({ id, ...rest }) => rest.total)($json) }}', 12.5],
    ['=https://example.org/{{ encodeURIComponent($json.note) }}?c={{ $json.id }}', 'https://example.org/%20%20hi%20?c=7'],
    ["={{ $('Webhook').item.json.body.city.split('') }}", ['O', 's', 'l', 'o']],
  ])('%s is computed by a function before the node', (parameter, value) => {
    expect(worth(parameter)).toEqual({ value, prepared: true })
  })

  test.each([
    ['={{ $now.toISO() }}', '$now'],
    ['={{ new Date().getTime() }}', 'Date'],
    ['={{ Math.random() }}', 'chance'],
    ['={{ $json.note.toTitleCase() }}', '.toTitleCase'],
    ['={{ $env.SECRET.split(":") }}', '$env'],
    ['={{ $vars.base.split(":") }}', '$vars'],
    ['={{ $node[$json.id].json.x }}', 'computes the name of a node'],
    ["={{ $('Get ' + 'order').item.json.x }}", 'computes the name of a node'],
    ["={{ $('Nobody').all() }}", 'data is not here'],
    ['={{ $json. }}', 'not JavaScript'],
    ['={{ globalThis.process }}', 'globalThis'],
    ['={{ (() => { class A {} })() }}', 'class'],
    ['={{ unclosed', 'not JavaScript'],
  ])('%s cannot be said here', (parameter, why) => {
    const settings = new Settings(LOOKUP, 'prepare')
    expect(() => settings.template(parameter)).toThrow(Inexpressible)
    expect(() => settings.template(parameter)).toThrow(why)
  })

  test('without the data of the node before, what reads it cannot be said', () => {
    const settings = new Settings({ current: undefined, named: () => undefined }, 'prepare')
    expect(() => settings.template('={{ $json.id }}')).toThrow(Inexpressible)
    expect(() => settings.template('={{ items.length }}')).toThrow(Inexpressible)
    expect(settings.template('={{ [1, 2].length }}')).toBe('{{ nodes.prepare.v1 }}')
  })
})
