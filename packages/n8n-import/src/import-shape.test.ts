import type { WorkflowNode } from '@aob/schemas'
import { describe, expect, test } from 'vitest'
import { importN8n } from './index.ts'
import { base, file, imported, run, settingsOf } from './testing/imported.ts'

describe('the shape of a workflow of n8n', () => {
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

  test('the note of a trigger lies under no card, however close they stood', () => {
    const { workflow } = imported(
      file([
        base('Hook', 'webhook', {}, { position: [0, 100] }),
        base('Near', 'noOp', {}, { position: [60, 120] }),
        base('Above', 'noOp', {}, { position: [20, -60] }),
        base('Far', 'noOp', {}, { position: [600, 100] }),
      ]),
    )
    const [note] = workflow.notes ?? []
    const { x = 0, y = 0 } = note?.position ?? {}
    const over = workflow.nodes.filter(
      ({ position }) => position.x < x + (note?.width ?? 0) && x < position.x + 232 && position.y < y + (note?.height ?? 0) && y < position.y + 112,
    )
    expect(over.map(({ id }) => id)).toEqual([])
    expect(x).toBe(0)
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

  test('sixty branches that meet again are walked once each, and the data is that from before them all', () => {
    const rounds = Array.from({ length: 60 }, (_, index) => index)
    const nodes = rounds.flatMap((index) => [`split ${index}`, `left ${index}`, `right ${index}`].map((name) => base(name, 'noOp')))
    const flow = Object.fromEntries(
      rounds.flatMap((index) => [
        [`split ${index}`, [`left ${index}`, `right ${index}`]],
        [`left ${index}`, [index < 59 ? `split ${index + 1}` : 'Last']],
        [`right ${index}`, [index < 59 ? `split ${index + 1}` : 'Last']],
      ]),
    )
    const { node } = imported(
      file([base('First', 'httpRequest', { url: 'https://example.org' }), ...nodes, base('Last', 'httpRequest', { url: '={{ $json.next }}' })], {
        First: ['split 0'],
        ...flow,
      }),
    )
    expect(settingsOf(node('last')).url).toBe('{{ nodes.first.body.next }}')
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
