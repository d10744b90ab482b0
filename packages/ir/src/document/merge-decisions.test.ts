import type { Workflow, WorkflowEdge, WorkflowNode } from '@aob/schemas'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalText, randomTriple, type Triple } from '../testing/merge-triple.ts'
import { allNodes, bodyOf, type MergeDecision, mergeDecided, mergeWorkflows, referencedNodes } from './index.ts'

const node = (id: string, change: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id,
  type: 'function',
  config: { code: '1' },
  position: { x: 0, y: 0 },
  ...change,
})
const edge = (from: string, to: string): WorkflowEdge => ({ id: `${from}-${to}`, from, to })
const doc = (nodes: WorkflowNode[], edges: WorkflowEdge[], rest: Partial<Workflow> = {}): Workflow => ({ schemaVersion: 1, name: 'w', nodes, edges, ...rest })

const [a, b, c] = [node('a'), node('b'), node('c')]
const BASE = doc([a, b, c], [edge('a', 'b'), edge('b', 'c')], { notes: [{ id: 'n', text: 'old', position: { x: 0, y: 0 } }] })
const over = (base: Workflow, id: string, change: Partial<WorkflowNode>): Workflow => ({
  ...base,
  nodes: base.nodes.map((old) => (old.id === id ? { ...old, ...change } : old)),
})
const without = (id: string, ...edges: WorkflowEdge[]): Workflow => ({
  ...BASE,
  nodes: BASE.nodes.filter((old) => old.id !== id),
  edges: [...BASE.edges.filter(({ from, to }) => from !== id && to !== id), ...edges],
})
const spliced = (id: string): Workflow => ({ ...BASE, nodes: [...BASE.nodes, node(id)], edges: [edge('b', 'c'), edge('a', id), edge(id, 'b')] })

/** Every conflict decided for one side, as often as deciding brings up further ones. */
function decidedFor(side: 'left' | 'right', { base, left, right }: Triple): { document: Workflow; reasons: string[] } {
  const decisions: MergeDecision[] = []
  for (let turn = 0; turn < 40; turn++) {
    const result = mergeDecided(base, left, right, decisions)
    if (result.kind === 'ok') return { document: result.document, reasons: decisions.map(({ reason }) => reason) }
    decisions.push(...result.conflicts.map(({ reason, target, pointer }) => ({ reason, target, pointer, side })))
  }
  throw new Error(`Decided for ${side} forty times and still in conflict: ${JSON.stringify(decisions)}`)
}

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).sort()

/** What deciding for each side comes to, and that exchanging the sides changes nothing but their names. */
function both(left: Workflow, right: Workflow, base = BASE): [ours: Workflow, theirs: Workflow] {
  const [ours, theirs] = (['left', 'right'] as const).map((side) => decidedFor(side, { base, left, right }).document)
  if (!ours || !theirs) throw new Error('two sides')
  expect(canonicalText(decidedFor('right', { base, left: right, right: left }).document)).toBe(canonicalText(ours))
  expect(canonicalText(decidedFor('left', { base, left: right, right: left }).document)).toBe(canonicalText(theirs))
  return [ours, theirs]
}

describe('[M5] a conflict is decided by choosing a side', () => {
  test('a field, and what else each side changed stays', () => {
    const [ours, theirs] = both(over(BASE, 'a', { name: 'Left', config: { code: '1', l: 1 } }), over(BASE, 'a', { name: 'Right', config: { code: '1', r: 1 } }))
    expect(ours.nodes[0]).toMatchObject({ name: 'Left', config: { code: '1', l: 1, r: 1 } })
    expect(theirs.nodes[0]).toMatchObject({ name: 'Right', config: { code: '1', l: 1, r: 1 } })
  })

  test('a field one side took away is away, with all that was in it', () => {
    const base = over(BASE, 'a', { config: { code: '1', headers: { x: '1', y: '2' } } })
    const [ours, theirs] = both(over(base, 'a', { config: { code: '1' } }), over(base, 'a', { config: { code: '1', headers: { x: '9', y: '8' } } }), base)
    expect(ours.nodes[0]?.config).toEqual({ code: '1' })
    expect(theirs.nodes[0]?.config).toEqual({ code: '1', headers: { x: '9', y: '8' } })
  })

  test('both sides of a field that lies in another show all of it, once', () => {
    const base = over(BASE, 'a', { config: { headers: { x: '1', y: '2' } } })
    const result = mergeWorkflows(base, over(base, 'a', { config: {} }), over(base, 'a', { config: { headers: { x: '9', y: '8' } } }))
    expect(result).toMatchObject({ kind: 'conflict', conflicts: [{ pointer: '/config/headers', right: { x: '9', y: '8' } }] })
    expect(result.kind === 'conflict' && result.conflicts).toHaveLength(1)
  })

  test('a type with the config that belongs to it', () => {
    const [ours, theirs] = both(over(BASE, 'a', { type: 'http', config: { url: 'x' } }), over(BASE, 'a', { config: { code: '2' } }))
    expect(ours.nodes[0]).toMatchObject({ type: 'http', config: { url: 'x' } })
    expect(theirs.nodes[0]).toMatchObject({ type: 'function', config: { code: '2' } })
  })

  test('a node that one removed and the other changed: it returns with its connections, not beside the way round it, or goes', () => {
    const [ours, theirs] = both(without('b', edge('a', 'c')), over(BASE, 'b', { name: 'Kept' }))
    expect([ids(ours.nodes), ids(ours.edges)]).toEqual([['a', 'c'], ['a-c']])
    expect([ids(theirs.nodes), ids(theirs.edges)]).toEqual([
      ['a', 'b', 'c'],
      ['a-b', 'b-c'],
    ])
    expect(theirs.nodes.find(({ id }) => id === 'b')?.name).toBe('Kept')
  })

  test('a node, an edge and a note both added', () => {
    const added = (type: string): Workflow => ({
      ...BASE,
      nodes: [...BASE.nodes, node('x', { type })],
      notes: [{ id: 'm', text: type, position: { x: 0, y: 0 } }],
    })
    const [ours, theirs] = both(added('http'), added('agent'))
    expect([ours.nodes.find(({ id }) => id === 'x')?.type, ours.notes?.map(({ text }) => text)]).toEqual(['http', ['http']])
    expect([theirs.nodes.find(({ id }) => id === 'x')?.type, theirs.notes?.map(({ text }) => text)]).toEqual(['agent', ['agent']])
  })

  test('a note one changed and the other took away, the description, and a note both changed', () => {
    const note = (text: string): Workflow => ({ ...BASE, description: text, notes: [{ id: 'n', text, position: { x: 0, y: 0 } }] })
    const [gone, kept] = both({ ...BASE, notes: [] }, note('new'))
    expect([gone.notes ?? [], kept.notes?.[0]?.text]).toEqual([[], 'new'])
    const [ours, theirs] = both(note('one'), note('two'))
    expect([ours.description, ours.notes?.[0]?.text, theirs.description, theirs.notes?.[0]?.text]).toEqual(['one', 'one', 'two', 'two'])
  })

  test('a connection to a node the other removed: the node returns, or the connection goes and the new step only it led to', () => {
    const right: Workflow = { ...BASE, nodes: [...BASE.nodes, node('x')], edges: [...BASE.edges, edge('c', 'x')] }
    const [ours, theirs] = both(without('c'), right)
    expect([ids(ours.nodes), ids(ours.edges)]).toEqual([['a', 'b'], ['a-b']])
    expect([ids(theirs.nodes), ids(theirs.edges)]).toEqual([
      ['a', 'b', 'c', 'x'],
      ['a-b', 'b-c', 'c-x'],
    ])
  })

  test('one connection led two ways: the other way goes with the step on it', () => {
    const [ours, theirs] = both(spliced('l'), spliced('r'))
    expect([ids(ours.nodes), ids(ours.edges)]).toEqual([
      ['a', 'b', 'c', 'l'],
      ['a-l', 'b-c', 'l-b'],
    ])
    expect([ids(theirs.nodes), ids(theirs.edges)]).toEqual([
      ['a', 'b', 'c', 'r'],
      ['a-r', 'b-c', 'r-b'],
    ])
  })

  test('an expression that reads a removed node: the node returns, or the expression is as before, or its new step goes', () => {
    const reading = { code: '1', input: '{{ nodes.b.x }}' }
    const [ours, theirs] = both(without('b'), over(BASE, 'c', { config: reading }))
    expect([ids(ours.nodes), ours.nodes.find(({ id }) => id === 'c')?.config]).toEqual([['a', 'c'], { code: '1' }])
    expect([ids(theirs.nodes), ids(theirs.edges)]).toEqual([
      ['a', 'b', 'c'],
      ['a-b', 'b-c'],
    ])
    const added: Workflow = { ...BASE, nodes: [...BASE.nodes, node('x', { config: reading })], edges: [...BASE.edges, edge('a', 'x')] }
    expect(ids(both(without('b'), added)[0].nodes)).toEqual(['a', 'c'])
  })

  test('connections that lead round together', () => {
    const base = { ...BASE, edges: [] }
    const [ours, theirs] = both({ ...base, edges: [edge('a', 'b')] }, { ...base, edges: [edge('b', 'a')] }, base)
    expect([ids(ours.edges), ids(theirs.edges)]).toEqual([['a-b'], ['b-a']])
  })

  test('inside the body of a scope', () => {
    const scope = (body: Workflow) => doc([node('each', { type: 'map', config: { items: 'x', body: { nodes: body.nodes, edges: body.edges } } })], [])
    const [ours, theirs] = both(scope(without('b', edge('a', 'c'))), scope(over(BASE, 'b', { name: 'Kept' })), scope(BASE))
    const inner = (workflow: Workflow) => ids((workflow.nodes[0] && bodyOf(workflow.nodes[0]))?.nodes ?? [])
    expect([inner(ours), inner(theirs)]).toEqual([
      ['a', 'c'],
      ['a', 'b', 'c'],
    ])
  })

  test('a side for all others, beside those decided otherwise', () => {
    const [left, right] = (['Left', 'Right'] as const).map((name) => doc([node('a', { name }), node('b', { name }), c], BASE.edges))
    if (!left || !right) throw new Error('two sides')
    const first: MergeDecision = { reason: 'value_changed', target: { kind: 'node', path: ['a'] }, pointer: '/name', side: 'left' }
    const merged = mergeDecided(BASE, left, right, [first], 'right')
    expect(merged.kind === 'ok' && merged.document.nodes.map(({ name }) => name)).toEqual(['Left', 'Right', undefined])
  })

  test('one by one: what is not decided stays in conflict, what is no conflict decides nothing', () => {
    const left = over(over(BASE, 'a', { name: 'L' }), 'b', { name: 'L' })
    const right = over(over(BASE, 'a', { name: 'R' }), 'b', { name: 'R' })
    const decide = (id: string, pointer = '/name'): MergeDecision => ({ reason: 'value_changed', target: { kind: 'node', path: [id] }, pointer, side: 'right' })
    expect(mergeDecided(BASE, left, right, [decide('b')])).toMatchObject({ kind: 'conflict', conflicts: [{ target: { path: ['a'] } }] })
    const other = [decide('c'), decide('a', '/type'), decide('gone'), decide('a', 'no pointer'), { ...decide('a'), reason: 'cycle' as const }]
    expect(mergeDecided(BASE, left, right, other)).toEqual(mergeWorkflows(BASE, left, right))
    expect(mergeDecided(BASE, left, right, [decide('a'), decide('b')])).toMatchObject({ kind: 'ok', document: { nodes: [{ name: 'R' }, { name: 'R' }, {}] } })
  })

  test('what a decision brings about is a conflict of its own: the node goes, and what was newly connected to it asks again', () => {
    const right: Workflow = {
      ...over(BASE, 'c', { name: 'Kept' }),
      nodes: [...over(BASE, 'c', { name: 'Kept' }).nodes, node('x', { config: { code: '{{ nodes.c }}' } })],
    }
    const gone: MergeDecision = { reason: 'removed_and_changed', target: { kind: 'node', path: ['c'] }, pointer: '', side: 'left' }
    const result = mergeDecided(BASE, without('c'), right, [gone])
    expect(result).toMatchObject({ kind: 'conflict', conflicts: [{ reason: 'reference_lost', target: { path: ['x'] } }] })
    expect(ids(both(without('c'), right)[0].nodes)).toEqual(['a', 'b'])
  })

  test('what goes takes along what read from it, and what returns brings what it reads', () => {
    const reader = node('y', { config: { code: '{{ nodes.r }}' } })
    const right: Workflow = { ...over(spliced('r'), 'c', { config: { code: '{{ nodes.r }}' } }) }
    const [ours] = both(spliced('l'), { ...right, nodes: [...right.nodes, reader], edges: [...right.edges, edge('b', 'y')] })
    expect([ids(ours.nodes), ours.nodes.find(({ id }) => id === 'c')?.config]).toEqual([['a', 'b', 'c', 'l'], { code: '1' }])
    const base = over(BASE, 'c', { config: { code: '{{ nodes.b }}' } })
    const bare = doc([a], [])
    const [, theirs] = both(bare, over(base, 'c', { name: 'Kept' }), base)
    expect([ids(theirs.nodes), ids(theirs.edges)]).toEqual([
      ['a', 'b', 'c'],
      ['a-b', 'b-c'],
    ])
  })
})

/** References of top-level nodes to what is not there. */
function looseReads(doc: Workflow): string[] {
  const there = new Set(ids(doc.nodes))
  return doc.nodes.flatMap((reader) => [...referencedNodes(reader)].filter((id) => !there.has(id)).map((id) => `${reader.id} reads ${id}`))
}

test('[M5] whatever two people did, deciding for a side comes to an end, says what that side has, is symmetric, and leaves no loose end', () => {
  const met = new Set<string>()
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { base, left, right } = randomTriple(seed)
      const merged = mergeWorkflows(base, left, right)
      if (merged.kind === 'ok') {
        expect(mergeDecided(base, left, right, [])).toEqual(merged)
        return
      }
      for (const side of ['left', 'right'] as const) {
        const { document, reasons } = decidedFor(side, { base, left, right })
        for (const reason of reasons) met.add(reason)
        // One word for all of them comes to the same.
        const atOnce = mergeDecided(base, left, right, [], side)
        expect(atOnce.kind === 'ok' && canonicalText(atOnce.document)).toBe(canonicalText(document))
        for (const graph of [document, ...allNodes(document).flatMap(({ node: inner }) => bodyOf(inner) ?? [])]) {
          const there = new Set(ids(graph.nodes))
          expect(graph.edges.filter(({ from, to }) => !there.has(from) || !there.has(to))).toEqual([])
        }
        const loose = new Set([base, left, right].flatMap(looseReads))
        expect(looseReads(document).filter((read) => !loose.has(read))).toEqual([])
        const other = side === 'left' ? 'right' : 'left'
        expect(canonicalText(decidedFor(other, { base, left: right, right: left }).document)).toBe(canonicalText(document))
      }
    }),
    // A new step between the sides reads what its own side had taken out.
    { numRuns: 200, examples: [[-1087104533]] },
  )
  for (const reason of ['value_changed', 'removed_and_changed', 'edge_dangles', 'flow_changed']) expect(met, reason).toContain(reason)
})
